"""Policies and cosignatures: who is believed is written down, and counted as written."""

import pytest
from evidence_logs import AT, OTHER, SIGNER, frame, sealed_log
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.evidence import (
    LogProof,
    NotANote,
    NotAPolicy,
    NotAProof,
    Note,
    NotSigned,
    Outcome,
    WitnessKey,
    make_bundle,
    parse_note,
    parse_policy,
    parse_proof,
    parse_verifier_key,
    verify_bundle,
    verify_cosignatures,
)

BUREAU = WitnessKey(name="witness.example/bureau", seed=b"b" * 32, type=0x04)
TRADE = WitnessKey(name="witness.example/trade", seed=b"t" * 32)
CONSUMERS = WitnessKey(name="witness.example/consumers", seed=b"c" * 32)
WITNESSES = {"监管": BUREAU, "行业": TRADE, "消协": CONSUMERS}
TIME = int(AT.timestamp())


def policy_text(quorum: str) -> str:
    lines = ["# 谁可信", f"log {SIGNER.verifier}"]
    lines += [f"witness {name}\t{key.verifier}  https://{key.name}" for name, key in WITNESSES.items()]
    return "\n".join([*lines, quorum]) + "\n"


def cosigned(*witnesses: WitnessKey) -> tuple[bytes, bytes]:
    """(bundle, checkpoint) with these cosignatures on the checkpoint."""
    import dataclasses

    log, proven = sealed_log([b"a", b"b"])
    note = parse_note(log.seen or b"")
    lines = tuple(key.cosign(note.text, timestamp=TIME) for key in witnesses)
    data = Note(text=note.text, signatures=note.signatures + lines).to_bytes()
    items = [dataclasses.replace(one, proof=dataclasses.replace(one.proof, checkpoint=data)) for one in proven]
    return make_bundle(frame(log, checkpoint=data), items), data


def test_cosignatures_of_both_kinds_verify_and_tell_their_time() -> None:
    _, checkpoint = cosigned(BUREAU, TRADE)
    keys = {name: key.verifier for name, key in WITNESSES.items()}
    assert verify_cosignatures(parse_note(checkpoint), keys) == {"监管": TIME, "行业": TIME}


@pytest.mark.parametrize("key", [BUREAU, TRADE])
def test_a_cosignature_moved_in_time_is_false(key: WitnessKey) -> None:
    _, checkpoint = cosigned(key)
    note = parse_note(checkpoint)
    import dataclasses

    line = note.signatures[-1]
    later = (TIME + 1).to_bytes(8, "big") + line.signature[8:]
    forged = Note(text=note.text, signatures=(note.signatures[0], dataclasses.replace(line, signature=later)))
    with pytest.raises(NotSigned, match=key.name):
        verify_cosignatures(forged, {"x": key.verifier})


@pytest.mark.parametrize(
    ("quorum", "witnesses", "outcome"),
    [
        ("quorum none", (), Outcome.VERIFIED),
        ("group g 2 监管 行业 消协\nquorum g", (BUREAU, CONSUMERS), Outcome.VERIFIED),
        ("group g 2 监管 行业 消协\nquorum g", (TRADE,), Outcome.FAILED),
        ("group g any 监管 行业\ngroup all all g 消协\nquorum all", (TRADE, CONSUMERS), Outcome.VERIFIED),
        ("group g any 监管 行业\ngroup all all g 消协\nquorum all", (TRADE, BUREAU), Outcome.FAILED),
        ("quorum 监管", (BUREAU,), Outcome.VERIFIED),
        ("quorum 监管", (TRADE,), Outcome.FAILED),
    ],
)
def test_the_quorum_is_counted_as_written(quorum: str, witnesses: tuple[WitnessKey, ...], outcome: Outcome) -> None:
    bundle, _ = cosigned(*witnesses)
    verdict = verify_bundle(bundle, policy=parse_policy(policy_text(quorum).encode()))
    assert verdict.verdict is outcome
    assert verdict.steps[4].ok is (outcome is Outcome.VERIFIED)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "缺少 quorum"),
        ("quorum none\nquorum none", "第 2 行"),
        ("quorum nobody", "还没有定义"),
        (f"log {SIGNER.verifier}\nlog {SIGNER.verifier}\nquorum none", "两次"),
        (f"log {BUREAU.verifier}\nquorum none", "类型"),
        (f"witness a {SIGNER.verifier}\nquorum a", "类型"),
        (f"witness none {BUREAU.verifier}\nquorum none", "已被使用"),
        (f"witness a {BUREAU.verifier}\nwitness b {BUREAU.verifier}\nquorum a", "两次"),
        (f"witness a {BUREAU.verifier}\nwitness a {TRADE.verifier}\nquorum a", "已被使用"),
        (f"witness a {BUREAU.verifier}\ngroup g 2 a\nquorum g", "1 到 1"),
        (f"witness a {BUREAU.verifier}\ngroup g 0 a\nquorum g", "1 到 1"),
        (f"witness a {BUREAU.verifier}\ngroup g 1 a\ngroup h 1 a\nquorum h", "每个名称只能入一次组"),
        ("group g any\nquorum g", "应为 group"),
        ("log\nquorum none", "应为 log"),
        ("witness a\nquorum none", "应为 witness"),
        ("log x+y+z\nquorum none", "第 1 行"),
        ("believe me\nquorum none", "不认识"),
        ("quorum none\r\n", "控制字符"),
    ],
)
def test_policies_that_cannot_be_used_name_the_line(text: str, says: str) -> None:
    with pytest.raises(NotAPolicy, match=says):
        parse_policy(text.encode())


def test_a_policy_may_name_no_log_and_octets_that_are_no_text() -> None:
    policy = parse_policy(b"witness \xff " + str(BUREAU.verifier).encode() + b"\nquorum \xff\n")
    assert policy.logs == ()
    assert policy.satisfied_by(set(policy.witnesses))
    assert not policy.satisfied_by(set())


@given(st.integers(0, 2**40), st.lists(st.binary(min_size=32, max_size=32), max_size=5), st.binary(max_size=60))
def test_proofs_print_and_read_back(index: int, path: list[bytes], checkpoint: bytes) -> None:
    proof = LogProof(index=index, path=tuple(path), checkpoint=checkpoint)
    assert parse_proof(proof.to_bytes()) == proof


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 00\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n%\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\xff\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n",
    ],
)
def test_proofs_in_another_spelling_are_refused(data: bytes) -> None:
    with pytest.raises(NotAProof):
        parse_proof(data)


def test_witness_keys_are_not_printed_and_read_as_verifier_keys() -> None:
    assert "bbbb" not in repr(BUREAU)
    assert parse_verifier_key(str(TRADE.verifier)) == TRADE.verifier
    with pytest.raises(NotANote):
        parse_verifier_key(str(OTHER))


def test_a_key_whose_name_is_no_text_is_refused_and_nothing_else_is_raised() -> None:
    with pytest.raises(NotAPolicy, match="UTF-8"):
        parse_policy(b"log log\xff+00000000+AQAA\nquorum none\n")


def test_groups_may_nest_deeper_than_any_call_stack() -> None:
    lines = [f"witness w0 {BUREAU.verifier}", *(f"group w{n} 1 w{n - 1}" for n in range(1, 5000)), "quorum w4999"]
    policy = parse_policy("\n".join(lines).encode())
    assert policy.satisfied_by({"w0"})
    assert not policy.satisfied_by(set())
