"""Checks of whole broadcasts load strictly, cite law that is held, and say what went wrong in a way a lawyer can act on."""

from datetime import date
from pathlib import Path

import pytest

from gongzhi.law import load_book
from gongzhi.screening import Certainty, FindingType, NotReadable, cited_by_checks, load_checks
from gongzhi.screening.whole import Check
from gongzhi.screening.whole.checks import HOWS

CHECKS = load_checks()
BOOK = load_book()
_FILE = """\
subject: 试验
corrections: [说错了]
denials: [不适用]
defaults: {author: Lin, since: 2026-02-01, status: active}
checks:
  - id: trial.weight
    version: 1
    title: 试验
    how: 数量不符
    measure: 重量
    fields: [specification]
    type: contradicts_listing
    severity: 3
    certainty: likely
    provisions: [消费者权益保护法/20.1]
    said: [净重<数>斤]
    why: 说“{said}”，卡上“{card}”
    instead: 照卡说
"""


def _load(directory: Path, text: str) -> None:
    (directory / "trial.yaml").write_text(text, encoding="utf-8")
    load_checks(directory)


def test_a_small_file_loads(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(_FILE, encoding="utf-8")
    (check,) = load_checks(tmp_path).checks
    assert (check.id, check.certainty, check.tolerance_percent) == ("trial.weight", Certainty.LIKELY, 5)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("how: 数量不符", "how: 看着办", "how“看着办”不认识"),
        ("fields: [specification]", "fields: [weight]", "字段 weight 不存在"),
        ("    fields: [specification]\n", "", "还缺 fields"),
        ("measure: 重量", "measure: 尺寸", "measure“尺寸”不认识"),
        ("severity: 3", "severity: 9", "severity"),
        ("provisions: [消费者权益保护法/20.1]", "provisions: []", "没有依据"),
        ("{card}", "{price}", "花括号"),
        ("id: trial.weight", "id: Weight", "编号"),
        ("since: 2026-02-01", "since: 早春", "since"),
        ("    instead: 照卡说\n", "    instead: 照卡说\n    extra: 1\n", "不认识的字段"),
        ("said: [净重<数>斤]", "said: [净重<没有>斤]", "没有名单"),
        ("denials: [不适用]\n", "", "denials"),
        ("    certainty: likely\n", "    certainty: likely\n    wait_seconds: 久\n", "wait_seconds"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in _FILE
    with pytest.raises(NotReadable, match=r"trial\.yaml|denials") as refused:
        _load(tmp_path, _FILE.replace(old, new))
    assert told in str(refused.value)


def test_two_checks_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "again.yaml").write_text(_FILE, encoding="utf-8")
    with pytest.raises(NotReadable, match="相同"):
        _load(tmp_path, _FILE)


@pytest.mark.parametrize("check", CHECKS.checks, ids=lambda check: check.id)
def test_every_provision_is_held_and_was_in_force(check: Check) -> None:
    for provision in check.provisions:
        assert BOOK.cite(provision, date(2026, 3, 14)).held == "held"


def test_the_kinds_of_whole_broadcast_findings_are_covered() -> None:
    assert {FindingType.MISSING_DISCLOSURE, FindingType.CONTRADICTS_LISTING, FindingType.PRICE_DECEPTION,
            FindingType.FALSE_ORIGIN_CONTENT, FindingType.UNFAIR_TERMS} <= {check.type for check in CHECKS.checks}  # fmt: skip
    assert len(CHECKS.checks) >= 30


def test_whoever_can_only_doubt_is_not_sure() -> None:
    former = next(check for check in CHECKS.checks if check.id == "prices.former_unseen")
    assert former.certainty_alone is Certainty.DOUBTFUL


def test_the_example_of_the_format_loads(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "formats" / "broadcast-checks.md"
    text = page.read_text(encoding="utf-8")
    (tmp_path / "example.yaml").write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    (check,) = load_checks(tmp_path).checks
    assert check.id == "contradicts.weight" and check.wait_seconds == 90
    assert all(f"| {how} |" in text for how in HOWS)


def test_every_citation_is_told_for_the_check_of_law() -> None:
    cited = list(cited_by_checks(CHECKS))
    assert len(cited) == sum(len(check.provisions) for check in CHECKS.checks)
    assert all(".yaml 第" in place for place, _, _ in cited)
