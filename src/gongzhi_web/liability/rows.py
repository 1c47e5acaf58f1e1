"""From sealed analyses to rows. Writing the same item twice changes nothing."""

from gongzhi.flow.analyse import LiabilityAnalysed
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.liability.models import AnalysisRow


def project_analysis(placed: Placed, data: bytes) -> None:
    """Keep the analysis."""
    record = decode_record(LiabilityAnalysed, data)
    AnalysisRow.objects.get_or_create(
        number=record.id,
        defaults={
            "index": placed.index,
            "exhibit": placed.exhibit,
            "party": record.party,
            "title": record.inquiry.title[:80],
            "case": record.inquiry.case,
            "lead": record.inquiry.lead or "",
            "by_name": record.by.name[:80],
            "at": record.at,
            "record": data,
        },
    )
