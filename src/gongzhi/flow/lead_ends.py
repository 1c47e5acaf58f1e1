"""A lead ends with the entry of the register that it became, in the same append."""

from collections.abc import Iterator

from gongzhi.cases import Act, Docket, DocketActed, LeadClosed, LeadOutcome
from gongzhi.flow.matters import item_of, open_lead_of
from gongzhi.flow.ports import Archive, Item


def lead_ended_with(archive: Archive, now: Docket, made: DocketActed) -> Iterator[Item]:
    """A lead that its entry came from ends with it, with the same outcome and reason; one that ended before stays as it is."""
    if made.act not in {Act.END, Act.MERGE, Act.TRANSFER} or now.entered.lead is None or not now.entered.broadcast:
        return
    standing = open_lead_of(archive, now.entered.broadcast)
    # A platform that passed its entry up still has its own lead to end; the bureau's act is not the platform's.
    if standing is None or standing.placed.exhibit != now.entered.lead or now.unit != now.entered.unit:
        return
    closed = LeadClosed(
        lead=now.entered.lead,
        outcome=made.outcome or LeadOutcome.MERGED,
        reason=made.reason,
        by=made.by,
        at=made.at,
        case=now.case,
    )
    yield item_of(closed, now.entered.broadcast, made.at)
