"""Changing a rule: drafted, tried in the shadow, approved by a second person; what holds is a fold over the records."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from cast_of_cases import GAO, HE, LIN, MA, SUN, ZHOU
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Actor, ActorRole, Broadcast, Signal, SignalKind, TimeSource
from gongzhi.flow.change_rule import (
    Desk,
    NotTried,
    ReasonWanting,
    StaleRule,
    Step,
    Wanted,
    approve_rule,
    draft_rule,
    mark_shadow,
    propose_retirement,
    try_rule,
    withdraw_rule,
)
from gongzhi.flow.live_rules import LiveRules
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.rule_book import RuleLog, changes_in, fold_states, in_force
from gongzhi.flow.rule_checks import RuleNotReady, check_rule, try_examples
from gongzhi.flow.rule_records import Mark, RuleApproved, RuleRetired, ShadowFinding, ShadowMarked
from gongzhi.flow.rule_text import NotARuleText, RuleText, as_rule_set, parse_text, read_texts, texts_in
from gongzhi.flow.watch import screen_with
from gongzhi.law import load_book
from gongzhi.parties import NotAllowed, Person, Role
from gongzhi.screening import Line, Screener, Status, load_rules
from gongzhi.values import decode_record, encode_record

NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
SHIPPED = "absolute.state_grade"
ELSEWHERE = Person(ref="yin", name="尹主管", organisation="platform-q", role=Role.PLATFORM_LEAD)
FIELDS = {
    "id": "trial.orchard", "version": "0", "title": "称果园“祖传秘法”", "type": "false_origin_content", "author": "何审",
    "since": "2026-02-01", "severity": 4, "certainty": "likely", "provisions": ["广告法/28.2"],
    "patterns": ["祖传秘法(种|栽|养)", "<老祖>的秘法"],
    "why": "没有依据的来历会让人误信商品的品质。", "instead": "说清楚怎么种、谁检测过。",
    "accepted": ["祖传秘法种的橙子", "祖传秘法栽出来的", "祖传秘法养的土", "爷爷的秘法", "太爷爷的秘法"],
    "refused": ["我爷爷种的橙子", "没有什么秘法", "自己种自己卖", "秘法都是骗人的", "这是今年的新果"],
}  # fmt: skip


def text(**fields: object) -> RuleText:
    return RuleText({**FIELDS, **fields}, {"老祖": ("爷爷", "太爷爷")})


@cache
def desk() -> Desk:
    return Desk(shipped=load_rules(), texts=texts_in(), book=load_book())


def drafted(archive: MemoryArchive, by: Person = HE, seen: str | None = None, **fields: object) -> str:
    wanted = Wanted(text=text(**fields), why="果园直播里常见", seen=seen, platforms=("平台P",))
    return draft_rule(archive, desk(), wanted=wanted, by=by, at=NOW).sha256


def tried(archive: MemoryArchive, **fields: object) -> str:
    digest = drafted(archive, **fields)
    try_rule(archive, step(digest, HE))
    return digest


def step(digest: str, by: Person, word: str = "", rule: str = "trial.orchard") -> Step:
    return Step(rule=rule, sha256=digest, by=by, at=NOW, word=word)


def approved(archive: MemoryArchive) -> str:
    digest = tried(archive)
    approve_rule(archive, desk(), step(digest, SUN))
    return digest


def state(archive: MemoryArchive, rule: str = "trial.orchard", name: str | None = "platform-p"):
    return fold_states(changes_in(archive), name).get(rule)


def test_every_shipped_rule_has_one_text_that_says_the_same_rule() -> None:
    shipped = {rule.id: rule for rule in desk().shipped.rules}
    texts = desk().texts
    assert set(texts) == set(shipped)
    read = {rule.id: rule for rule in read_texts(list(texts.values())[::9], Status.ACTIVE)}
    for rule in read.values():
        one = texts[rule.id]
        assert parse_text(one.printed).printed == one.printed
        assert [shape.regex and shape.regex.source for shape in rule.shapes] == [
            shape.regex and shape.regex.source for shape in shipped[one.id].shapes
        ]
        assert (rule.category, rule.speakers, rule.provisions) == (
            shipped[one.id].category, shipped[one.id].speakers, shipped[one.id].provisions,
        )  # fmt: skip


def test_a_text_that_prints_back_differently_is_refused() -> None:
    for broken in ("{}", "[]", text().printed + " ", text().printed[:-1] + ',"more":1}', "家人们"):
        with pytest.raises(NotARuleText):
            parse_text(broken)


def test_one_drafts_it_is_tried_another_approves_and_it_speaks() -> None:
    archive = MemoryArchive()
    digest = drafted(archive)
    assert state(archive).standing.sha256 == digest and state(archive).shadow is None
    try_rule(archive, step(digest, HE))
    held = in_force(desk().shipped, fold_states(changes_in(archive), "platform-p"))
    assert [rule.id for rule in held.shadow] == ["trial.orchard"] and held.rules.rules == desk().shipped.rules
    done = approve_rule(archive, desk(), step(digest, SUN))
    assert isinstance(done, RuleApproved) and done.by.ref == "sun"
    held = in_force(desk().shipped, fold_states(changes_in(archive), "platform-p"))
    (rule,) = [one for one in held.rules.rules if one.id == "trial.orchard"]
    assert (rule.status, rule.version, held.shadow) == (Status.ACTIVE, "0+1", ())


def test_the_author_may_not_approve_their_own_draft() -> None:
    archive = MemoryArchive()
    digest = drafted(archive, by=SUN)
    try_rule(archive, step(digest, SUN))
    size = archive.size()
    with pytest.raises(NotAllowed, match="起草人"):
        approve_rule(archive, desk(), step(digest, SUN))
    assert archive.size() == size
    assert approve_rule(archive, desk(), step(digest, MA))


@pytest.mark.parametrize("who", [HE, GAO, LIN, ZHOU, ELSEWHERE])
def test_nobody_else_approves(who: Person) -> None:
    archive = MemoryArchive()
    digest = tried(archive)
    with pytest.raises((NotAllowed, StaleRule)):
        approve_rule(archive, desk(), step(digest, who))
    assert state(archive).approved is None


@pytest.mark.parametrize("who", [GAO, LIN, ZHOU])
def test_those_who_are_not_of_the_platform_draft_nothing(who: Person) -> None:
    archive = MemoryArchive()
    with pytest.raises(NotAllowed):
        drafted(archive, by=who)
    assert archive.size() == 0


def test_an_approval_of_what_was_replaced_meanwhile_is_refused() -> None:
    archive = MemoryArchive()
    old = tried(archive)
    new = drafted(archive, seen=old, severity=5)
    assert new != old and state(archive).tried is None
    for digest in (old, "0" * 64):
        with pytest.raises(StaleRule):
            approve_rule(archive, desk(), step(digest, SUN))
    assert state(archive).approved is None


def test_two_editors_who_race_do_not_overwrite_each_other() -> None:
    archive = MemoryArchive()
    first = drafted(archive)
    with pytest.raises(StaleRule, match="有人改过"):
        drafted(archive, by=SUN, seen=None, severity=5)
    assert drafted(archive, by=SUN, seen=first, severity=5) == state(archive).standing.sha256


def test_a_rule_goes_through_the_shadow_before_it_goes_live() -> None:
    archive = MemoryArchive()
    digest = drafted(archive)
    with pytest.raises(NotTried):
        approve_rule(archive, desk(), step(digest, SUN))
    assert state(archive).approved is None


def test_a_shipped_rule_is_overridden_and_then_retired_here_only() -> None:
    archive = MemoryArchive()
    base = desk().texts[SHIPPED]
    wanted = Wanted(text=base.with_fields(severity=5), why="本平台从严", seen=base.sha256)
    digest = draft_rule(archive, desk(), wanted=wanted, by=HE, at=NOW).sha256
    try_rule(archive, step(digest, HE, rule=SHIPPED))
    approve_rule(archive, desk(), step(digest, SUN, rule=SHIPPED))

    def held(name: str | None):
        (rule,) = [one for one in rules_of(archive, name) if one.id == SHIPPED]
        return rule

    assert (held("platform-p").severity, held("platform-p").version) == (5, f"{base.version}+1")
    assert held("platform-q").version == base.version
    before = NOW - timedelta(seconds=1)
    assert fold_states(changes_in(archive), "platform-p", at=before) == {}
    asked = propose_retirement(archive, desk(), step(digest, SUN, "误报太多", SHIPPED))
    assert held("platform-p").status is Status.ACTIVE
    with pytest.raises(NotAllowed):
        approve_rule(archive, desk(), step(asked.sha256, SUN, rule=SHIPPED))
    done = approve_rule(archive, desk(), step(asked.sha256, MA, rule=SHIPPED))
    assert isinstance(done, RuleRetired) and held("platform-p").status is Status.RETIRED
    assert held("platform-q").status is Status.ACTIVE


def rules_of(archive: MemoryArchive, name: str | None):
    return in_force(desk().shipped, fold_states(changes_in(archive), name)).rules.rules


def test_what_was_given_up_leaves_what_is_in_force() -> None:
    archive = MemoryArchive()
    approved(archive)
    digest = drafted(archive, seen=state(archive).approved.sha256, severity=5)
    with pytest.raises(ReasonWanting):
        withdraw_rule(archive, step(digest, HE, " "))
    withdraw_rule(archive, step(digest, HE, "误报太多"))
    assert state(archive).standing is None
    assert {one.severity for one in rules_of(archive, "平台P") if one.id == "trial.orchard"} == {4}
    assert drafted(archive, seen=state(archive).approved.sha256, severity=5) != digest


def test_what_is_wrong_is_said_at_its_field() -> None:
    wrong = {
        "id": "没有点", "title": "", "type": "nothing", "severity": 9, "certainty": "", "since": "昨天", "why": "短",
        "provisions": ["广告法/999", "没有这部法/1"], "patterns": ["好*", "的", "(没有右括号"],
        "accepted": ["一句", "一句"], "conditions": {"not": ["<没有的名单>"]},
    }  # fmt: skip
    rule, flaws = check_rule(text(**wrong), desk().shipped, desk().book, NOW.date())
    said = {flaw.field for flaw in flaws}
    assert rule is None and said == {*wrong, "not"} - {"conditions"}
    patterns = [flaw.said for flaw in flaws if flaw.field == "patterns"]
    assert len(patterns) == 3 and "好*" in patterns[0] and "右括号" in patterns[2]
    with pytest.raises(RuleNotReady):
        drafted(MemoryArchive(), **wrong)


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"accepted": [*FIELDS["accepted"], "今天天气好"]}, "accepted", "没有一条写法对得上"),
        ({"conditions": {"not": ["祖传秘法种的"]}}, "accepted", "例外"),
        ({"conditions": {"category": ["酒"]}}, "accepted", "只用于"),
        ({"conditions": {"near": [{"patterns": ["红酒"], "within": 6}]}}, "accepted", "附近要有"),
        ({"conditions": {"near_not": [{"patterns": ["橙子"], "within": 6}]}}, "accepted", "附近不能有"),
        ({"conditions": {"covers": 90}}, "accepted", "比例"),
        ({"conditions": {"speakers": ["viewer"]}}, "accepted", "看谁的话"),
        ({"accepted": [*FIELDS["accepted"], "没有祖传秘法种的"]}, "accepted", "例外语境"),
        ({"refused": [*FIELDS["refused"], "祖传秘法种的茶"]}, "refused", "“祖传秘法种”"),
        ({"accepted": FIELDS["accepted"][:3]}, "accepted", "至少 5 例"),
    ],
)
def test_an_example_that_fails_says_which_condition_stands_in_its_way(fields, field: str, says: str) -> None:
    _, flaws = check_rule(text(**fields), desk().shipped, desk().book, NOW.date())
    assert any(flaw.field == field and says in flaw.said for flaw in flaws), flaws


def test_a_good_rule_has_no_flaw_and_its_examples_come_out() -> None:
    rule, flaws = check_rule(text(), desk().shipped, desk().book, NOW.date())
    assert flaws == () and all(
        one.hit is one.expected for one in try_examples(rule, desk().shipped, desk().book, NOW.date())
    )


def said(*texts: str) -> list[Signal]:
    return [
        Signal(
            broadcast="b-1", sequence=at, kind=SignalKind.SPEECH, at=NOW, at_source=TimeSource.MESSAGE,
            actor=Actor(role=ActorRole.PRESENTER), text=text,
        )
        for at, text in enumerate(texts)
    ]  # fmt: skip


def live(archive: MemoryArchive, platform: str = "平台P") -> LiveRules:
    about = Broadcast(id="b-1", platform=platform, room="果园", started_at=NOW)
    plain = screen_with(Screener(desk().shipped, desk().book))
    return LiveRules(archive, about, plain=plain, shipped=desk().shipped, book=desk().book)


def found(rules: LiveRules, *texts: str) -> tuple[list[str], list[str]]:
    signals = said(*texts)
    screened = rules.screen(signals)
    shadow = rules.shadow(signals, screened)
    assert len(screened) == len(texts)
    return [one.rule for findings, _, _ in screened for one in findings], [one.finding.rule for one in shadow]


def test_a_running_watch_exchanges_its_rules_between_batches_and_loses_no_line() -> None:
    archive = MemoryArchive()
    here, there = live(archive), live(archive, "别家平台")
    lines = ("祖传秘法种的橙子", "我们家都是国家级品质", "家人们好")
    assert found(here, *lines) == ([SHIPPED], [])
    digest = tried(archive)
    assert found(here, *lines) == ([SHIPPED], ["trial.orchard"])
    approve_rule(archive, desk(), step(digest, SUN))
    assert found(here, *lines) == (["trial.orchard", SHIPPED], [])
    assert here.exchanged == 2 and found(there, *lines) == ([SHIPPED], [])


def test_a_shadow_finding_says_what_it_would_lead_to_and_who_says_the_same() -> None:
    archive = MemoryArchive()
    tried(archive, patterns=["国家级品质", "祖传秘法(种|栽|养)", "<老祖>的秘法"])
    rules = live(archive)
    signals = said("我们家都是国家级品质")
    (one,) = rules.shadow(signals, rules.screen(signals))
    assert one.would_lead and one.beside == (SHIPPED,) and one.line == "我们家都是国家级品质"
    assert one.finding.rule_version == "0+1" and decode_record(ShadowFinding, encode_record(one)) == one


def test_marks_on_shadow_findings_are_sealed_under_the_rule_by_people_of_the_platform_only() -> None:
    archive = MemoryArchive()
    tried(archive)
    rules = live(archive, "platform-p")
    signals = said("祖传秘法种的橙子")
    (one,) = rules.shadow(signals, rules.screen(signals))
    (placed,) = archive.append([item_of(one, one.finding.rule, NOW)])
    for who in (ZHOU, LIN, ELSEWHERE, GAO):
        with pytest.raises(NotAllowed):
            mark_shadow(archive, finding=placed.exhibit, mark=Mark.CONFIRMED, by=who, at=NOW)
    mark_shadow(archive, finding=placed.exhibit, mark=Mark.OVERTURNED, by=HE, at=NOW, reason="在讲故事")
    (marked,) = sealed_records(archive, ShadowMarked, "trial.orchard")
    assert (marked.record.mark, marked.record.reason) == (Mark.OVERTURNED, "在讲故事")


def test_what_is_sealed_while_the_log_is_being_read_is_read_the_next_time() -> None:
    archive = MemoryArchive()

    class Late:
        """A log to which another process writes between two questions."""

        size_told = 0

        def __getattr__(self, name: str):
            return getattr(archive, name)

        def size(self) -> int:
            told = archive.size()
            if not self.size_told:
                tried(archive)
            self.size_told += 1
            return told

    log = RuleLog(Late())
    assert log.follow() is False and log.changes == []
    assert log.follow() is True and [type(one).__name__ for one in log.changes] == ["RuleDrafted", "RuleTried"]
    assert log.follow() is False


def test_a_change_that_cannot_be_read_stops_the_screening() -> None:
    from gongzhi.flow.matters import SealBroken
    from gongzhi.flow.ports import Item

    archive = MemoryArchive()
    rules = live(archive)
    archive.append([Item(kind="RuleApproved", subject="trial.orchard", data=b"{}", at=NOW)])
    with pytest.raises(SealBroken):
        rules.screen(said("家人们好"))


def test_one_rule_alone_screens_lines_with_a_lone_filler() -> None:
    (rule,) = read_texts([text(patterns=["国家级"])], Status.ACTIVE)
    alone = Screener(as_rule_set([rule], desk().shipped), desk().book)
    assert alone.screen(Line(id="1", text="某某国家级某", kind="speech", on=NOW.date())).findings
