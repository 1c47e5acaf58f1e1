"""Replay: other rules over sealed signals, what would be new, gone or differently certain; and how rules fare."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cast_of_cases import LIN, MA, NOON, RULES, SUN, draft_of, finding, opened_case
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Actor, ActorRole, Broadcast, Listing, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.cases import LeadLevel, Review, ReviewOutcome
from gongzhi.decisions import AppealOutcome, AppealRuling, ServedHow
from gongzhi.flow import appeal, decide
from gongzhi.flow.matters import item_of
from gongzhi.flow.replay import BatchDifference, Found, Replay, Replayer, Work, sealed_work, sum_up, with_edits
from gongzhi.flow.rule_stats import count_ordinary, rule_stats, statuses_of
from gongzhi.flow.watch import screen_with
from gongzhi.law import load_book
from gongzhi.parties import Person, Role
from gongzhi.screening import Certainty, FindingType, Line, RuleSet, Screener, Status, load_rules
from gongzhi.values import encode_record

NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
SAID = ("家人们好", "我们家都是国家级品质", "全网第一", "这款保健品能治高血压")
SURE = "absolute.state_grade"


@cache
def shipped() -> RuleSet:
    return load_rules()


def screener(rules: RuleSet) -> Screener:
    return Screener(rules, load_book(), statuses=(Status.DRAFT, Status.SHADOW, Status.ACTIVE))


def edited(identity: str, **changes: object) -> RuleSet:
    (rule,) = (one for one in shipped().rules if one.id == identity)
    return replace(shipped(), rules=(replace(rule, **changes),))


def seal_room(archive: MemoryArchive, room: str, *batches: tuple[str, ...], at: datetime = NOW) -> None:
    archive.append([item_of(Broadcast(id=room, platform="P", room=room, category="保健食品"), room, at)])
    screen, sequence = screen_with(Screener(shipped(), load_book()), "保健食品"), 0
    for number, said in enumerate(batches):
        signals = tuple(
            Signal(
                broadcast=room, sequence=sequence + step, kind=SignalKind.SPEECH, at=at, at_source=TimeSource.MESSAGE,
                actor=Actor(role=ActorRole.PRESENTER), text=text,
            )
            for step, text in enumerate(said)
        )  # fmt: skip
        batch = SignalBatch(broadcast=room, number=number, first=sequence, opened_at=at, signals=signals)
        sequence += len(said)
        found = [finding for findings, _, _ in screen(signals) for finding in findings]
        archive.append([item_of(one, room, at) for one in (batch, *found)])


@pytest.fixture
def archive() -> MemoryArchive:
    memory = MemoryArchive()
    seal_room(memory, "lin", SAID[:2], SAID[2:])
    seal_room(memory, "qiao", SAID[:1])
    return memory


def replayed(archive: MemoryArchive, rules: RuleSet, before: RuleSet | None = None, **asked: object) -> Replay:
    replayer = Replayer(screener(rules), Screener(before, load_book()) if before else None)
    return sum_up(replayer.compare(work) for work in sealed_work(archive, **asked))  # type: ignore[arg-type]


def test_the_same_rules_differ_in_nothing(archive: MemoryArchive) -> None:
    replay = replayed(archive, shipped())
    assert (replay.broadcasts, replay.batches, replay.signals) == (2, 3, 5)
    assert replay.kept >= 3 and replay.rules == () and replay.leads == ()


def test_a_retired_rule_takes_its_findings_away_and_a_draft_adds_some(archive: MemoryArchive) -> None:
    gone = replayed(archive, with_edits(shipped(), edited(SURE, status=Status.RETIRED)))
    assert [one.rule for one in gone.rules] == [SURE]
    assert [one.quote for one in gone.rules[0].gone] == ["国家级品质"] and gone.rules[0].gone[0].line == SAID[1]
    drafted = replayed(
        archive, with_edits(shipped(), edited(SURE, id="trial.one", status=Status.DRAFT, type=FindingType.GUARANTEE))
    )
    assert [(one.rule, len(one.new), len(one.gone)) for one in drafted.rules] == [("trial.one", 1, 0)]


def test_a_change_of_certainty_is_told_as_a_change(archive: MemoryArchive) -> None:
    replay = replayed(archive, with_edits(shipped(), edited(SURE, certainty=Certainty.DOUBTFUL)))
    ((old, now),) = replay.rules[0].changed
    assert (old.certainty, now.certainty) == (Certainty.LIKELY, Certainty.DOUBTFUL) and replay.count("new") == 0


def test_leads_are_new_gone_or_of_another_level(archive: MemoryArchive) -> None:
    none_left = replace(shipped(), rules=())
    ended = replayed(archive, none_left).leads
    assert [(one.broadcast, one.after) for one in ended] == [("lin", None)]
    begun = replayed(archive, shipped(), none_left).leads
    assert [(one.broadcast, one.before) for one in begun] == [("lin", None)]
    graver = replayed(archive, with_edits(shipped(), edited(SURE, severity=5))).leads
    assert [(one.before, one.after) for one in graver] == [(LeadLevel.ORDINARY, LeadLevel.URGENT)]


def test_what_whole_checks_found_is_left_alone_and_keeps_its_lead(archive: MemoryArchive) -> None:
    from gongzhi.screening import Finding
    from gongzhi.screening.whole import load_checks
    from gongzhi.values import decode_record

    sealed = next(one for one in archive.placed(kind="Finding"))
    whole = replace(decode_record(Finding, archive.read(sealed)), rule=load_checks().checks[0].id, signal="qiao-0")
    archive.append([item_of(whole, "qiao", NOW)])
    replay = replayed(archive, replace(shipped(), rules=()), broadcasts=["qiao"])
    assert replay.rules == () and replay.leads == ()


def test_only_the_broadcasts_and_days_asked_for_are_replayed(archive: MemoryArchive) -> None:
    assert replayed(archive, shipped(), broadcasts=["qiao"]).signals == 1
    seal_room(archive, "late", SAID, at=NOW + timedelta(days=9))
    assert replayed(archive, shipped(), since=NOW + timedelta(days=1)).broadcasts == 1


def test_what_is_replayed_is_what_watching_screened() -> None:
    listing = Listing(product="p", title="国家级品质蜂蜜", category="保健食品", price_fen=100)
    odd = [
        (SignalKind.LISTING, None, listing, None), (SignalKind.DANMU, SAID[1], None, ActorRole.MERCHANT),
        (SignalKind.DANMU, SAID[1], None, ActorRole.VIEWER), (SignalKind.SCREEN, SAID[2], None, None),
        (SignalKind.LIKE, None, None, ActorRole.VIEWER), (SignalKind.SPEECH, SAID[3], None, ActorRole.PRESENTER),
    ]  # fmt: skip
    signals = tuple(
        Signal(
            broadcast="b", sequence=at, kind=kind, at=NOW, at_source=TimeSource.MESSAGE, text=text, listing=card,
            actor=Actor(role=role) if role else None, category="农产品" if at == 1 else None,
        )
        for at, (kind, text, card, role) in enumerate(odd)
    )  # fmt: skip
    watched = screen_with(screener(shipped()), "保健食品")(signals)
    batch = encode_record(SignalBatch(broadcast="b", number=0, first=0, opened_at=NOW, signals=signals))
    sealed = tuple(encode_record(finding) for findings, _, _ in watched for finding in findings)
    work = Work(broadcast="b", number=0, category="保健食品", batch=batch, findings=sealed)
    again = Replayer(screener(shipped())).compare(work)
    assert again.kept.total() == len(sealed) >= 4
    assert again.new == again.gone == again.changed == () and again.signals == 6


def test_replaying_seals_nothing(archive: MemoryArchive) -> None:
    before = archive.size()
    replayed(archive, replace(shipped(), rules=()))
    assert archive.size() == before


def made(rule: str, start: int, end: int) -> Found:
    return Found(
        signal="s-0", rule=rule, type="absolute_claim", start=start, end=end, quote="", certainty=Certainty.LIKELY,
        severity=3,
    )  # fmt: skip


@settings(deadline=None)
@given(st.permutations([("a", 0), ("a", 1), ("b", 0), ("b", 1), ("c", 0)]))
def test_the_sum_does_not_depend_on_the_order_of_the_batches(order: list[tuple[str, int]]) -> None:
    batches = [
        BatchDifference(
            broadcast=room, number=number, signals=1, new=(made(f"r.{room}{number}", 0, 2),), before=None, after=3 + number
        )
        for room, number in order
    ]  # fmt: skip
    assert sum_up(batches) == sum_up(sorted(batches, key=lambda one: (one.broadcast, one.number)))


def test_stats_count_the_last_word_of_people_and_what_appeals_undid(archive: MemoryArchive) -> None:
    reviewer = Person(ref="reviewer", name="苏", organisation="P", role=Role.PLATFORM_REVIEWER)
    exhibits = [one.exhibit for one in archive.placed(kind="Finding")]
    for exhibit, outcomes in zip(
        exhibits, [(ReviewOutcome.ESCALATED, ReviewOutcome.CONFIRMED), (ReviewOutcome.DISMISSED,)], strict=False
    ):
        for outcome in outcomes:
            reason = None if outcome is ReviewOutcome.CONFIRMED else "有依据"
            review = Review(finding=exhibit, outcome=outcome, by=reviewer, at=NOW, reason=reason)
            archive.append([item_of(review, exhibit, NOW)])
    stats = rule_stats(archive)
    assert (stats[SURE].hits, stats[SURE].confirmed, stats[SURE].escalated, stats[SURE].pending) == (1, 1, 0, 0)
    assert stats[SURE].upheld_percent == 100 and stats["absolute.first"].upheld_percent == 0
    assert sum(one.hits for one in stats.values()) == len(exhibits)


def test_overlap_counts_hits_that_share_words() -> None:
    memory = MemoryArchive()
    both = finding("全国第一甜")
    cut = replace(both, rule="state.grade", start=0, end=2, quote="全国")
    apart = replace(both, rule="far.off", start=6, end=8, quote="好吃")
    memory.append([item_of(one, "lin", NOW) for one in (both, cut, apart)])
    stats = rule_stats(memory)
    assert stats[both.rule].beside == {"state.grade": 1} and stats["state.grade"].beside == {both.rule: 1}
    assert stats["far.off"].beside == {}


def test_ordinary_text_is_counted_by_line_and_rule() -> None:
    lines = [Line(id=str(at), text=text, kind="speech", on=NOW.date()) for at, text in enumerate((*SAID, SAID[1] * 2))]
    total, flagged = count_ordinary(Screener(shipped(), load_book()), [lines])
    assert total == 5 and flagged[SURE] == 2


def test_every_rule_and_check_has_a_status() -> None:
    statuses = statuses_of(shipped())
    assert statuses[SURE] == "active" and len(statuses) > len(shipped().rules)


def test_what_an_appeal_revoked_counts_as_overturned() -> None:
    service = decide.Service(how=ServedHow.ONLINE)
    archive, opened = opened_case(finding(severity=5))
    draft = draft_of(opened, measure="limit_traffic", days=7)
    decide.decide(archive, load_book(), draft=draft, by=SUN, at=NOON + timedelta(hours=2), rules=RULES)
    decide.serve_notice(archive, case=opened.id, service=service, by=SUN, at=NOON + timedelta(hours=3))
    appeal.file_appeal(archive, case=opened.id, grounds="转述", by=LIN, at=NOON + timedelta(days=1))
    (before,) = rule_stats(archive).values()
    ruling = AppealRuling(outcome=AppealOutcome.REVOKED, reasons="经核，系转述")
    appeal.decide_appeal(archive, case=opened.id, ruling=ruling, by=MA, at=NOON + timedelta(days=2), rules=RULES)
    (after,) = rule_stats(archive).values()
    assert (before.confirmed, before.overturned, before.upheld_percent) == (1, 0, 100)
    assert (after.confirmed, after.overturned, after.upheld_percent) == (1, 1, 0)


def test_one_rule_alone_is_compared_exactly_while_what_others_found_stands(archive: MemoryArchive) -> None:
    # Only the two lines that it finds differ: 家人们 opens a lead in qiao's room, whose level in lin's stays.
    (rule,) = (one for one in shipped().rules if one.id == SURE)
    (family,) = (one for one in load_rules().rules if one.id == "absolute.first")
    tried = replace(rule, id="trial.family", status=Status.ACTIVE, shapes=family.shapes, severity=3)
    alone = RuleSet(**{name: getattr(shipped(), name) for name in RuleSet.__dataclass_fields__} | {"rules": (tried,)})
    nothing = replace(alone, rules=())
    replayer = Replayer(screener(alone), screener(nothing), only={"trial.family"})
    replay = sum_up(replayer.compare(work) for work in sealed_work(archive))
    (one,) = replay.rules
    assert (one.rule, [found.quote for found in one.new], one.gone, one.changed) == (
        "trial.family", ["全网第一"], (), (),
    )  # fmt: skip
    assert replay.beside["absolute.first"] == 1 and SURE not in replay.beside
    assert replay.leads == () and replay.kept == 0
    back = Replayer(screener(nothing), screener(alone), only={"trial.family"})
    undone = sum_up(back.compare(work) for work in sealed_work(archive))
    assert [found.quote for found in undone.rules[0].gone] == ["全网第一"] and undone.beside == {}
