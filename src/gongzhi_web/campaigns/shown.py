"""What of a campaign's numbers a person may see: the organiser all of it, a unit below what is its own."""

from dataclasses import replace

from gongzhi.flow.campaigning_tally import Listed, Tally
from gongzhi_web.accounts.models import User
from gongzhi_web.board.scope import entries_of
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.campaigns.models import CampaignRow
from gongzhi_web.campaigns.scope import in_reach, papers_of, recalls_of, samples_of


def visible_only(user: User, row: CampaignRow, counted: Tally) -> Tally:
    """For who does not stand above the organiser: the same numbers, counted over what they may see anyway."""
    if in_reach(user, row.unit):
        return counted
    seen = {
        "entry": set(entries_of(user).values_list("number", flat=True)),
        "paper": set(papers_of(user).values_list("id", flat=True)),
        "sample": set(samples_of(user).values_list("number", flat=True)),
        "recall": set(recalls_of(user).values_list("number", flat=True)),
        "room": set(broadcasts_of(user).values_list("id", flat=True)),
    }

    def own(listed: tuple[Listed, ...]) -> tuple[Listed, ...]:
        return tuple(one for one in listed if one.number in seen[one.kind])

    return replace(counted, lists={key: own(listed) for key, listed in counted.lists.items()}, weeks=(), units=())
