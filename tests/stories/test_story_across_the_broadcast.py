"""The demo rooms watched to their end: what only the whole evening shows, and the orchard that has nothing to hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.adapters.recordings import open_recording
from gongzhi.cli.watch import make_follow, make_screen
from gongzhi.flow.watch import Ports, Sealed, watch
from gongzhi.flow.whole import rebuild
from gongzhi.law import load_book
from gongzhi.screening import (
    Certainty,
    Disclosure,
    Finding,
    FindingType,
    PromiseState,
    Told,
    Watcher,
    load_checks,
    same_scripts,
)

ROOMS = Path(str(files("gongzhi_web") / "demo" / "market" / "rooms"))
CHECKS = load_checks()
WHOLE = {check.id for check in CHECKS.checks}
SEALED_AT = datetime(2026, 3, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Evening:
    """One room after its last signal."""

    sealed: tuple[Sealed, ...]
    watcher: Watcher
    texts: dict[str, str]

    @property
    def findings(self) -> list[Finding]:
        """Those of the whole broadcast; the findings of single lines have stories of their own."""
        return [finding for one in self.sealed for finding in one.findings if finding.rule in WHOLE]

    def sure(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.certainty is not Certainty.DOUBTFUL]

    def disclosure(self, check: str) -> Disclosure:
        return next(line for line in self.watcher.checklist() if line.check == check)


@cache
def evening(room: str) -> Evening:
    recording = open_recording(str(ROOMS / room))
    archive = MemoryArchive()
    ports = Ports(
        archive=archive, screen=make_screen(recording.broadcast.category), clock=lambda: SEALED_AT, key=b"k" * 32,
        follow=make_follow(),
    )  # fmt: skip
    sealed = tuple(watch(recording.broadcast, recording.sources, ports=ports))
    watcher = rebuild(archive, recording.broadcast, checks=CHECKS, book=load_book())
    texts = {signal.id: signal.text or "" for one in sealed for signal in one.batch.signals}
    return Evening(sealed, watcher, texts)


def found(findings: Sequence[Finding], line: str, type: FindingType, texts: dict[str, str]) -> list[Finding]:
    """Findings of this type whose words overlap the planted ones."""
    hits = []
    for finding in findings:
        at = texts[finding.signal].find(line)
        if finding.type is type and at >= 0 and finding.start < at + len(line) and at < finding.end:
            hits.append(finding)
    return hits


@pytest.mark.parametrize(
    ("room", "line", "type"),
    [
        ("haizhen-seafood", "四斤四斤啊老铁们整整四斤", FindingType.CONTRADICTS_LISTING),
        ("haizhen-seafood", "刺身级的切开直接吃", FindingType.CONTRADICTS_LISTING),
        ("haizhen-seafood", "东海野生大黄于", FindingType.FALSE_ORIGIN_CONTENT),
        ("haizhen-seafood", "罗威进口的三文鱼", FindingType.FALSE_ORIGIN_CONTENT),
        ("haizhen-seafood", "零添加", FindingType.FALSE_ORIGIN_CONTENT),
        ("haizhen-seafood", "放完就没有", FindingType.PRICE_DECEPTION),
        ("haizhen-seafood", "倒计时十个数", FindingType.PRICE_DECEPTION),
        ("haizhen-seafood", "后台一万多人在线", FindingType.FAKE_TRADE),
        ("kangyuan-health", "我们的原料基地就在白渡县的山上", FindingType.FALSE_ORIGIN_CONTENT),
        ("kangyuan-health", "无效退款是要吃满三个周期", FindingType.UNFAIR_TERMS),
        ("jinyuan-liquor", "一九九六年封的三十年原浆", FindingType.CONTRADICTS_LISTING),
        ("jinyuan-liquor", "倒计时了啊十个数之后恢复一千九百九十九", FindingType.PRICE_DECEPTION),
        ("anju-device", "最后二十台", FindingType.PRICE_DECEPTION),
        ("anju-device", "理疗仪拆封后非质量问题不退", FindingType.UNFAIR_TERMS),
        ("changqing-tea", "五十套上完我就收", FindingType.PRICE_DECEPTION),
        ("yunshang-beauty", "医用级", FindingType.CONTRADICTS_LISTING),
    ],
)
def test_what_the_rooms_hide_is_found_on_its_words(room: str, line: str, type: FindingType) -> None:
    one = evening(room)
    (finding, *_) = found(one.sure(), line, type, one.texts)
    assert finding.provisions and finding.why and finding.instead


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("haizhen-seafood", "恢复原价一百九十八"),
        ("haizhen-seafood", "原价三百九十八"),
        ("kangyuan-health", "原价五百九十八"),
        ("anju-device", "原价两千九百八"),
        ("changqing-tea", "原价九百九十八的礼盒"),
        ("yunshang-beauty", "原价三百九十八"),
    ],
)
def test_a_former_price_that_one_evening_never_saw_is_a_doubt(room: str, line: str) -> None:
    one = evening(room)
    (finding,) = [
        each for each in found(one.findings, line, FindingType.PRICE_DECEPTION, one.texts) if "原价" in each.why
    ]
    assert finding.certainty is Certainty.DOUBTFUL and "起所见价格为" in finding.why


def test_the_orchard_yields_only_its_own_slip_already_put_right() -> None:
    one = evening("lin-orchard")
    assert [(finding.quote, finding.certainty) for finding in one.findings] == [("原价七十九", Certainty.DOUBTFUL)]
    assert "已当场更正" in one.findings[0].why
    assert PromiseState.CONTRADICTED not in {entry.state for entry in one.watcher.ledger()}


def test_nothing_is_missing_where_everything_was_said_even_late() -> None:
    late = evening("kangyuan-health").disclosure("missing.health_not_medicine")
    assert (late.state, late.minute) == (Told.DONE, "18:23")
    assert evening("anju-device").disclosure("missing.device_read_manual").state is Told.DONE
    for room in sorted(path.name for path in ROOMS.iterdir()):
        assert not [one for one in evening(room).findings if one.type is FindingType.MISSING_DISCLOSURE]


def test_the_ledger_tells_what_became_of_the_promises() -> None:
    entries = evening("anju-device").watcher.ledger()
    states = {(entry.promise.quote, entry.state) for entry in entries}
    assert ("无效全额退款", PromiseState.CONTRADICTED) in states
    assert ("一年质保", PromiseState.KEPT) in states


@pytest.mark.parametrize("room", sorted(path.name for path in ROOMS.iterdir()))
def test_no_finding_rests_on_words_that_must_not_be_flagged(room: str) -> None:
    one = evening(room)
    expected = yaml.safe_load((ROOMS / room / "expected.yaml").read_text(encoding="utf-8"))
    quotes = [each["quote"] if isinstance(each, dict) else each for each in expected["must_not_flag"]]
    for finding in one.findings:
        text = one.texts[finding.signal]
        assert finding.quote == text[finding.start : finding.end]
        assert not [quote for quote in quotes if quote in text and finding.quote and finding.quote in quote]


def test_no_two_of_these_rooms_read_from_one_script() -> None:
    sketches = {path.name: evening(path.name).watcher.sketch() for path in ROOMS.iterdir()}
    for room, sketch in sketches.items():
        assert [other for other, _ in same_scripts(sketch, sketches)] == [room]
