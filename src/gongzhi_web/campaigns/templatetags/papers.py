"""``{% blacklist_paper row %}``: on a case's page, the numbered paper of a decision to blacklist, or the way to issue it."""

from typing import Any

from django import template

from gongzhi.cases import PaperKind
from gongzhi_web.accounts.models import Role
from gongzhi_web.campaigns.models import PaperRow
from gongzhi_web.cases.models import CaseRow

register = template.Library()


@register.inclusion_tag("campaigns/blacklist.html", takes_context=True)
def blacklist_paper(context: dict[str, Any], row: CaseRow) -> dict[str, Any]:
    """The page has already checked that the person sees the case."""
    papers = PaperRow.objects.filter(about=row.id, kind=PaperKind.BLACKLIST.value).exclude(state="withdrawn")
    may_issue = context["request"].user.role == Role.PLATFORM_LEAD
    return {"request": context["request"], "row": row, "paper": papers.defer("record").first(), "may_issue": may_issue}
