"""The selection archive: a product is cleared on its papers; a risky farm product only by whoever verifies, before it is shown."""

from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.flow.admitting import load_dossier
from gongzhi.flow.admitting_asked import Gate, NotReady
from gongzhi.flow.admitting_needs import Lack, checked_paper, lacks_among
from gongzhi.flow.admitting_terms import RISKY, Admission
from gongzhi.flow.docketing import Overtaken
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.parties import (
    Concerned,
    DossierState,
    NotAllowed,
    Paper,
    Person,
    Product,
    ProductActed,
    ProductOffered,
    ProductStep,
    Verb,
    fold_product,
    may,
)
from gongzhi.values import BEIJING

_FARM = "食用农产品"


class UnknownProduct(LookupError):
    """A number that the selection archive never gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What is written into the form; the fields are those of ProductOffered."""

    title: str
    sort: str
    holder: str
    applicant: str
    seller: str
    ref: str = ""
    origin: str = ""
    papers: tuple[Paper, ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfProduct:
    """What a person wants done, having seen the archive at ``seen``."""

    step: ProductStep
    seen: int
    reason: str = ""
    papers: tuple[Paper, ...] = ()


def offer(archive: Archive, gate: Gate, *, new: Offering, by: Person, at: datetime) -> ProductOffered:
    """Lay down a product with its papers; a farm product whose name is on the list of risky ones is filed as one.

    Raises NotAllowed, BadPaper, UnknownDossier, NotReady, NoSuchName.
    """
    if not may(by, Verb.APPLY, Concerned(holder=new.holder, parties=(new.applicant,))):
        raise NotAllowed(f"{by.name}的身份不能提交选品档案：请由运营者或服务机构的账号提交")
    sort = gate.admission.sort(_sort_of(new, gate.admission)).name
    with archive.writing():
        seller = load_dossier(archive, new.seller).opened
        if seller.holder != new.holder:
            raise NotReady("实际销售者不在本平台建档：请先请其提交准入申请")
        papers = tuple(checked_paper(gate.admission, one, seller.uscc) for one in new.papers)
        number = f"XP{at.astimezone(BEIJING).year}-{archive.size():06d}"
        fields = {name: getattr(new, name) for name in Offering.__dataclass_fields__}
        fields |= {"sort": sort, "papers": papers, "title": new.title.strip()}
        offered = ProductOffered(number=number, by=by, at=at, **fields)
        archive.append([item_of(offered, number, at)])
        return offered


def act_upon_product(
    archive: Archive, gate: Gate, *, number: str, asked: AskedOfProduct, by: Person, at: datetime
) -> Product:
    """Do one thing to a product's archive, if it still stands as the person saw it. Returns it after the act.

    Raises UnknownProduct, NotAllowed, Overtaken, NotNow, NotReady, ReasonsMissing, BadPaper.
    """
    with archive.writing():
        now = load_product(archive, number)
        check_may_product(now, asked.step, by)
        if asked.seen != now.version:
            raise Overtaken(f"选品档案 {number} 在你打开之后已经变动：请刷新后重新核对，再决定是否办理")
        now.check(asked.step)
        uscc = load_dossier(archive, now.offered.seller).opened.uscc
        papers = tuple(checked_paper(gate.admission, one, uscc) for one in asked.papers)
        if asked.step is ProductStep.ADD_PAPERS and not papers:
            raise NotReady("没有写明是哪一件证明：请选择种类并填写编号")
        if asked.step is ProductStep.CLEAR:
            _require_clearable(archive, gate, now, at.astimezone(BEIJING).date())
        made = ProductActed(
            number=number, version=now.version + 1, step=asked.step, by=by, at=at, reason=asked.reason, papers=papers
        )
        archive.append([item_of(made, number, at)])
        return load_product(archive, number)


def check_may_product(now: Product, step: ProductStep, by: Person) -> None:
    """Raise NotAllowed unless this person may: papers and withdrawal by the applicant, clearing of risky goods never by it."""
    about = now.offered
    concerned = Concerned(holder=about.holder, parties=(about.applicant,))
    verbs = {
        ProductStep.ADD_PAPERS: (Verb.APPLY,),
        # Whoever runs the room checks what it sells; what endangers health is looked at by a second pair of eyes.
        ProductStep.CLEAR: (Verb.ADMIT,) if about.sort == RISKY else (Verb.APPLY, Verb.ADMIT),
        ProductStep.RETURN: (Verb.ADMIT,),
        ProductStep.WITHDRAW: (Verb.APPLY, Verb.ADMIT),
    }[step]
    if not any(may(by, verb, concerned) for verb in verbs):
        who = "平台审核员" if step in {ProductStep.CLEAR, ProductStep.RETURN} else "提交单位"
        raise NotAllowed(f"{by.name}的身份不能对选品档案 {about.number}“{step.chinese}”：由{who}办理")


def load_product(archive: Archive, number: str) -> Product:
    """The archive as its sealed acts add up; raises UnknownProduct, SealBroken, NotNow."""
    for offered in sealed_records(archive, ProductOffered, number):
        return fold_product(offered.record, (one.record for one in sealed_records(archive, ProductActed, number)))
    raise UnknownProduct(f"没有编号为“{number}”的选品档案：请核对编号")


def lacks_of_product(now: Product, admission: Admission, day: date) -> tuple[Lack, ...]:
    """What the product lacks on a day."""
    return lacks_among(now.papers, admission.sort(now.offered.sort).product, day)


def _sort_of(new: Offering, admission: Admission) -> str:
    risky = new.sort == _FARM and any(word in new.title for word in admission.risky)
    return RISKY if risky else new.sort


def _require_clearable(archive: Archive, gate: Gate, now: Product, day: date) -> None:
    lacks = lacks_of_product(now, gate.admission, day)
    if lacks:
        raise NotReady(f"还不能核对通过：{'；'.join(one.chinese for one in lacks)}。请补充后再核对")
    seller = load_dossier(archive, now.offered.seller)
    if seller.state is not DossierState.VERIFIED:
        raise NotReady(f"实际销售者的档案“{seller.state.chinese}”，还没有核验通过：请先核验主体")
