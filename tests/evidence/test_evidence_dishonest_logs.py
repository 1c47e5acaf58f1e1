"""What an operator who holds the log's key may try with the log itself, and who finds out: a witness, a monitor in one
pass, or whoever follows the log."""

import copy
import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from evidence_logs import AT, OTHER, SIGNER, MemoryFiles, new_log
from evidence_mutations import NOW, QUORUM, WITNESSES, cosigned

from gongzhi.evidence import (
    CHECKPOINT,
    Checkpoint,
    Exhibit,
    Limits,
    Log,
    LogDamaged,
    Look,
    Seen,
    Submission,
    Witness,
    WitnessIsOperator,
    observe,
    parse_note,
    parse_policy,
    prove_consistency,
    sign_checkpoint,
)

SOON = AT + timedelta(seconds=30)
LIMITS = Limits(cosigned_within=timedelta(minutes=2), drift=timedelta(minutes=5))


def entries(count: int, *, at: datetime = AT, word: str = "a") -> list[bytes]:
    return [
        Exhibit(
            kind="Finding", subject="case-1", commitment=f"{word}{n}", size=1, media_type="text/plain", at=at
        ).to_entry()
        for n in range(count)
    ]


class Operator:
    """Holds the key and the disk."""

    def __init__(self, first: int = 5) -> None:
        self.files = MemoryFiles()
        self.log = new_log(self.files)
        self.log.append(entries(first))

    @property
    def checkpoint(self) -> bytes:
        return self.log.seen or b""

    def backup(self) -> dict[str, bytes]:
        return copy.deepcopy(self.files.files)

    def restore(self, files: dict[str, bytes]) -> None:
        self.files.files = copy.deepcopy(files)
        self.log = Log(self.files, key=SIGNER.verifier, signer=SIGNER)
        self.log.refresh()

    def another_history(self, count: int) -> None:
        self.files.files.clear()
        self.log = new_log(self.files)
        self.log.append(entries(count, word="b"))


