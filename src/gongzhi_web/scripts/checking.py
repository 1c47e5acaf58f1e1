"""What was asked, read from the form; the checker of this process; what the page shows of a check."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gongzhi.adapters.script_files import LARGEST, read_script_file
from gongzhi.flow.check_script import Checked, Remark, ScriptChecker, slices_of
from gongzhi.flow.must_say import reminders_of
from gongzhi.flow.scripts import split_script
from gongzhi.screening import Certainty, load_checks, load_rules
from gongzhi_web.accounts.models import User
from gongzhi_web.lawbook import book
from gongzhi_web.rules.desk import held_for, model

# What people sell, in the order in which they look for it; a test holds them against the categories of the rules.
CATEGORIES = (
    "食品", "保健食品", "特殊膳食", "婴幼儿食品", "农产品", "酒", "化妆品", "医疗器械", "药品", "母婴", "服装", "珠宝", "家电",
    "数码", "日用品", "教育培训", "服务",
)  # fmt: skip
KINDS = {"speech": "直播口播", "listing": "商品页文案"}
MOST_CARDS = 300
_STYLES = {Certainty.DEFINITE: "", Certainty.LIKELY: "middle", Certainty.DOUBTFUL: "low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedScript:
    """The fields of the form, read."""

    text: str
    category: str
    kind: str
    on: date
    file: str = ""


_checkers: dict[tuple[str, ...], ScriptChecker] = {}


@cache
def checker() -> ScriptChecker:
    """The shipped rules, law and reminders; loaded once in a process."""
    rules = load_rules()
    return ScriptChecker(rules, book(), reminders_of(load_checks()), model=model())


def asked_script(request: HttpRequest) -> AskedScript:
    """Raises ScriptUnreadable for a file that cannot be read; the file counts before what was typed."""
    form = request.POST
    upload = request.FILES.get("file")
    text = form.get("text", "").replace("\r\n", "\n")
    name = ""
    if upload is not None:
        name = str(upload.name)
        # One byte more than may be: enough to be refused by size without being read whole.
        text = read_script_file(name, upload.read(LARGEST + 1))
    category, kind = form.get("category", ""), form.get("kind", "")
    return AskedScript(
        text=text,
        category=category if category in CATEGORIES else "",
        kind=kind if kind in KINDS else "speech",
        on=_day(form.get("on", "")),
        file=name,
    )


def checker_for(user: User) -> ScriptChecker:
    """By the rules in force for this person; the shipped ones as long as nobody changed any."""
    held = held_for(user)
    if not held.key:
        return checker()
    if held.key not in _checkers:
        _checkers.clear()
        _checkers[held.key] = ScriptChecker(held.held.rules, book(), reminders_of(load_checks()), model=model())
    return _checkers[held.key]


def check_asked(asked: AskedScript, user: User) -> Checked:
    """Raises ScriptRefused, and RuleFailed when a rule breaks: a script checked in part must not look clean."""
    return checker_for(user).check(split_script(asked.text), category=asked.category, on=asked.on, kind=asked.kind)


def shown(checked: Checked) -> dict[str, Any]:
    """For the templates: passages in marked slices, remarks, counts."""
    own: dict[int, list[Remark]] = {}
    for one in checked.remarks:
        own.setdefault(one.passage, []).append(one)
    rows = [
        {"at": passage.at or at + 1, "number": at + 1, "slices": _slices(passage.text, own.get(at, []))}
        for at, passage in enumerate(checked.passages)
    ]
    return {
        "checked": checked,
        "rows": rows,
        "cards": checked.remarks[:MOST_CARDS],
        "more": max(0, len(checked.remarks) - MOST_CARDS),
        "counts": {one.value: checked.count(one) for one in Certainty},
        "open": sum(one.reminder.done is False for one in checked.to_say),
        "look": sum(one.reminder.done is None for one in checked.to_say),
        "characters": sum(len(one.text) for one in checked.passages),
    }


def blank_form() -> AskedScript:
    """What the form shows before anything was typed."""
    return AskedScript(text="", category="", kind="speech", on=timezone.localdate())


def _slices(text: str, remarks: list[Remark]) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "style": _style(one.remarks), "first": one.remarks[0].number if one.remarks else 0, "ending": one.ending}
        for one in slices_of(text, remarks)
    ]  # fmt: skip


def _style(remarks: tuple[Remark, ...]) -> str | None:
    """The gravest remark colours the slice; None for what no remark touches."""
    held = {one.hit.certainty for one in remarks}
    return next((style for certainty, style in _STYLES.items() if certainty in held), None)


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return timezone.localdate()
    return day if 1990 <= day.year <= 2100 else timezone.localdate()
