"""Parties, products, campaigns, samples, recalls and papers, as the search finds them."""

from collections.abc import Iterable

from django.urls import reverse

from gongzhi.cases import CampaignPlanned, PaperIssued, RecallOpened, SampleTaken
from gongzhi.values import decode_record
from gongzhi_web.campaigns.models import CampaignRow, PaperRow, RecallRow, SampleRow
from gongzhi_web.campaigns.scope import campaigns_of, papers_of, recalls_of, samples_of
from gongzhi_web.overview.sorts import Described, Said, Sort, by_subject, free, within
from gongzhi_web.overview.standing import Standing
from gongzhi_web.parties.models import DossierRow, ProductRow
from gongzhi_web.parties.scope import dossiers_of, products_of
from gongzhi_web.site.words import WORDS


def _dossier(row: DossierRow) -> Described:
    return Described(
        title=row.name,
        address=reverse("dossier", args=[row.number]),
        said=(
            Said("出镜名称", row.known_as),
            Said("统一社会信用代码", row.uscc),
            Said("档案号", row.number),
            Said("主体编号", row.about),
        ),
        at=row.moved_at,
    )


def _filed_readers(row: DossierRow | ProductRow, standing: Standing) -> Iterable[str]:
    yield from standing.of_holder(row.holder)
    yield from standing.of_party(row.applicant)


def _product(row: ProductRow) -> Described:
    return Described(
        title=row.title,
        address=reverse("product", args=[row.number]),
        said=(Said("类别", row.sort), Said("编号", row.number), Said("销售者档案", row.seller)),
        at=row.moved_at,
    )


def _campaign(row: CampaignRow) -> Described:
    record = decode_record(CampaignPlanned, bytes(row.record))
    return Described(
        title=row.title,
        address=reverse("campaign", args=[row.number]),
        said=(
            free("目的", record.goal),
            Said("看什么词", "、".join(record.words)),
            Said("看什么商品", "、".join(record.categories)),
            Said("编号", row.number),
        ),
        state="已结束" if row.ended else "进行中",
        at=record.at,
    )


def _sample(row: SampleRow) -> Described:
    record = decode_record(SampleTaken, bytes(row.record))
    return Described(
        title=row.goods,
        address=reverse("sample", args=[row.number]),
        said=(
            Said("销售者", row.seller),
            Said("批次", record.batch),
            free("在哪里买的", record.where),
            Said("封条", record.seal),
            Said("编号", row.number),
        ),
        state=WORDS["sample_state"].get(row.state, row.state),
        at=row.taken_at,
    )


def _recall(row: RecallRow) -> Described:
    record = decode_record(RecallOpened, bytes(row.record))
    return Described(
        title=row.title,
        address=reverse("recall", args=[row.number]),
        said=(
            Said("商品", row.goods),
            Said("批次", record.batch),
            Said("销售者", record.seller),
            free("缺陷", record.defect),
            Said("编号", row.number),
        ),
        state="已完成" if row.completed else "进行中",
        at=row.opened_at,
    )


def _recall_readers(row: RecallRow, standing: Standing) -> Iterable[str]:
    yield from standing.of_unit(row.unit)
    yield from standing.of_holder(row.platform)


def _paper(row: PaperRow) -> Described:
    record = decode_record(PaperIssued, bytes(row.record))
    return Described(
        title=f"{row.number} {record.title}",
        address=reverse("paper", args=[row.id]),
        said=(Said("致", row.addressee), free("事实", record.facts), Said("关于", row.about)),
        state=WORDS["paper_answer"].get(row.answer, ""),
        at=row.issued_at,
    )


def _paper_readers(row: PaperRow, standing: Standing) -> Iterable[str]:
    yield from standing.of_unit(row.unit)
    yield from standing.of_holder(row.to)


DOSSIER = Sort(
    name="dossier",
    chinese="主体",
    model=DossierRow,
    kinds={"DossierOpened": by_subject, "DossierActed": by_subject},
    begun="DossierOpened",
    seen=within(dossiers_of),
    readers=_filed_readers,
    describe=_dossier,
    touched=lambda names: DossierRow.objects.filter(applicant__in=names),
)
PRODUCT = Sort(
    name="product",
    chinese="选品",
    model=ProductRow,
    kinds={"ProductOffered": by_subject, "ProductActed": by_subject},
    begun="ProductOffered",
    seen=within(products_of),
    readers=_filed_readers,
    describe=_product,
    touched=lambda names: ProductRow.objects.filter(applicant__in=names),
)
CAMPAIGN = Sort(
    name="campaign",
    chinese="专项监测",
    model=CampaignRow,
    kinds={"CampaignPlanned": by_subject},
    begun="CampaignPlanned",
    seen=within(campaigns_of),
    readers=lambda row, standing: standing.of_unit(row.unit),
    describe=_campaign,
    touched=lambda names: CampaignRow.objects.filter(unit__in=names),
)
SAMPLE = Sort(
    name="sample",
    chinese="抽样检验",
    model=SampleRow,
    kinds={"SampleTaken": by_subject},
    begun="SampleTaken",
    seen=within(samples_of),
    readers=lambda row, standing: standing.of_unit(row.unit),
    describe=_sample,
    touched=lambda names: SampleRow.objects.filter(unit__in=names),
)
RECALL = Sort(
    name="recall",
    chinese="召回",
    model=RecallRow,
    kinds={"RecallOpened": by_subject},
    begun="RecallOpened",
    seen=within(recalls_of),
    readers=_recall_readers,
    describe=_recall,
    touched=lambda names: RecallRow.objects.filter(unit__in=names),
)
PAPER = Sort(
    name="paper",
    chinese="文书",
    model=PaperRow,
    kinds={"PaperIssued": by_subject},
    begun="PaperIssued",
    seen=within(papers_of),
    readers=_paper_readers,
    describe=_paper,
    touched=lambda names: PaperRow.objects.filter(unit__in=names),
)
