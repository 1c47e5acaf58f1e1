"""What an organisation should hear of outside the register, taken from the records that say so; and who has what due."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from gongzhi.cases import DocketState, PaperIssued, RecallOpened
from gongzhi.decisions import AppealDecided, AppealFiled, Decided, EmergencyStop, Proposed, StopOutcome, StopSettled
from gongzhi.evidence import ExhibitErased
from gongzhi.flow.ports import Archive, Placed
from gongzhi.values import decode_record
from gongzhi_web.board.asking import key_of
from gongzhi_web.board.models import DocketRow
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.overview.models import Duty, Told
from gongzhi_web.overview.standing import framed

_OF_THE_REGISTER = {"DocketEntered", "DocketActed"}
Telling = Callable[[Placed, bytes], Iterator[Told]]


def keep_told(archive: Archive, noted: Sequence[Placed]) -> None:
    """What these records tell, and the duties that they change; called in the transaction that wrote their rows."""
    told: list[Told] = []
    for placed in noted:
        telling = _TELLING.get(placed.kind)
        # What was lawfully destroyed tells nothing any more.
        with suppress(ExhibitErased):
            told += telling(placed, archive.read(placed)) if telling else ()
    Told.objects.bulk_create(told, ignore_conflicts=True, batch_size=200)
    keep_duties([placed.subject for placed in noted if placed.kind in _OF_THE_REGISTER])


def keep_duties(numbers: Sequence[str]) -> None:
    """Who works on these entries until when; nobody on those that have ended or are not assigned."""
    if not numbers:
        return
    Duty.objects.filter(number__in=set(numbers)).delete()
    rows = DocketRow.objects.filter(number__in=set(numbers)).exclude(assignee="")
    open_ones = rows.exclude(state=DocketState.ENDED.value).only("number", "assignee", "due", "suspended")
    Duty.objects.bulk_create(
        [
            Duty(number=row.number, assignee=row.assignee, due_key=key_of(None if row.suspended else row.due))
            for row in open_ones
        ],
        batch_size=200,
    )


def _proposed(placed: Placed, data: bytes) -> Iterator[Told]:
    # Until it is confirmed a proposal is read only by the holder's people.
    one = decode_record(Proposed, data)
    yield from _of_case(placed, one.case, one.by.ref, f"{one.by.name}提出处置意见，等另一人确认", holder_only=True)


def _decided(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(Decided, data)
    yield from _of_case(placed, one.case, one.by.ref, f"对{one.party_name}作出处置决定：{one.measure_name}")


def _filed(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(AppealFiled, data)
    yield from _of_case(placed, one.case, one.by.ref, f"{one.by.name}提出申诉")


def _ruled(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(AppealDecided, data)
    yield from _of_case(placed, one.case, one.by.ref, f"申诉已有结果：{_RULED[one.outcome.value]}")


def _paper(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(PaperIssued, data)
    if one.to:
        yield _told(placed, one.to, ("paper", one.id), one.by.ref, f"收到文书：{one.title}")


def _recall(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(RecallOpened, data)
    if one.platform:
        yield _told(placed, one.platform, ("recall", one.number), one.by.ref, f"召回要你单位办理：{one.title}")


def _stopped(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(EmergencyStop, data)
    yield from _of_room(placed, one.broadcast, one.by.ref, "直播被紧急停播，等另一人确认")


def _settled(placed: Placed, data: bytes) -> Iterator[Told]:
    one = decode_record(StopSettled, data)
    said = "已确认" if one.outcome is StopOutcome.CONFIRMED else "已解除"
    yield from _of_room(placed, one.broadcast, one.by.ref, f"紧急停播{said}")


_RULED = {"upheld": "维持原决定", "changed": "变更原决定", "revoked": "撤销原决定"}
_TELLING: Mapping[str, Telling] = {
    "Proposed": _proposed,
    "Decided": _decided,
    "AppealFiled": _filed,
    "AppealDecided": _ruled,
    "PaperIssued": _paper,
    "RecallOpened": _recall,
    "EmergencyStop": _stopped,
    "StopSettled": _settled,
}


def _of_case(placed: Placed, case: str, by: str, what: str, *, holder_only: bool = False) -> Iterator[Told]:
    row = CaseRow.objects.filter(id=case).defer("record").first()
    if row is None:
        return
    others = [] if holder_only else [*framed(row.concerned), *framed(row.onlookers)]
    for to in dict.fromkeys([row.holder, *others]):
        yield _told(placed, to, ("case", case), by, what)


def _of_room(placed: Placed, broadcast: str, by: str, what: str) -> Iterator[Told]:
    row = BroadcastRow.objects.filter(id=broadcast).defer("record").first()
    if row is None:
        return
    names = (row.platform, row.operator, row.merchant, row.mcn, *framed(row.presenters))
    for to in dict.fromkeys(name for name in names if name):
        yield _told(placed, to, ("room", broadcast), by, f"“{row.title}”{what}")


def _told(placed: Placed, to: str, about: tuple[str, str], by: str, what: str) -> Told:
    sort, key = about
    return Told(index=placed.index, to=to[:120], about=sort, key=key, by=by, what=what[:200], at=placed.at)
