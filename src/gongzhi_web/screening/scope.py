"""The one function that says which findings a person may see."""

from django.db.models import QuerySet

from gongzhi_web.accounts.models import User
from gongzhi_web.accounts.scope import reach_of
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.screening.models import FindingRow


def findings_of(user: User) -> QuerySet[FindingRow]:
    """The findings of the broadcasts that they may see; for a whole platform by its name, which keeps the queue quick."""
    if platform := reach_of(user).platform:
        return FindingRow.objects.filter(platform__in=platform)
    return FindingRow.objects.filter(broadcast__in=broadcasts_of(user).values("id"))
