"""The one list of projections: which slice turns which kind of sealed record into rows."""

from collections.abc import Callable, Sequence

from gongzhi.flow.ports import Placed
from gongzhi_web.board import rows as board
from gongzhi_web.broadcasts import rows as broadcasts
from gongzhi_web.campaigns import rows as campaigns
from gongzhi_web.cases import rows as cases
from gongzhi_web.credit import rows as credit
from gongzhi_web.credit import watching as credit_watching
from gongzhi_web.emergency import rows as emergency
from gongzhi_web.evidence import rows as evidence
from gongzhi_web.law import rows as law
from gongzhi_web.liability import rows as liability
from gongzhi_web.parties import rows as parties
from gongzhi_web.rules import rows as rules
from gongzhi_web.sanctions import rows as sanctions
from gongzhi_web.screening import rows as screening
from gongzhi_web.webhooks.telling import tell, telling

PROJECTIONS: dict[str, Callable[[Placed, bytes], None]] = {
    "Broadcast": credit_watching.project_room,
    "SignalBatch": broadcasts.project_batch,
    "CaptureEnded": broadcasts.project_capture_ended,
    "Promise": broadcasts.project_promise,
    "Finding": screening.project_finding,
    "Evaded": screening.project_evaded,
    "Review": screening.project_review,
    "Lead": cases.project_lead,
    "LeadClosed": cases.project_lead_closed,
    "EmergencyStop": emergency.project_stop,
    "StopSettled": emergency.project_settled,
    "DocketActed": telling(board.project_acted),
    "CampaignPlanned": campaigns.project_campaign,
    "CampaignActed": campaigns.project_campaign,
    "SamplingPlanned": campaigns.project_plan,
    "SampleTaken": campaigns.project_sample,
    "SampleActed": campaigns.project_sample,
    "RecallOpened": campaigns.project_recall,
    "RecallActed": campaigns.project_recall,
    "PaperIssued": telling(campaigns.project_paper),
    "PaperActed": campaigns.project_paper,
    "DossierOpened": parties.project_dossier,
    "DossierActed": parties.project_dossier,
    "ProductOffered": parties.project_product,
    "ProductActed": parties.project_product,
    "Engaged": parties.project_engaged,
    "CaseOpened": cases.project_case,
    "Decided": telling(cases.project_decided),
    "AppealFiled": cases.project_appeal,
    "AppealDecided": telling(cases.project_appeal_decided),
    "SanctionSent": telling(sanctions.project_sanction),
    "SanctionActed": telling(sanctions.project_sanction),
    "CaseClosed": cases.project_closed,
    "DutiesAssessed": law.project_assessment,
    "CreditEntry": credit.project_entry,
    "CreditRecorded": credit.project_recorded,
    "ShadowFinding": rules.project_shadow,
    "ShadowMarked": rules.project_mark,
    "LiabilityAnalysed": liability.project_analysis,
    "Erased": board.project_erased,
}


def project_register(run: Sequence[tuple[Placed, bytes]]) -> None:
    """New entries of the register, and under what each is found."""
    evidence.project_places(run)
    board.project_entered([(placed, data) for placed, data in run if placed.kind == "DocketEntered"])
    tell(run)


TOGETHER = (frozenset({"DocketEntered", "DocketNoted"}), project_register)
