"""Rows for the spreadsheet: one generator per table, each cell safe to open."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from gongzhi_web.accounts.models import Look
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.says import kind_name

LOOK_HEADINGS = ("时间", "账号", "姓名", "角色", "行为", "对象类别", "对象", "来源地址")
ACT_HEADINGS = ("时间", "账号", "姓名", "行为", "对象", "直播", "案号", "主体", "证据编号", "日志序号")
_BOM = "\ufeff"
# A spreadsheet would run a cell that begins so.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it, so that rows come out one by one."""

    def write(self, text: str) -> str:
        return text


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of the file, with the mark by which spreadsheets recognise UTF-8."""
    writer: Any = csv.writer(_Echo())
    yield _BOM + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([safe_cell(str(cell)) for cell in row])


def safe_cell(text: str) -> str:
    """The text, kept from being read as a formula."""
    return f"'{text}" if text.startswith(_RUNS) else text


def look_rows(looks: Iterable[Look]) -> Iterator[tuple[Any, ...]]:
    """Looks under LOOK_HEADINGS."""
    for look in looks:
        user = look.user
        role = user.get_role_display()
        yield (_time(look.at), user.username, user, role, look.what, look.subject_kind, look.subject, look.address)


def act_rows(acts: Iterable[Placing]) -> Iterator[tuple[Any, ...]]:
    """Acts under ACT_HEADINGS."""
    for act in acts:
        matter = (act.subject, act.broadcast, act.case, act.party)
        yield (_time(act.at), act.by, act.by_name, kind_name(act.kind), *matter, act.exhibit, act.index)


def _time(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
