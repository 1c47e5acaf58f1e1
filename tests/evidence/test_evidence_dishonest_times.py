"""What an operator may try with time: tokens that say something else, and entries that are dated when they were not sealed."""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from evidence_attacks import (
    HEAD,
    LOG,
    PROVEN,
    WELL,
    found,
    judged,
)
from evidence_logs import AT, OTHER, SIGNER, sealed_log
from evidence_mutations import (
    bundle_of,
    cosigned,
)

from gongzhi.evidence import (
    Checkpoint,
    Earlier,
    Log,
    NotProved,
    Outcome,
    Proven,
    Verdict,
    parse_authority,
    sign_checkpoint,
    unpack,
    verify_consistency,
)
from gongzhi.evidence.bundle import parse_path
from local_authority import BORN, YEAR, LocalAuthority, local_authority

STAMPED = AT + timedelta(hours=1)
TSA, OTHER_TSA = local_authority("one"), local_authority("other")

TEXT = LOG.checkpoint.to_text()
TOKENS: list[tuple[str, str, Callable[[], bytes]]] = [
    ("token_of_another_authority", "不是所信的机构", lambda: OTHER_TSA.stamp(TEXT, STAMPED)),
    ("token_of_an_authority_of_the_same_name", "不是所信的机构", lambda: local_authority("one").stamp(TEXT, STAMPED)),
    ("token_over_another_checkpoint", "不是这个检查点", lambda: TSA.stamp(TEXT.replace("\n3\n", "\n2\n"), STAMPED)),
    ("token_of_an_expired_authority", "不是所信的机构", lambda: TSA.stamp(TEXT, BORN + YEAR + timedelta(days=1))),
    ("token_dated_before_the_authority_was_born", "不是所信的机构", lambda: TSA.stamp(TEXT, BORN - timedelta(days=1))),
    ("token_cut_short", "读不出", lambda: TSA.stamp(TEXT, STAMPED)[:-40]),
    (
        "token_with_another_time_written_in",
        "时间戳",
        lambda: TSA.stamp(TEXT, STAMPED).replace(b"20260301", b"20260201"),
    ),
]


@pytest.mark.parametrize(("name", "says", "make"), TOKENS, ids=[one[0] for one in TOKENS])
def test_the_reader_of_a_bundle_does_not_believe_such_a_token(name: str, says: str, make: Callable[[], bytes]) -> None:
    believed = [parse_authority("one", TSA.pem)]
    verdict = judged(bundle_of(PROVEN, HEAD, timestamps={"one": make()}), authorities=believed)
    assert found(verdict) == ([10], WELL), name
    assert says in verdict.steps[9].detail
    honest = bundle_of(PROVEN, HEAD, timestamps={"one": TSA.stamp(TEXT, STAMPED)})
    assert found(judged(honest, authorities=believed)) == ([], WELL)


def test_a_false_token_beside_a_true_one_is_still_told() -> None:
    tokens = {"one": TSA.stamp(TEXT, STAMPED), "two": TSA.stamp("other\n1\nroot\n", STAMPED)}
    verdict = judged(bundle_of(PROVEN, HEAD, timestamps=tokens), authorities=[parse_authority("one", TSA.pem)])
    assert found(verdict) == ([10], WELL)


# Entries that are dated when they were not sealed. The log grew from three entries to four, and then to five.

BELIEVED = [parse_authority("one", TSA.pem)]
NOON, MINUTE = AT, timedelta(minutes=1)


def grown_log(*dates: datetime) -> tuple[Log, list[Proven]]:
    """A log of one exhibit per date, each truly sealed, and ready for a bundle."""
    return sealed_log([f"第 {n} 件".encode() for n in range(len(dates))], dates=dates)


def earlier_of(log: Log, size: int, at: datetime, *, tsa: LocalAuthority = TSA) -> Earlier:
    """What the log was when it had this many entries, stamped then."""
    head = Checkpoint(origin=SIGNER.name, size=size, root=log.range_hash(0, size))
    stamp = {"one": tsa.stamp(head.to_text(), at)}
    path = tuple(log.prove_consistency(size))
    return Earlier(size=size, checkpoint=sign_checkpoint(head, SIGNER), path=path, timestamps=stamp)


def dated(log: Log, proven: list[Proven], *earlier: Earlier, stamped: datetime = NOON + timedelta(hours=2)) -> Verdict:
    text = log.checkpoint.to_text()
    seen = cosigned(log.seen or b"")
    data = bundle_of(proven, seen, timestamps={"one": TSA.stamp(text, stamped)}, earlier=earlier)
    return judged(data, authorities=BELIEVED)


def test_an_entry_dated_before_a_stamped_checkpoint_that_does_not_hold_it_is_back_dated() -> None:
    log, proven = grown_log(NOON, NOON, NOON - timedelta(days=30), NOON + timedelta(hours=1))
    before = earlier_of(log, 2, NOON + 30 * MINUTE)
    verdict = dated(log, proven, before)
    assert found(verdict) == ([10], ["sealed", "sealed", "entry-back-dated", "sealed"])
    assert verdict.verdict is Outcome.FAILED
    assert f"entry-back-dated：{proven[2].exhibit}" in verdict.steps[9].detail
    assert "写的是 2026-01-30 20:00:00，时间戳是 2026-03-01 20:30:00" in verdict.items[2].detail
    # Nobody who brings no certificates is told more than was checked.
    assert found(judged(bundle_of(proven, cosigned(log.seen or b""), earlier=(before,)))) == ([], ["sealed"] * 4)


