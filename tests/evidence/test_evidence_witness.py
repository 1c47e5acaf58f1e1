"""A witness cosigns growth and nothing else; two histories of one log never both get its name under them."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    Checkpoint,
    NotANote,
    NotASubmission,
    SignerKey,
    Submission,
    Witness,
    WitnessIsOperator,
    WitnessKey,
    leaf_hash,
    parse_note,
    parse_submission,
    parse_witness_key,
    prove_consistency,
    range_hash_of,
    root_of,
    sign_checkpoint,
    verify_cosignatures,
)

LOG = SignerKey(name="log.example", seed=b"l" * 32)
KEYS = [
    WitnessKey(name="w.example", seed=b"w" * 32),
    WitnessKey(name="w.example", seed=b"e" * 32, type=ED25519_COSIGNATURE),
]
NOW = 1_772_380_800


class Memory:
    """A WitnessRecord in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Checkpoint] = {}
        self.accused: list[str] = []

    def latest(self, origin: str) -> Checkpoint | None:
        return self.kept.get(origin)

    def advance(self, checkpoint: Checkpoint, *, note: bytes, seen: int) -> bool:
        known = self.kept.get(checkpoint.origin)
        if (known.size if known else 0) != seen:
            return False
        self.kept[checkpoint.origin] = checkpoint
        return True

    def accuse(self, origin: str, submission: bytes, why: str) -> None:
        self.accused.append(why)


def leaves(size: int, fork: int = 10**9) -> list[bytes]:
    """Leaf hashes of a history that goes its own way from leaf ``fork`` on."""
    return [leaf_hash(f"{'a' if n < fork else 'b'}{n}".encode()) for n in range(size)]


def submission(old: int, hashes: list[bytes], *, signer: SignerKey = LOG) -> bytes:
    path = prove_consistency(old, len(hashes), range_hash_of(hashes)) if 0 < old <= len(hashes) else []
    checkpoint = sign_checkpoint(Checkpoint(origin=LOG.name, size=len(hashes), root=root_of(hashes)), signer)
    return Submission(old=old, path=tuple(path), checkpoint=checkpoint).to_bytes()


@pytest.fixture
def record() -> Memory:
    return Memory()


@pytest.fixture
def witness(record: Memory) -> Witness:
    return Witness(KEYS, [LOG.verifier], record)


def test_growth_is_cosigned_with_every_key(witness: Witness) -> None:
    for old, size in ((0, 3), (3, 3), (3, 8)):
        body = submission(old, leaves(size))
        answer = witness.add_checkpoint(body, now=NOW)
        assert answer.status == 200
        note = parse_note(parse_submission(body).checkpoint + answer.body)
        names = {f"k{n}": key.verifier for n, key in enumerate(KEYS)}
        assert verify_cosignatures(note, names) == {"k0": NOW, "k1": NOW}


def test_a_stale_size_is_answered_with_the_size_that_is_known(witness: Witness) -> None:
    witness.add_checkpoint(submission(0, leaves(5)), now=NOW)
    answer = witness.add_checkpoint(submission(0, leaves(9)), now=NOW)
    assert (answer.status, answer.type, answer.body) == (409, "text/x.tlog.size", b"5\n")


def test_a_fork_is_refused_and_remembered(witness: Witness, record: Memory) -> None:
    witness.add_checkpoint(submission(0, leaves(5)), now=NOW)
    assert witness.add_checkpoint(submission(5, leaves(9, fork=2)), now=NOW).status == 422
    assert witness.add_checkpoint(submission(5, leaves(5, fork=2)), now=NOW).status == 409
    assert len(record.accused) == 2
    assert record.kept[LOG.name].root == root_of(leaves(5))


def test_a_smaller_tree_is_never_cosigned_again(witness: Witness) -> None:
    witness.add_checkpoint(submission(0, leaves(5)), now=NOW)
    assert witness.add_checkpoint(submission(5, leaves(4)), now=NOW).status == 400
    assert witness.add_checkpoint(submission(4, leaves(4)), now=NOW).status == 409


