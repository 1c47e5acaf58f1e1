"""The table of identities for the provincial authority: which columns which parties have, in the words of the provisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.parties import Dossier, DossierState, LegalRole, PersonalDetails

_REGISTERED = ("名称（姓名）", "统一社会信用代码", "实际经营地址", "联系方式")
_UNREGISTERED = ("姓名", "身份证件号码", "实际经营地址", "联系方式")
_PRESENTER = (
    "姓名",
    "身份证件号码",
    "经常居住地址",
    "联系方式",
    "所属直播营销人员服务机构",
    "专业资质、职业职务",
)
_LIVE = {DossierState.VERIFIED, DossierState.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, the provision that asks for it, columns, and rows of texts."""

    name: str
    basis: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def identity_sheets(files: Iterable[tuple[Dossier, PersonalDetails | None]]) -> tuple[Sheet, ...]:
    """The five sheets for January and July: operators, presenters, merchants. Those who applied only or left are not in it."""
    known = [(now, details) for now, details in files if now.state in _LIVE]
    operators = _of(known, LegalRole.OPERATOR)
    merchants = _of(known, LegalRole.MERCHANT)
    return (
        _sheet(
            "已登记运营者", "直播电商监督管理办法/9", (*_REGISTERED, "直播账号"), map(_registered, _with(operators))
        ),
        _sheet(
            "未登记运营者",
            "直播电商监督管理办法/9",
            (*_UNREGISTERED, "直播账号"),
            map(_unregistered, _without(operators)),
        ),
        _sheet("直播营销人员", "直播电商监督管理办法/9", _PRESENTER, map(_presenter, _of(known, LegalRole.PRESENTER))),
        _sheet(
            "已登记经营者", "网络交易监督管理办法/25", (*_REGISTERED, "网店名称"), map(_registered, _with(merchants))
        ),
        _sheet(
            "未登记经营者",
            "网络交易监督管理办法/25",
            (*_UNREGISTERED, "网店名称", "免登记情形"),
            (_with_ground(one) for one in _without(merchants)),
        ),
    )


_File = tuple[Dossier, PersonalDetails | None]


def _sheet(name: str, basis: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Sheet:
    return Sheet(name=name, basis=basis, columns=columns, rows=tuple(rows))


def _of(known: Sequence[_File], role: LegalRole) -> list[_File]:
    return [one for one in known if one[0].opened.role is role]


def _with(known: Sequence[_File]) -> list[_File]:
    return [one for one in known if one[0].opened.uscc]


def _without(known: Sequence[_File]) -> list[_File]:
    return [one for one in known if not one[0].opened.uscc]


def _registered(one: _File) -> tuple[str, ...]:
    now, details = one
    opened = now.opened
    return (opened.name, opened.uscc or "", opened.place, details.phone if details else "", "、".join(opened.known_as))


def _unregistered(one: _File) -> tuple[str, ...]:
    now, details = one
    given = (details.name, details.id_number, details.address, details.phone) if details else ("", "", "", "")
    return (*given, "、".join(now.opened.known_as))


def _with_ground(one: _File) -> tuple[str, ...]:
    return (*_unregistered(one), one[0].opened.exempt or "")


def _presenter(one: _File) -> tuple[str, ...]:
    now, details = one
    given = (details.name, details.id_number, details.home, details.phone) if details else ("", "", "", "")
    return (*given, now.opened.mcn or "", details.qualification if details else "")