def test_an_entry_dated_after_a_stamped_checkpoint_that_holds_it_is_post_dated() -> None:
    log, proven = grown_log(NOON, NOON + timedelta(days=1), NOON)
    verdict = dated(log, proven)
    assert found(verdict) == ([10], ["sealed", "entry-post-dated", "sealed"])
    assert "晚于" in verdict.items[1].detail


def test_the_tightest_of_several_earlier_checkpoints_counts_for_each_entry() -> None:
    hours = [NOON + timedelta(hours=n) for n in range(4)]
    log, proven = grown_log(hours[0], hours[1], hours[1], hours[3])
    first, second = earlier_of(log, 1, hours[0] + 30 * MINUTE), earlier_of(log, 2, hours[1] + 30 * MINUTE)
    late = NOON + timedelta(hours=5)
    assert found(dated(log, proven, first, stamped=late)) == ([], ["sealed"] * 4)
    assert found(dated(log, proven, first, second, stamped=late)) == (
        [10],
        ["sealed", "sealed", "entry-back-dated", "sealed"],
    )


def test_clocks_may_differ_by_five_minutes_and_no_more() -> None:
    for minutes, reason in ((5, "sealed"), (6, "entry-back-dated")):
        log, proven = grown_log(NOON, NOON)
        assert found(dated(log, proven, earlier_of(log, 1, NOON + minutes * MINUTE)))[1] == ["sealed", reason]
    for minutes, reason in ((5, "sealed"), (6, "entry-post-dated")):
        log, proven = grown_log(NOON + minutes * MINUTE)
        assert found(dated(log, proven, stamped=NOON))[1] == [reason]


def test_content_that_is_gone_does_not_hide_a_false_date() -> None:
    log, proven = grown_log(NOON, NOON - timedelta(days=1))
    erased = dataclasses.replace(proven[1], salt=None, sha256=None, content=None)
    verdict = dated(log, [proven[0], erased], earlier_of(log, 1, NOON + 30 * MINUTE))
    assert found(verdict) == ([9, 10], ["sealed", "entry-back-dated"])


def test_false_content_is_told_before_a_false_date() -> None:
    log, proven = grown_log(NOON, NOON - timedelta(days=1))
    altered = dataclasses.replace(proven[1], salt=bytes(32))
    verdict = dated(log, [proven[0], altered], earlier_of(log, 1, NOON + 30 * MINUTE))
    assert found(verdict)[1] == ["sealed", "content-altered"]


EARLIER: list[tuple[str, str, Callable[[Earlier], Earlier]]] = [
    ("earlier_checkpoint_of_a_fork", "对不上", lambda one: dataclasses.replace(one, checkpoint=forked(one.size))),
    (
        "earlier_checkpoint_by_another_key",
        "没有已知密钥",
        lambda one: dataclasses.replace(one, checkpoint=by_another()),
    ),
    ("earlier_checkpoint_cut_short", "签名", lambda one: dataclasses.replace(one, checkpoint=one.checkpoint[:-9])),
    ("consistency_path_left_out", "证明", lambda one: dataclasses.replace(one, path=())),
    ("consistency_path_of_short_hashes", "字节", lambda one: dataclasses.replace(one, path=(b"x",) * len(one.path))),
    (
        "stamp_over_another_checkpoint",
        "不是这个检查点",
        lambda one: dataclasses.replace(one, timestamps={"one": TSA.stamp("other\n1\nroot\n", NOON)}),
    ),
]


def forked(size: int) -> bytes:
    return sign_checkpoint(Checkpoint(origin=SIGNER.name, size=size, root=bytes(32)), SIGNER)


def by_another() -> bytes:
    return sign_checkpoint(Checkpoint(origin=SIGNER.name, size=2, root=bytes(32)), OTHER)


@pytest.mark.parametrize(("name", "says", "change"), EARLIER, ids=[one[0] for one in EARLIER])
def test_an_earlier_checkpoint_that_is_not_of_this_log_is_told(
    name: str, says: str, change: Callable[[Earlier], Earlier]
) -> None:
    log, proven = grown_log(NOON, NOON, NOON, NOON)
    honest = earlier_of(log, 2, NOON + MINUTE)
    assert found(dated(log, proven, honest)) == ([], ["sealed"] * 4)
    verdict = dated(log, proven, change(honest))
    assert found(verdict) == ([10], ["sealed"] * 4), name
    assert says in verdict.steps[9].detail


def test_an_earlier_stamp_of_an_authority_nobody_believes_proves_nothing() -> None:
    log, proven = grown_log(NOON, NOON - timedelta(days=30))
    verdict = dated(log, proven, earlier_of(log, 1, NOON, tsa=OTHER_TSA))
    assert found(verdict) == ([], ["sealed", "sealed"])
    assert "earlier/1/one.tsr：时间戳不是所信的机构" in verdict.steps[9].detail


def test_an_earlier_checkpoint_stands_in_the_bundle_byte_for_byte() -> None:
    log, proven = grown_log(NOON, NOON, NOON)
    before = earlier_of(log, 2, NOON)
    parts = dict(unpack(bundle_of(proven, log.seen or b"", earlier=(before,))).parts)
    assert parts["earlier/2/checkpoint"] == before.checkpoint
    assert parse_path(parts["earlier/2/consistency"]) == before.path
    assert "earlier/" in parts["statement.txt"].decode()
    for wrong in (b"AAAA", b"A*==\n", parts["earlier/2/consistency"] + b"\n", b"AAA=\r\n"):
        with pytest.raises(NotProved):
            verify_consistency(2, 3, parse_path(wrong), old_root=bytes(32), new_root=bytes(32))
