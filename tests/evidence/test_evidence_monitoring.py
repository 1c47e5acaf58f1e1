"""A monitor: silent about an honest log, however it grows; one code for each thing that a dishonest operator does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from evidence.evidence_logs import OTHER, SIGNER, MemoryFiles, new_log
from gongzhi.evidence import (
    AlarmCode,
    Exhibit,
    Log,
    Look,
    Note,
    Seen,
    WitnessKey,
    observe,
    parse_note,
    parse_policy,
    sign_checkpoint,
)
from gongzhi.values import decode_record, encode_record

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEVER = Seen(origin=SIGNER.verifier.name)
WITNESS = WitnessKey(name="amr.example/witness", seed=b"w" * 32)
POLICY = parse_policy(f"log {SIGNER.verifier}\nwitness amr {WITNESS.verifier}\nquorum amr\n".encode())


def entry(number: int, *, at: datetime = AT, kind: str = "raw", subject: str = "room") -> bytes:
    return Exhibit(
        kind=kind, subject=subject, commitment=f"{number:064x}", size=1, media_type="text/plain", at=at
    ).to_entry()


def grown(count: int, *, log: Log | None = None, first: int = 0) -> Log:
    log = log or new_log()
    if count:
        log.append([entry(first + number) for number in range(count)])
    return log


def files_of(log: Log) -> MemoryFiles:
    files = log._storage
    assert isinstance(files, MemoryFiles)
    return files


def look_at(log: Log, *, now: datetime = AT, cosigned: bytes | None = None, **witnesses: bytes) -> Look:
    return Look(at=now, checkpoint=log.seen, cosigned=cosigned, witnesses=witnesses, read=files_of(log).read)


def codes(seen: Seen, look: Look, **asked: object) -> list[AlarmCode]:
    return [alarm.code for alarm in observe(seen, look, key=SIGNER.verifier, **asked)[1]]  # type: ignore[arg-type]


def after(log: Log, now: datetime = AT) -> Seen:
    seen, alarms = observe(NEVER, look_at(log, now=now), key=SIGNER.verifier)
    assert not alarms
    return seen


def cosigned(log: Log, at: datetime, witness: WitnessKey = WITNESS) -> bytes:
    note = parse_note(log.seen or b"")
    line = witness.cosign(note.text, timestamp=int(at.timestamp()))
    return Note(text=note.text, signatures=(*note.signatures, line)).to_bytes()


def test_an_honest_log_is_followed_over_full_and_partial_tiles() -> None:
    log, seen = new_log(), NEVER
    for count in (0, 1, 255, 1, 300, 0, 513):
        grown(count, log=log, first=log.checkpoint.size)
        seen, alarms = observe(seen, look_at(log), key=SIGNER.verifier)
        assert not alarms and seen.size == log.checkpoint.size and seen.root == log.checkpoint.root.hex()
        assert decode_record(Seen, encode_record(seen)) == seen


def test_a_log_that_grew_on_between_its_checkpoint_and_its_tiles_is_no_alarm() -> None:
    log = grown(200)
    look = look_at(log)
    grown(100, log=log, first=200)
    assert codes(NEVER, look) == []


def test_a_rollback_is_an_alarm_that_keeps_both_checkpoints() -> None:
    seen = after(grown(9))
    _, [alarm] = observe(seen, look_at(grown(5)), key=SIGNER.verifier)
    assert alarm.code is AlarmCode.ROLLBACK and len(alarm.notes) == 2 and "曾有 9 项" in alarm.says


def test_two_roots_of_one_size_and_another_past_are_forks() -> None:
    seen = after(grown(9))
    assert codes(seen, look_at(grown(9, first=100))) == [AlarmCode.FORK]
    assert codes(seen, look_at(grown(400, first=100))) == [AlarmCode.FORK]


def test_after_an_alarm_about_the_tree_nothing_newer_is_remembered() -> None:
    seen = after(grown(9))
    other = grown(20, first=100)
    kept, _ = observe(seen, look_at(other), key=SIGNER.verifier)
    assert kept == seen and codes(kept, look_at(other)) == [AlarmCode.FORK]


def test_a_checkpoint_by_another_key_or_none_is_false() -> None:
    log = grown(3)
    forged = sign_checkpoint(log.checkpoint, OTHER)
    assert codes(NEVER, replace(look_at(log), checkpoint=forged)) == [AlarmCode.CHECKPOINT_FALSE]
    assert codes(NEVER, replace(look_at(log), checkpoint=None)) == [AlarmCode.CHECKPOINT_FALSE]


def test_damaged_truncated_or_missing_tiles_and_entries_are_named() -> None:
    for path in ("tile/entries/000", "tile/0/000", "tile/entries/001.p/44", "tile/0/001.p/44"):
        for damage in (lambda data: data[:-1], lambda data: bytes([data[0] ^ 1]) + data[1:], lambda _: None):
            log = grown(300)
            files = files_of(log)
            damaged = damage(files.files[path])
            files.files.pop(path)
            if damaged is not None:
                files.files[path] = damaged
            assert codes(NEVER, look_at(log)) == [AlarmCode.TILE_DAMAGED]


def test_a_damaged_tile_of_a_higher_level_is_named() -> None:
    log = grown(600)
    files = files_of(log).files
    files["tile/1/000.p/2"] = bytes(64)
    assert codes(NEVER, look_at(log)) == [AlarmCode.TILE_DAMAGED]
    del files["tile/1/000.p/2"]
    assert codes(NEVER, look_at(log, amr=grown(520).seen or b"")) == [AlarmCode.TILE_DAMAGED]


def test_entries_exchanged_together_with_their_tile_do_not_give_the_signed_root() -> None:
    log, other = grown(300), grown(300, first=500)
    files_of(log).files |= {path: data for path, data in files_of(other).files.items() if path.startswith("tile/")}
    assert codes(NEVER, look_at(log)) == [AlarmCode.TILE_DAMAGED]


def test_a_witness_that_saw_another_tree_or_more_of_it_speaks_against_the_log() -> None:
    log = grown(9)
    assert codes(NEVER, look_at(log, amr=grown(5).seen or b"")) == []
    assert codes(NEVER, look_at(log, amr=log.seen or b"")) == []
    assert codes(NEVER, look_at(log, amr=grown(5, first=70).seen or b"")) == [AlarmCode.FORK]
    assert codes(NEVER, look_at(log, amr=grown(9, first=70).seen or b"")) == [AlarmCode.FORK]
    assert codes(NEVER, look_at(log, amr=grown(12).seen or b"")) == [AlarmCode.WITNESS_AHEAD]


def test_a_quorum_that_never_cosigned_or_fell_behind_is_late_only_after_a_while() -> None:
    log = grown(9)
    assert codes(NEVER, look_at(log), policy=POLICY) == []
    late = AT + timedelta(minutes=3)
    assert codes(NEVER, look_at(log, now=late), policy=POLICY) == [AlarmCode.COSIGNATURE_MISSING]
    seen, alarms = observe(NEVER, look_at(log, cosigned=cosigned(log, AT)), key=SIGNER.verifier, policy=POLICY)
    assert not alarms
    short = cosigned(log, AT)
    log.append([entry(9, at=AT + timedelta(minutes=1))])
    seen, alarms = observe(
        seen, look_at(log, now=AT + timedelta(minutes=1), cosigned=short), key=SIGNER.verifier, policy=POLICY
    )
    assert not alarms
    look = look_at(log, now=AT + timedelta(minutes=4), cosigned=short)
    assert codes(seen, look, policy=POLICY) == [AlarmCode.COSIGNATURE_LATE]
    assert codes(seen, replace(look, cosigned=cosigned(log, AT)), policy=POLICY) == []


def test_a_cosignature_that_is_false_or_over_a_fork_is_named() -> None:
    log = grown(9)
    liar = WitnessKey(name=WITNESS.name, seed=b"x" * 32)
    forged = parse_note(cosigned(log, AT, liar))
    line = replace(forged.signatures[-1], key_id=WITNESS.verifier.key_id)
    data = Note(text=forged.text, signatures=(*forged.signatures[:-1], line)).to_bytes()
    assert codes(NEVER, look_at(log, cosigned=data), policy=POLICY) == [AlarmCode.COSIGNATURE_FALSE]
    other = cosigned(grown(6, first=50), AT)
    assert codes(NEVER, look_at(log, cosigned=other), policy=POLICY) == [AlarmCode.FORK]


def test_an_entry_dated_before_the_last_look_is_back_dated() -> None:
    log = grown(3)
    seen = after(log, now=AT)
    log.append([entry(3, at=AT - timedelta(days=3)), entry(4)])
    _, [alarm] = observe(seen, look_at(log), key=SIGNER.verifier)
    assert alarm.code is AlarmCode.BACK_DATED and "第 3 项" in alarm.says and "共 1 项" in alarm.says


def test_an_entry_dated_after_a_checkpoint_that_holds_it_is_post_dated() -> None:
    log = new_log()
    log.append([entry(0, at=AT + timedelta(hours=1))])
    assert codes(NEVER, look_at(log)) == [AlarmCode.POST_DATED]
    later = look_at(log, now=AT + timedelta(hours=2), cosigned=cosigned(log, AT))
    assert codes(NEVER, later, policy=POLICY) == [AlarmCode.POST_DATED]


def test_segments_that_are_not_rolled_in_time_are_late_until_they_are() -> None:
    log = new_log()
    log.append([entry(0, kind="Broadcast"), entry(1, kind="SignalBatch"), entry(2, kind="SegmentOpened")])
    log.append([entry(3, kind="SignalBatch")])
    seen = after(log)
    late = AT + timedelta(minutes=4)
    assert codes(seen, look_at(log, now=late)) == [AlarmCode.SEGMENT_LATE]
    log.append([entry(4, at=late, kind="SegmentRoot")])
    assert codes(seen, look_at(log, now=late)) == []
    log.append([entry(5, at=late, kind="Broadcast", subject="b2"), entry(6, at=late, kind="SignalBatch", subject="b2")])
    seen, alarms = observe(seen, look_at(log, now=late), key=SIGNER.verifier)
    assert not alarms
    assert codes(seen, look_at(log, now=late + timedelta(minutes=4))) == [AlarmCode.SEGMENT_MISSING]


class DishonestOperator(RuleBasedStateMachine):
    """An operator with the log's key, several histories, and a monitor that looks in between: what it accepts is one
    history that only grows, and everything else raises an alarm at once."""

    histories = Bundle("histories")

    def __init__(self) -> None:
        super().__init__()
        self.seen = NEVER
        self.accepted: list[bytes] = []
        self.fresh = 0

    @initialize(target=histories)
    def begin(self) -> tuple[bytes, ...]:
        return ()

    @rule(target=histories, old=histories, count=st.integers(1, 40))
    def append(self, old: tuple[bytes, ...], count: int) -> tuple[bytes, ...]:
        self.fresh += count
        return (*old, *(entry(self.fresh - n) for n in range(count)))

    @rule(target=histories, old=histories, data=st.data())
    def rewrite(self, old: tuple[bytes, ...], data: st.DataObject) -> tuple[bytes, ...]:
        if not old:
            return old
        at = data.draw(st.integers(0, len(old) - 1))
        self.fresh += 1
        return (*old[:at], entry(10**6 + self.fresh), *old[at + 1 :])

    @rule(target=histories, old=histories, data=st.data())
    def roll_back(self, old: tuple[bytes, ...], data: st.DataObject) -> tuple[bytes, ...]:
        return old[: data.draw(st.integers(0, len(old)))]

    @rule(shown=histories, damage=st.booleans(), data=st.data())
    def look(self, shown: tuple[bytes, ...], damage: bool, data: st.DataObject) -> None:
        log = new_log()
        if shown:
            log.append(list(shown))
        honest = list(shown[: len(self.accepted)]) == self.accepted
        files = files_of(log).files
        tiles = sorted(path for path in files if path.startswith(("tile/entries", "tile/0")))
        new = len(shown) > len(self.accepted)
        damaged = bool(damage and tiles and new)
        if damaged:
            # The last bundle always holds something that the monitor must read.
            path = data.draw(st.sampled_from([tiles[-1], [one for one in tiles if "/0/" in one][-1]]))
            files[path] = files[path][:-1] + bytes([files[path][-1] ^ 1])
        self.seen, alarms = observe(self.seen, look_at(log), key=SIGNER.verifier)
        assert bool(alarms) is (not honest or damaged)
        if not alarms:
            self.accepted = list(shown)

    @precondition(lambda self: self.accepted)
    @invariant()
    def remembers_exactly_what_it_accepted(self) -> None:
        assert self.seen.size == len(self.accepted)


TestDishonestOperator = DishonestOperator.TestCase
TestDishonestOperator.settings = settings(deadline=None, max_examples=40, stateful_step_count=12)
