"""What the forms say, read strictly: every complaint names the field and what to write instead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.http import QueryDict

from gongzhi.flow.analyse import FactAnswer, Inquiry, with_amounts
from gongzhi.flow.topics import load_topics
from gongzhi.liability import RuleSet
from gongzhi.values import NotMoney, fen_from_yuan

LONGEST_TITLE = 80
# A thousand million yuan: beyond it a zero too many is likelier than a dispute.
_MOST_FEN = 10**11
_MOST_COUNT = 1_000_000
Errors = dict[str, str]


def read_scope(form: QueryDict, inquiry: Inquiry, rules: RuleSet) -> tuple[Inquiry, Errors]:
    """Title, days, topics and proposals; the inquiry as far as it could be read, and what could not."""
    errors: Errors = {}
    title = form.get("title", "").strip()
    if not title:
        errors["title"] = "请写一个看得出是哪件事的名称"
    conduct = _day(form.get("conduct", ""), "conduct", errors)
    trial = _day(form.get("trial", ""), "trial", errors) if form.get("trial", "").strip() else None
    if conduct is None and "conduct" not in errors:
        errors["conduct"] = "请填事情发生的日期，例如 2026-03-01"
    if conduct and trial and trial < conduct:
        errors["trial"] = "审理日早于事实日，请核对两个日期"
    names = [one.name for one in load_topics(rules)]
    proposals = {rule.proposal for rule in rules.rules.values()} - {""}
    changed = replace(
        inquiry,
        title=title[:LONGEST_TITLE],
        conduct=conduct or inquiry.conduct,
        trial=None if "trial" in errors else trial,
        topics=tuple(name for name in names if name in form.getlist("topic")),
        proposals=tuple(sorted(proposals & set(form.getlist("proposal")))),
    )
    return changed, errors


def read_amounts(form: QueryDict, inquiry: Inquiry, rules: RuleSet) -> tuple[Inquiry, Errors]:
    """Sums in yuan, counts as whole numbers; an empty field takes the amount back, an unreadable one keeps the old."""
    errors: Errors = {}
    amounts = dict(inquiry.amounts)
    for name, quantity in rules.quantities.items():
        written = form.get(f"amount:{name}")
        if written is None:
            continue
        if not written.strip():
            amounts.pop(name, None)
            continue
        try:
            amounts[name] = _money(written) if quantity.unit == "分" else _count(written, quantity.unit)
        except ValueError as error:
            errors[name] = str(error)
    return with_amounts(inquiry, amounts), errors


def read_answer(form: Mapping[str, str]) -> FactAnswer | None:
    """是, 否, 不明, or 收回 as None. Raises ValueError for anything else."""
    said = form.get("answer", "")
    return None if said == "收回" else FactAnswer(said)


def _money(written: str) -> int:
    try:
        fen = fen_from_yuan(written)
    except NotMoney as error:
        raise ValueError(str(error)) from error
    if fen < 0:
        raise ValueError(f"“{written}”是负数：请写不小于零的元数，例如 199 或 9.90")
    if fen > _MOST_FEN:
        raise ValueError(f"“{written}”超过十亿元：请核对是否多写了零")
    return fen


def _count(written: str, unit: str) -> int:
    text = written.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise ValueError(f"“{written}”不是整数：请写几{unit}，例如 3")
    if int(text) > _MOST_COUNT:
        raise ValueError(f"“{written}”太大：请核对后重写，最多 {_MOST_COUNT}{unit}")
    return int(text)


def _day(written: str, name: str, errors: Errors) -> date | None:
    if not written.strip():
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        errors[name] = f"“{written}”不是日期：请写成 2026-03-01"
        return None
    if not 1990 <= day.year <= 2100:
        errors[name] = f"{day} 不在 1990 年至 2100 年之间：请核对年份"
        return None
    return day
