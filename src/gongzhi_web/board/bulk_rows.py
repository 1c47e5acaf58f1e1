"""One act upon many entries, between the form and the flow: what was chosen, what is wanted, what became of each row."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any

from gongzhi.cases import Act, LeadOutcome
from gongzhi.flow.acting_on_many import MOST, Line, Many, Result, Seen, act_upon_many
from gongzhi.flow.docketing import Wanted
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.asking import all_of
from gongzhi_web.board.forms import register
from gongzhi_web.board.models import DocketBatch, DocketRow
from gongzhi_web.board.scope import entries_of

WORDS = ("reason", "assignee", "unit", "outcome", "into")
RESULTS = {
    Result.DONE: "已办理",
    Result.WITH: "随别件办结",
    Result.CHANGED: "已变动，没有办理",
    Result.REFUSED: "不能办理",
}
FORESEEN = RESULTS | {Result.DONE: "将办理", Result.WITH: "将随别件办结"}
_GONE = "现在看不到这一件：可能已交到别的单位"


def choose(user: User, asked: dict[str, str], numbers: list[str] | None) -> tuple[list[dict[str, Any]], bool]:
    """The chosen entries, or (None) what this filter shows first; and whether there are more than MOST."""
    if numbers is None:
        rows = list(all_of(user, asked, most=MOST + 1))
    else:
        kept = entries_of(user).defer("record").in_bulk(list(dict.fromkeys(numbers))[: MOST + 1])
        rows = [kept[number] for number in dict.fromkeys(numbers) if number in kept]
    lines = [{"number": row.number, "title": row.title, "seen": row.version, "result": "", "says": ""} for row in rows]
    return lines[:MOST], len(rows) > MOST


def foresee(user: User, batch: DocketBatch, wanted: dict[str, str], now: datetime) -> None:
    """Preview anew: every row as it stands now, with what would happen to it. Raises ValueError for unknown options."""
    rows = _rows(user, batch)
    for line in batch.lines:
        row = rows.get(line["number"])
        line["seen"] = row.version if row else line["seen"]
    if wanted.get("into"):
        into = entries_of(user).filter(number=wanted["into"]).first()
        wanted = wanted | {"into_seen": str(into.version)} if into else wanted | {"into": ""}
    batch.wanted = wanted
    passed = [line for line in batch.lines if line["number"] in rows and line["number"] != wanted.get("into")]
    many = _many(batch, passed)
    found = act_upon_many(opened(), register(), many=many, signed=(user.acting(), now), trial=True)
    _keep(batch, found, rows)
    batch.round += 1
    batch.save()


def carry_out(user: User, batch: DocketBatch) -> None:
    """Do what was foreseen, each row as it was seen then; what was refused in the preview stays refused."""
    if batch.over or batch.confirmed_at is None:
        return
    rows = _rows(user, batch)
    # What can no longer be seen may have been handed on by this very batch before a crash: the flow knows its own acts.
    passed = [line for line in batch.lines if line["result"] in (Result.DONE, Result.WITH)]
    signed = (user.acting(), batch.confirmed_at)
    found = act(partial(act_upon_many, register=register(), many=_many(batch, passed), signed=signed))
    refused = [line for line in batch.lines if line not in passed]
    _keep(batch, found, rows | {line["number"]: None for line in passed})
    batch.lines = [next((one for one in refused if one["number"] == line["number"]), line) for line in batch.lines]
    batch.over = True
    batch.save()
    done = [line.number for line in found if line.result in (Result.DONE, Result.WITH)]
    Look.objects.bulk_create(Look(user=user, what="办理案源", subject_kind="案源", subject=one) for one in done)


def tally(batch: DocketBatch) -> list[tuple[str, str, int]]:
    """Result, its words, how many rows."""
    counted = Counter(line["result"] for line in batch.lines)
    words = RESULTS if batch.over else FORESEEN
    return [(result.value, words[result], counted[result.value]) for result in Result if counted[result.value]]


def shown_lines(batch: DocketBatch) -> list[dict[str, Any]]:
    """The rows with their results in words."""
    words = {one.value: name for one, name in (RESULTS if batch.over else FORESEEN).items()}
    return [line | {"word": words.get(line["result"], "")} for line in batch.lines]


def _many(batch: DocketBatch, lines: list[dict[str, Any]]) -> Many:
    given = batch.wanted
    assignee = User.objects.filter(username=given.get("assignee", ""), is_active=True).first()
    wanted = Wanted(
        act=Act(batch.act),
        seen=0,
        reason=given.get("reason", ""),
        unit=given.get("unit") or None,
        assignee=assignee.acting() if assignee is not None and assignee.role else None,
        outcome=LeadOutcome(given["outcome"]) if given.get("outcome") else None,
    )
    into = Seen(number=given["into"], version=int(given["into_seen"])) if given.get("into") else None
    return Many(rows=tuple(Seen(number=one["number"], version=one["seen"]) for one in lines), wanted=wanted, into=into)


def _rows(user: User, batch: DocketBatch) -> dict[str, DocketRow | None]:
    numbers = [line["number"] for line in batch.lines]
    return {row.number: row for row in entries_of(user).filter(number__in=numbers).defer("record")}


def _keep(batch: DocketBatch, found: tuple[Line, ...], rows: dict[str, DocketRow | None]) -> None:
    by_number = {line.number: line for line in found}
    for line in batch.lines:
        one = by_number.get(line["number"])
        if one is not None:
            line["result"], line["says"] = one.result.value, one.says
        elif line["number"] == batch.wanted.get("into"):
            line["result"], line["says"] = Result.REFUSED.value, "保留这一件，其余并入它"
        elif line["number"] not in rows:
            line["result"], line["says"] = Result.REFUSED.value, _GONE