def test_strangers_are_told_apart_from_forgers(witness: Witness) -> None:
    other = SignerKey(name="other.example", seed=b"o" * 32)
    unknown = Submission(
        old=0, path=(), checkpoint=sign_checkpoint(Checkpoint(origin="other.example", size=1, root=leaves(1)[0]), other)
    )
    assert witness.add_checkpoint(unknown.to_bytes(), now=NOW).status == 404
    forged = SignerKey(name=LOG.name, seed=b"f" * 32)
    assert witness.add_checkpoint(submission(0, leaves(1), signer=forged), now=NOW).status == 403


def test_a_proof_from_nothing_must_be_empty(witness: Witness) -> None:
    parsed = parse_submission(submission(0, leaves(2)))
    padded = Submission(old=0, path=(b"x" * 32,), checkpoint=parsed.checkpoint).to_bytes()
    assert witness.add_checkpoint(padded, now=NOW).status == 422


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"new 0\n\nx",
        b"old 0\r\n\r\nx",
        b"old 0\nAAAA\n\nx",
        b"old 0\n!!\n\nx",
        b"old 0\n\nnot a note",
        b"old 0\n" + b"A" * 43 + b"=\n\n",
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx",
        b"old 0\n\n" + b"x" * (1 << 17),
    ],
)
def test_what_is_no_submission_is_refused_in_words(witness: Witness, body: bytes) -> None:
    answer = witness.add_checkpoint(body, now=NOW)
    assert answer.status == 400
    assert answer.body.decode().strip()


def test_nobody_vouches_for_himself(record: Memory) -> None:
    with pytest.raises(WitnessIsOperator, match="不能为自己见证"):
        Witness([WitnessKey(name="w.example", seed=LOG.seed, type=ED25519_COSIGNATURE)], [LOG.verifier], record)
    with pytest.raises(WitnessIsOperator):
        Witness([WitnessKey(name=LOG.name, seed=b"x" * 32)], [LOG.verifier], record)


def test_keys_of_witnesses_print_and_parse_and_an_ed25519_note_key_will_do() -> None:
    for key in KEYS:
        assert parse_witness_key(str(key)) == key
    note_key = SignerKey(name="w.example", seed=b"e" * 32)
    assert parse_witness_key(str(note_key)) == KEYS[1]
    with pytest.raises(NotANote, match="见证人的私钥"):
        parse_witness_key(str(KEYS[0].verifier))
    with pytest.raises(NotANote, match="编号"):
        parse_witness_key(str(KEYS[0]).replace("+KEY+w.", "+KEY+v."))


def test_a_submission_has_one_spelling() -> None:
    body = submission(3, leaves(7))
    assert parse_submission(body).to_bytes() == body
    with pytest.raises(NotASubmission):
        parse_submission(b"old 03" + body[5:])


class TwoHistories(RuleBasedStateMachine):
    """An operator who shows a witness two histories in any order, honestly proved within each."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Memory()
        self.witness = Witness(KEYS[1:], [LOG.verifier], self.record)
        self.cosigned: list[tuple[int, bytes]] = []

    @rule(fork=st.sampled_from([2, 10**9]), old=st.integers(0, 12), size=st.integers(1, 12), known=st.booleans())
    def submit(self, fork: int, old: int, size: int, known: bool) -> None:
        latest = self.record.latest(LOG.name)
        hashes = leaves(size, fork)
        body = submission(latest.size if known and latest else old, hashes)
        if self.witness.add_checkpoint(body, now=NOW).status == 200:
            self.cosigned.append((size, root_of(hashes)))

    @invariant()
    def everything_cosigned_lies_on_one_history(self) -> None:
        for fork in (2, 10**9):
            if all(root == root_of(leaves(size, fork)) for size, root in self.cosigned):
                return
        raise AssertionError(self.cosigned)

    @invariant()
    def sizes_never_fall(self) -> None:
        sizes = [size for size, _ in self.cosigned]
        assert sizes == sorted(sizes)


TestTwoHistories = TwoHistories.TestCase
TestTwoHistories.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
