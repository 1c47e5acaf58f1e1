"""What a party or a product lacks on a day: a paper that is missing, out of date, or given under another code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongzhi.flow.admitting_terms import Admission, BadPaper, Need, check_number
from gongzhi.parties import Dossier, DossierOpened, LegalRole, Paper

_BUSINESS_LICENCE = "营业执照"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """``what`` is missing or not in date; ``basis`` asks for it: a provision, or 平台规则约定."""

    what: str
    why: str
    basis: str

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return f"{self.what}{self.why}（{self.basis}）"


def checked_paper(admission: Admission, paper: Paper, uscc: str | None) -> Paper:
    """The paper with its number as it is written officially; raises BadPaper."""
    kind = admission.paper(paper.kind)
    number = check_number(kind, paper.number)
    if paper.kind == _BUSINESS_LICENCE and uscc and number != uscc.strip().upper():
        raise BadPaper("营业执照的编号与统一社会信用代码不一致：请照执照核对两处")
    if paper.valid_from and paper.valid_until and paper.valid_until < paper.valid_from:
        raise BadPaper(f"{kind.name}的截止日早于起始日：请照原件核对")
    return replace(paper, number=number)


def needs_of(opened: DossierOpened, admission: Admission) -> tuple[Need, ...]:
    """Everything that a party in this role with these goods needs."""
    own = [one for one in admission.needs if opened.role in one.roles and opened.uscc]
    if opened.role in {LegalRole.MERCHANT, LegalRole.OPERATOR}:
        own += [one for sort in opened.goods for one in admission.sort(sort).seller]
    return tuple(dict.fromkeys(own))


def lacks_of(now: Dossier, admission: Admission, day: date) -> tuple[Lack, ...]:
    """What the file lacks on a day."""
    return lacks_among(now.papers, needs_of(now.opened, admission), day)


def lacks_among(papers: Sequence[Paper], needs: Iterable[Need], day: date) -> tuple[Lack, ...]:
    """The needs that no paper meets on a day."""
    found = (_lack(papers, need, day) for need in needs if need.since <= day)
    return tuple(one for one in found if one is not None)


def _lack(papers: Sequence[Paper], need: Need, day: date) -> Lack | None:
    fitting = [one for one in papers if one.kind in need.kinds]
    if any(one.holds_on(day) for one in fitting):
        return None
    if not fitting:
        return Lack(what="缺" + "或".join(need.kinds), why="", basis=need.basis)
    newest = fitting[-1]
    over = newest.valid_until is not None and newest.valid_until < day
    why = f"已于 {newest.valid_until} 到期" if over else f"自 {newest.valid_from} 才生效"
    return Lack(what=newest.kind, why=why, basis=need.basis)