class Follower:
    """A monitor that remembers what it saw, and says by code what it makes of the next look."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.seen = Seen(origin=SIGNER.name)
        assert self.look() == []

    def look(
        self,
        at: datetime = SOON,
        *,
        witnesses: Mapping[str, bytes] | None = None,
        signed_by: int = len(WITNESSES),
        extra: bytes | None = None,
    ) -> list[str]:
        checkpoint = self.operator.files.files.get(CHECKPOINT)
        keys = WITNESSES[:signed_by]
        latest = extra or (cosigned(checkpoint, keys, int(at.timestamp())) if checkpoint and keys else None)
        look = Look(
            at=at,
            checkpoint=checkpoint,
            cosigned=latest,
            witnesses=witnesses or {},
            read=self.operator.files.files.get,
        )
        self.seen, alarms = observe(self.seen, look, key=SIGNER.verifier, policy=parse_policy(QUORUM), limits=LIMITS)
        return [alarm.code.value for alarm in alarms]


def rollback_from_a_backup(operator: Operator, follower: Follower) -> list[str]:
    backup = operator.backup()
    operator.log.append(entries(3, word="c"))
    assert follower.look() == []
    operator.restore(backup)
    return follower.look()


def rollback_grown_to_the_same_size(operator: Operator, follower: Follower) -> list[str]:
    backup = operator.backup()
    operator.log.append(entries(3, word="c"))
    assert follower.look() == []
    operator.restore(backup)
    operator.log.append(entries(3, word="d"))
    return follower.look()


def rollback_grown_beyond(operator: Operator, follower: Follower) -> list[str]:
    backup = operator.backup()
    operator.log.append(entries(3, word="c"))
    assert follower.look() == []
    operator.restore(backup)
    operator.log.append(entries(9, word="d"))
    return follower.look()


def history_rewritten(operator: Operator, follower: Follower) -> list[str]:
    operator.another_history(8)
    return follower.look()


def one_view_for_the_monitor_and_one_for_a_witness(operator: Operator, follower: Follower) -> list[str]:
    other = Operator(0)
    other.another_history(5)
    return follower.look(witnesses={"w0": other.checkpoint})


def shorter_view_for_the_monitor(operator: Operator, follower: Follower) -> list[str]:
    other = Operator(9)
    return follower.look(witnesses={"w0": other.checkpoint})


def fork_that_the_witnesses_cosigned_elsewhere(operator: Operator, follower: Follower) -> list[str]:
    other = Operator(0)
    other.another_history(5)
    return follower.look(extra=cosigned(other.checkpoint))


def checkpoint_by_another_key(operator: Operator, follower: Follower) -> list[str]:
    operator.files.files[CHECKPOINT] = sign_checkpoint(operator.log.checkpoint, OTHER)
    return follower.look(signed_by=0)


def checkpoint_of_another_log(operator: Operator, follower: Follower) -> list[str]:
    other = dataclasses.replace(operator.log.checkpoint, origin="log.example/q")
    operator.files.files[CHECKPOINT] = sign_checkpoint(other, SIGNER)
    return follower.look(signed_by=0)


def checkpoint_that_names_entries_nobody_can_read(operator: Operator, follower: Follower) -> list[str]:
    head = Checkpoint(origin=SIGNER.name, size=7, root=bytes(32))
    operator.files.files[CHECKPOINT] = sign_checkpoint(head, SIGNER)
    return follower.look(signed_by=0)


def tile_cut_short(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(2, word="c"))
    operator.files.files["tile/0/000.p/7"] = operator.files.files["tile/0/000.p/7"][:-32]
    return follower.look()


def entries_rewritten_under_true_hashes(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(2, word="c"))
    other = Operator(5)
    other.log.append(entries(2, word="d"))
    operator.files.files["tile/entries/000.p/7"] = other.files.files["tile/entries/000.p/7"]
    return follower.look()


def entries_withheld(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(2, word="c"))
    del operator.files.files["tile/entries/000.p/7"]
    return follower.look()


def no_witness_in_time(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(2, word="c"))
    assert follower.look(signed_by=0) == []
    return follower.look(AT + timedelta(minutes=4), signed_by=0)


def one_friendly_witness_only(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(2, word="c"))
    assert follower.look(signed_by=1) == []
    return follower.look(AT + timedelta(minutes=4), signed_by=1)


def false_cosignature(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(2, word="c"))
    note = parse_note(cosigned(operator.checkpoint))
    line = note.signatures[-1]
    false = dataclasses.replace(line, signature=line.signature[:-1] + b"\0")
    return follower.look(extra=dataclasses.replace(note, signatures=(*note.signatures[:-1], false)).to_bytes())


def entry_back_dated_as_it_was_sealed(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(1, at=AT - timedelta(days=30), word="c"))
    return follower.look()


def entry_dated_into_the_future(operator: Operator, follower: Follower) -> list[str]:
    operator.log.append(entries(1, at=AT + timedelta(days=30), word="c"))
    return follower.look()


def erased_and_sealed_again_under_the_old_date(operator: Operator, follower: Follower) -> list[str]:
    late = AT + timedelta(days=1)
    operator.log.append(entries(1, at=late, word="c"))
    assert follower.look(late) == []
    operator.log.append(entries(1, at=AT, word="a"))
    return follower.look(late)


MONITORED: list[tuple[Callable[[Operator, Follower], list[str]], set[str]]] = [
    (rollback_from_a_backup, {"rollback"}),
    (rollback_grown_to_the_same_size, {"fork"}),
    (rollback_grown_beyond, {"fork"}),
    (history_rewritten, {"fork"}),
    (one_view_for_the_monitor_and_one_for_a_witness, {"fork"}),
    (shorter_view_for_the_monitor, {"witness-ahead"}),
    (fork_that_the_witnesses_cosigned_elsewhere, {"fork"}),
    (checkpoint_by_another_key, {"checkpoint-false"}),
    (checkpoint_of_another_log, {"checkpoint-false"}),
    (checkpoint_that_names_entries_nobody_can_read, {"tile-damaged"}),
    (tile_cut_short, {"tile-damaged"}),
    (entries_rewritten_under_true_hashes, {"tile-damaged"}),
    (entries_withheld, {"tile-damaged"}),
    (no_witness_in_time, {"cosignature-missing", "cosignature-late"}),
    (one_friendly_witness_only, {"cosignature-missing", "cosignature-late"}),
    (false_cosignature, {"cosignature-false"}),
    (entry_back_dated_as_it_was_sealed, {"entry-back-dated"}),
    (entry_dated_into_the_future, {"entry-post-dated"}),
    (erased_and_sealed_again_under_the_old_date, {"entry-back-dated"}),
]


@pytest.mark.parametrize(("attack", "codes"), MONITORED, ids=[one.__name__ for one, _ in MONITORED])
def test_a_monitor_calls_out_in_one_pass(attack: Callable[[Operator, Follower], list[str]], codes: set[str]) -> None:
    operator = Operator()
    called = attack(operator, Follower(operator))
    assert called and set(called) <= codes | {"cosignature-missing"}, called
    assert set(called) & codes


def test_an_honest_log_raises_no_alarm() -> None:
    operator = Operator()
    follower = Follower(operator)
    for count in (1, 250, 3):
        operator.log.append(entries(count, word=f"c{count}"))
        assert follower.look(witnesses={"w0": operator.checkpoint}) == []


class Kept:
    """What a witness remembers."""

    def __init__(self) -> None:
        self.kept: dict[str, Checkpoint] = {}
        self.accused: list[str] = []

    def latest(self, origin: str) -> Checkpoint | None:
        return self.kept.get(origin)

    def advance(self, checkpoint: Checkpoint, *, note: bytes, seen: int) -> bool:
        self.kept[checkpoint.origin] = checkpoint
        return True

    def accuse(self, origin: str, submission: bytes, why: str) -> None:
        self.accused.append(why)


def submitted(operator: Operator, old: int, **changed: object) -> bytes:
    path = operator.log.prove_consistency(old) if 0 < old <= operator.log.checkpoint.size else []
    whole = {"old": old, "path": tuple(path), "checkpoint": operator.checkpoint}
    return Submission(**(whole | changed)).to_bytes()  # type: ignore[arg-type]


def another(count: int) -> Operator:
    operator = Operator(0)
    operator.another_history(count)
    return operator


def signed(text: str) -> bytes:
    return SIGNER.sign_note(text).to_bytes()


SUBMISSIONS: list[tuple[str, int, bool, Callable[[Operator], bytes]]] = [
    ("first_submission_replayed", 409, False, lambda operator: submitted(operator, 0)),
    ("another_history_of_the_same_size", 409, True, lambda _: submitted(another(5), 5)),
    ("another_history_grown", 422, True, lambda _: submitted(another(9), 5)),
    ("consistency_path_forged", 422, True, lambda _: submitted(Operator(9), 5, path=(bytes(32),) * 4)),
    ("consistency_path_left_out", 422, True, lambda _: submitted(Operator(9), 5, path=())),
    ("rollback_under_the_size_that_is_known", 400, False, lambda _: submitted(Operator(4), 5, path=())),
    ("rollback_under_its_own_size", 409, False, lambda _: submitted(Operator(4), 4)),
    (
        "checkpoint_by_another_key",
        403,
        False,
        lambda operator: submitted(operator, 5, checkpoint=sign_checkpoint(operator.log.checkpoint, OTHER)),
    ),
    (
        "log_name_that_looks_alike",
        404,
        False,
        lambda operator: submitted(
            operator,
            0,
            checkpoint=signed(dataclasses.replace(operator.log.checkpoint, origin="log.example/\u0440").to_text()),
        ),
    ),
    (
        "size_that_overflows",
        400,
        False,
        lambda operator: submitted(
            operator, 5, checkpoint=signed(operator.log.checkpoint.to_text().replace("\n5\n", f"\n{2**63}\n"))
        ),
    ),
]


@pytest.mark.parametrize(("name", "status", "accused", "make"), SUBMISSIONS, ids=[one[0] for one in SUBMISSIONS])
def test_a_witness_refuses_and_keeps_what_accuses(
    name: str, status: int, accused: bool, make: Callable[[Operator], bytes]
) -> None:
    operator, kept = Operator(), Kept()
    witness = Witness(WITNESSES, [SIGNER.verifier], kept)
    assert witness.add_checkpoint(submitted(operator, 0), now=NOW).status == 200
    before = kept.kept[SIGNER.name]
    answer = witness.add_checkpoint(make(operator), now=NOW)
    assert (answer.status, bool(kept.accused)) == (status, accused), name
    assert b"\xe2\x80\x94" not in answer.body
    assert kept.kept[SIGNER.name] == before


def test_the_operator_cannot_be_a_witness_of_his_own_log() -> None:
    own = dataclasses.replace(WITNESSES[0], seed=SIGNER.seed)
    for keys in ([own], [dataclasses.replace(WITNESSES[0], name=SIGNER.name)]):
        with pytest.raises(WitnessIsOperator):
            Witness(keys, [SIGNER.verifier], Kept())


def test_whoever_follows_the_log_refuses_what_went_back_or_was_cut() -> None:
    operator = Operator()
    backup = operator.backup()
    reader = Log(operator.files, key=SIGNER.verifier)
    reader.refresh()
    operator.log.append(entries(3, word="c"))
    assert reader.refresh()
    path = reader.prove_inclusion(6)
    assert path == operator.log.prove_inclusion(6)
    operator.files.files = backup
    with pytest.raises(LogDamaged, match="被回退"):
        reader.refresh()
    fresh = Log(operator.files, key=SIGNER.verifier)
    fresh.refresh()
    operator.files.files["tile/0/000.p/5"] = operator.files.files["tile/0/000.p/5"][:-1]
    with pytest.raises(LogDamaged, match="tile/0/000"):
        fresh.settle()
    operator.files.files["tile/0/000.p/5"] = bytes(160)
    with pytest.raises(LogDamaged, match="根与检查点不同"):
        fresh.settle()


def test_no_path_proves_a_fork_to_be_a_continuation() -> None:
    from gongzhi.evidence import NotProved, leaf_hash, range_hash_of, root_of, verify_consistency

    old, new = ([leaf_hash(one) for one in entries(count, word=word)] for count, word in ((5, "a"), (9, "b")))
    path = prove_consistency(5, 9, range_hash_of(new))
    for forged in (path, path[:-1], path[1:], [root_of(old), *path[1:]], []):
        with pytest.raises(NotProved):
            verify_consistency(5, 9, forged, old_root=root_of(old), new_root=root_of(new))
