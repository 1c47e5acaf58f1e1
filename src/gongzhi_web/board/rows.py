"""From the sealed acts of the register to rows. Writing the same item twice changes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence

from gongzhi.cases import Act, Docket, DocketActed, DocketEntered, fold_docket
from gongzhi.flow.docketing import UnknownEntry, load_entry
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record, encode_record
from gongzhi_web.archive.erasing import forget_rows
from gongzhi_web.archive.inserting import insert_rows
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.asking import key_of
from gongzhi_web.board.models import DocketNews, DocketReader, DocketRow
from gongzhi_web.board.readers import count, forget_entries, reader_rows, readers_for, serial_of, words_of
from gongzhi_web.board.scope import units
from gongzhi_web.search.words import put_many


def project_entered(run: Sequence[tuple[Placed, bytes]]) -> None:
    """New entries, as they came in; what happened to each since stands behind it in the log and follows."""
    numbers = [placed.subject for placed, _ in run]
    known = set(DocketRow.objects.filter(number__in=numbers).values_list("number", flat=True))
    made: list[tuple[Docket, int, str]] = []
    news: list[DocketNews] = []
    for placed, data in run:
        if placed.subject not in known:
            entered = decode_record(DocketEntered, data)
            made.append((fold_docket(entered, ()), placed.index, placed.exhibit))
            news += _news_of_entering(placed, entered)
    if made:
        _write(made)
        insert_rows(news, known=True)


def project_acted(placed: Placed, data: bytes) -> None:
    """Keep the entry as its acts add up; the log is read up to now, so that the row is never behind."""
    if DocketRow.objects.filter(number=placed.subject, index__gte=placed.index).exists():
        return
    archive = opened()
    try:
        now = load_entry(archive, placed.subject)
    except UnknownEntry:
        # Its beginning was lawfully destroyed, and with it whatever could be shown.
        return
    first = next(archive.placed(kind=DocketEntered.__name__, subject=placed.subject))
    _write([(now, placed.index, first.exhibit)])
    news = _news_of(placed, decode_record(DocketActed, data), now)
    insert_rows(news, known=True)


def project_erased(placed: Placed, data: bytes) -> None:
    """What was destroyed leaves the rows, and with an entry whatever was made of it."""
    forget_rows(placed, data)
    forget_entries()


def _write(made: Sequence[tuple[Docket, int, str]]) -> None:
    """Entries with the index of their last act and the exhibit of their beginning; rows, readers, counts and words at once."""
    known, rows = units(), [_row(now, index, exhibit) for now, index, exhibit in made]
    numbers = [row.number for row in rows]
    steps: Counter[tuple[str, str, bool, int]] = Counter()
    # What was counted is read where it was counted from: a row that is made anew is not counted twice.
    stale = DocketReader.objects.filter(number__in=numbers)
    before = {one.number: one for one in stale}
    for one in before.values():
        steps[one.at_unit, one.state, one.suspended, one.due_key] -= 1
    if before:
        stale.delete()
        DocketRow.objects.filter(number__in=numbers).delete()
    insert_rows(rows)
    readers, words = [], []
    for row, (now, _, _) in zip(rows, made, strict=True):
        who = readers_for(now.path, known)
        readers += reader_rows(row, who)
        words.append((row.serial, words_of(row, now.entered), who))
        steps[row.unit, row.state, row.suspended, key_of(row.due)] += 1
    insert_rows(readers)
    put_many(words)
    for (unit, state, suspended, due_key), step in steps.items():
        count(unit, state, suspended, due_key, step)


def _row(now: Docket, index: int, exhibit: str) -> DocketRow:
    entered, who = now.entered, now.assignee
    return DocketRow(
        number=now.number,
        serial=serial_of(now.number),
        index=index,
        exhibit=exhibit,
        title=entered.title[:200],
        unit=now.unit,
        state=now.state.value,
        matter=entered.matter.value,
        origin=entered.origin.value,
        level=entered.level.value,
        assignee=who.ref if who else "",
        assignee_name=who.name if who else "",
        suspended=now.suspended is not None,
        due=now.deadline.due if now.deadline and not now.suspended else None,
        broadcast=entered.broadcast or "",
        case=now.case or "",
        linked=now.linked or "",
        received_at=entered.at,
        moved_at=now.acts[-1].at if now.acts else entered.at,
        version=now.version,
        record=encode_record(entered),
    )


_TOLD = {Act.ASSIGN, Act.HAND_DOWN, Act.ESCALATE, Act.RETURN, Act.REPORT, Act.SEND_BACK, Act.TRANSFER}


def _news_of_entering(placed: Placed, entered: DocketEntered) -> Iterator[DocketNews]:
    if entered.by is not None and entered.by.organisation == entered.unit:
        return
    yield DocketNews(
        index=placed.index,
        number=entered.number,
        unit=entered.unit,
        by=entered.by.ref if entered.by else "",
        what=f"新登记：{entered.title}"[:200],
        at=entered.at,
    )


def _news_of(placed: Placed, acted: DocketActed, now: Docket) -> Iterator[DocketNews]:
    if acted.act not in _TOLD:
        return
    to = acted.assignee.ref if acted.assignee else ""
    yield DocketNews(
        index=placed.index,
        number=acted.number,
        unit=acted.assignee.organisation if acted.assignee else acted.unit or now.unit,
        to=to,
        by=acted.by.ref,
        what=f"{acted.by.name}{acted.act.chinese}：{now.entered.title}"[:200],
        at=acted.at,
    )
