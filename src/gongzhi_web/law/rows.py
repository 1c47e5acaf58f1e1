"""From sealed self-assessments to rows. Writing the same item twice changes nothing."""

from gongzhi.flow.assess import DutiesAssessed
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.law.models import AssessmentRow


def project_assessment(placed: Placed, data: bytes) -> None:
    """Keep the assessment."""
    record = decode_record(DutiesAssessed, data)
    AssessmentRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "party": record.party,
            "role": record.role,
            "at": record.at,
            "record": data,
        },
    )
