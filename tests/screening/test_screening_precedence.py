"""One reason, one finding: which of two rules about the same words stays."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import load_book
from gongzhi.screening import Certainty, FindingType, Hit, Line, NotReadable, Screener, load_rules, precedence
from gongzhi.screening.precedence import leave_one

BOOK = load_book()
DAY = date(2026, 3, 1)
_TWO = """\
subject: 试验
defaults: {status: active, author: Lin, since: 2026-02-01, version: 1, severity: 3, certainty: likely}
rules:
  - id: trial.wide
    title: 宽的
    type: absolute_claim
    provisions: [广告法/9(3)]
    patterns: [顶级蜜桃罐头]
    why: 这是为试验而写的理由
    instead: 说糖度和产地
    accepted: [顶级蜜桃罐头, 买顶级蜜桃罐头, 卖顶级蜜桃罐头]
    refused: [蜜桃来了, 普通蜜桃, 蜜桃罐头]
  - id: trial.narrow
    title: 窄的
    type: TYPE
    provisions: [广告法/28]
    patterns: [顶级蜜桃]
    why: 这是为试验而写的理由
    instead: 说糖度和产地
    accepted: [顶级蜜桃, 买顶级蜜桃, 卖顶级蜜桃]
    refused: [蜜桃来了, 普通蜜桃, 蜜桃罐头]
"""


def spoken(directory: Path, text: str, said: str, *, every_hit: bool = False) -> list[str]:
    (directory / "trial.yaml").write_text(text, encoding="utf-8")
    screener = Screener(load_rules(directory), BOOK, every_hit=every_hit)
    return [hit.rule for hit in screener.screen(Line(id="1", text=said, kind="speech", on=DAY)).findings]


def test_within_one_type_the_wider_words_stay(tmp_path: Path) -> None:
    assert spoken(tmp_path, _TWO.replace("TYPE", "absolute_claim"), "买顶级蜜桃罐头") == ["trial.wide"]
    assert spoken(tmp_path, _TWO.replace("TYPE", "absolute_claim"), "顶级蜜桃和顶级蜜桃罐头") == [
        "trial.narrow",
        "trial.wide",
    ]


def test_whoever_asks_for_every_hit_gets_both(tmp_path: Path) -> None:
    both = spoken(tmp_path, _TWO.replace("TYPE", "absolute_claim"), "买顶级蜜桃罐头", every_hit=True)
    assert sorted(both) == ["trial.narrow", "trial.wide"]


def test_two_types_are_two_reasons(tmp_path: Path) -> None:
    assert len(spoken(tmp_path, _TWO.replace("TYPE", "false_efficacy"), "买顶级蜜桃罐头")) == 2


def test_a_rule_yields_to_the_one_it_names_whatever_the_types(tmp_path: Path) -> None:
    text = _TWO.replace("TYPE", "false_efficacy\n    yields_to: [trial.wide]")
    assert spoken(tmp_path, text, "买顶级蜜桃罐头") == ["trial.wide"]
    assert spoken(tmp_path, text, "买顶级蜜桃") == ["trial.narrow"]


def test_rules_that_yield_in_a_circle_are_refused(tmp_path: Path) -> None:
    text = _TWO.replace("TYPE", "absolute_claim\n    yields_to: [trial.wide]")
    text = text.replace("    title: 宽的\n", "    title: 宽的\n    yields_to: [trial.narrow]\n")
    with pytest.raises(NotReadable, match="绕回"):
        spoken(tmp_path, text, "买顶级蜜桃")


def _hit(rule: str, start: int, length: int, certainty: Certainty, kind: FindingType) -> Hit:
    return Hit(
        type=kind, rule=rule, rule_version="1", start=start, end=start + length, quote="", reading="",
        certainty=certainty, severity=3, provisions=(), why="", instead="",
    )  # fmt: skip


_HITS = st.lists(
    st.builds(
        _hit,
        st.sampled_from(["a.a", "b.b", "c.c", "d.d"]),
        st.integers(0, 12),
        st.integers(1, 8),
        st.sampled_from(list(Certainty)),
        st.sampled_from([FindingType.MEDICAL_CLAIM, FindingType.GUARANTEE]),
    ),
    max_size=12,
)


@given(_HITS, st.sampled_from([{}, {"a.a": frozenset({"b.b"}), "b.b": frozenset({"c.c"})}]))
def test_nothing_new_appears_and_not_everything_falls_silent(
    hits: list[Hit], yields: dict[str, frozenset[str]]
) -> None:
    kept = leave_one(hits, yields)
    assert all(hit in hits for hit in kept)
    assert bool(kept) is bool(hits)
    assert leave_one(kept, yields) == kept
    assert kept == one_by_one(hits, yields)


def one_by_one(hits: list[Hit], yields: dict[str, frozenset[str]]) -> list[Hit]:
    """The slow way: each hit against every other, those that tell least first."""
    kept = dict(enumerate(hits))
    for at, hit in sorted(kept.items(), key=lambda one: precedence._rank(one[1])):
        if any(
            precedence._gives_way(hit, other, yields, precedence._rank(hit) < precedence._rank(other))
            for number, other in kept.items()
            if number != at
        ):
            del kept[at]
    return list(kept.values())


def test_hits_that_share_no_words_are_never_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(precedence, "_gives_way", lambda *_: asked.append(True))
    hits = [_hit("a.a", 3 * at, 3, Certainty.LIKELY, FindingType.GUARANTEE) for at in range(500)]
    assert leave_one(hits, {}) == hits and not asked
    leave_one([*hits, _hit("b.b", 30, 5, Certainty.LIKELY, FindingType.GUARANTEE)], {})
    assert len(asked) == 4


def test_in_the_shipped_rules_one_line_gets_one_finding_for_one_reason() -> None:
    screener = Screener(load_rules(), BOOK)
    line = Line(id="1", text="这个枕头能治颈椎病", kind="speech", on=DAY, category="日用品")
    assert [hit.rule for hit in screener.screen(line).findings] == ["medical.cure_disease"]
