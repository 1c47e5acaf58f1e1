"""One act upon many entries of the register at once: tried first without a trace, then sealed in one append."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gongzhi.cases import Act, Docket, DocketActed, ImpossibleStep, LeadOutcome, ReasonMissing
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.docketing import NotThere, Overtaken, Register, UnknownEntry, Wanted, act_upon, load_entry
from gongzhi.flow.guiding_together import Together
from gongzhi.flow.joining import Merger, merge
from gongzhi.flow.ports import Archive
from gongzhi.parties import NotAllowed, Person

MOST = 500
ACTS = (Act.ASSIGN, Act.HAND_DOWN, Act.RETURN, Act.END, Act.MERGE)
_REFUSALS = (NotAllowed, Overtaken, ImpossibleStep, ReasonMissing, NotThere, DeadlineUnknown, UnknownEntry)
_OUTCOMES = {
    LeadOutcome.CASE_OPENED: "立案处理",
    LeadOutcome.NO_CASE: "不予立案",
    LeadOutcome.REMINDED: "提醒了结",
    LeadOutcome.TRANSFERRED: "已移送",
}


class Result(StrEnum):
    """What became of one row: 办理, 随别件办结, 已变动而未办, 不能办."""

    DONE = "done"
    WITH = "with"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry at the version at which the person saw it."""

    number: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """One act upon these entries, in this order. ``wanted.seen`` is not read; ``into`` is what they are merged into."""

    rows: tuple[Seen, ...]
    wanted: Wanted
    into: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one row, and in words what was done or why not."""

    number: str
    result: Result
    says: str


def act_upon_many(
    archive: Archive, register: Register, *, many: Many, signed: tuple[Person, datetime], trial: bool = False
) -> tuple[Line, ...]:
    """Do one act to each entry that still stands as it was seen; the others are left and named. Answers in the order asked.

    (1) what this person did in this very batch (same act, same moment) counts as done, so that twice is once
    (2) what changed since it was seen is left     (3) the rest goes through the verb for one entry, with its checks

    Every entry gets a record of its own; all are sealed in one append. A ``trial`` seals nothing and says what would happen.
    Raises NotThere for an act that is not done to many, or for more than MOST entries.
    """
    if many.wanted.act not in ACTS:
        raise NotThere(f"“{many.wanted.act.chinese}”不能成批办理：请打开案源逐件办理")
    if len(many.rows) > MOST:
        raise NotThere(f"一次最多成批办理 {MOST} 件：请分几次办理")
    with archive.writing():
        batch = _Batch(Together(archive), register, many, signed)
        lines = tuple(batch.line_of(row) for row in many.rows)
        if batch.held.items and not trial:
            archive.append(batch.held.items)
    return lines


@dataclass(frozen=True, slots=True)
class _Batch:
    held: Together
    register: Register
    many: Many
    signed: tuple[Person, datetime]

    def line_of(self, row: Seen) -> Line:
        try:
            return self._line_of(row)
        except _REFUSALS as refused:
            # Each verb appends once, as its last step: what was refused left nothing behind.
            return Line(number=row.number, result=Result.REFUSED, says=str(refused))

    def _line_of(self, row: Seen) -> Line:
        now = load_entry(self.held, row.number)
        since = now.acts[row.version - 1 :]
        # (1)
        if since and self._mine(since[0]):
            if since[0].act is self.many.wanted.act:
                return Line(number=row.number, result=Result.DONE, says=self._said(since[0]))
            return Line(number=row.number, result=Result.WITH, says=since[0].reason)
        # (2)
        if now.version != row.version:
            last = f"已由{since[-1].by.name}“{since[-1].act.chinese}”" if since else "已经变动"
            return Line(number=row.number, result=Result.CHANGED, says=f"在预览之后{last}：没有办理，请重新核对")
        # (3)
        before = len(self.held.items)
        self._act(now)
        made = load_entry(self.held, row.number).acts[-1]
        others = "、".join(dict.fromkeys(self._others(before, row.number)))
        also = f"；重复登记的 {others} 一并办结" if others else ""
        return Line(number=row.number, result=Result.DONE, says=self._said(made) + also)

    def _act(self, now: Docket) -> None:
        by, at = self.signed
        if self.many.wanted.act is not Act.MERGE:
            wanted = replace(self.many.wanted, seen=now.version)
            act_upon(self.held, self.register, number=now.number, wanted=wanted, by=by, at=at)
            return
        reason = self.many.wanted.reason.strip()
        if not reason:
            raise ReasonMissing(f"“{Act.MERGE.chinese}”必须写明理由：请填写理由后再提交")
        into = self._into()
        merger = Merger(number=now.number, into=into.number, seen=now.version, seen_into=into.version, reason=reason)
        merge(self.held, merger=merger, by=by, at=at)

    def _into(self) -> Docket:
        given = self.many.into
        if given is None:
            raise NotThere("没有选并入哪一件：请选择后再预览")
        into = load_entry(self.held, given.number)
        if not all(self._mine(act) for act in into.acts[given.version - 1 :]):
            raise Overtaken(f"案源 {given.number} 在预览之后已经变动：请刷新后重新核对，再决定是否并入")
        return into

    def _mine(self, act: DocketActed) -> bool:
        by, at = self.signed
        return act.by.ref == by.ref and act.at == at

    def _others(self, before: int, number: str) -> Iterator[str]:
        for item in self.held.items[before:]:
            into = self.many.into.number if self.many.into else ""
            if item.kind == DocketActed.__name__ and item.subject not in (number, into):
                yield item.subject

    def _said(self, made: DocketActed) -> str:
        match made.act:
            case Act.ASSIGN:
                return f"指派给{made.assignee.name if made.assignee else ''}"
            case Act.HAND_DOWN:
                return f"交办{self.register.units.name(made.unit or '')}"
            case Act.RETURN:
                return f"退回{self.register.units.name(made.unit or '')}"
            case Act.MERGE:
                return f"并入 {made.numbers[0]}"
            case _:
                return f"办结：{_OUTCOMES[made.outcome or LeadOutcome.NO_CASE]}"
