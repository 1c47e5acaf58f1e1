"""列入黑名单决定书: issued once under a number of its unit, kind and year; downloaded exactly as it was sealed."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.cases import PaperKind
from gongzhi.flow.guiding import PAPER_FILE
from gongzhi.flow.guiding_blacklist import blacklisting, issue_blacklist
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Organisation, Role
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.campaigns.answering import DOCX, acted, download
from gongzhi_web.campaigns.models import PaperRow
from gongzhi_web.campaigns.scope import paper_desk
from gongzhi_web.cases.views import case_or_404


@require_POST
@allow(Role.PLATFORM_LEAD)
def issue_form(request: HttpRequest, case: str) -> HttpResponse:
    """Issue the paper; pressing the button twice issues one."""
    row = case_or_404(request, case)

    def done() -> str:
        to = _organisation(blacklisting(opened(), case).party)
        signed = (person(request).acting([row.holder]), timezone.now())
        made = act(partial(issue_blacklist, desk=paper_desk(), case=case, to=to, signed=signed))
        return f"已制发 {made.issued.number}"

    return acted(request, kind="文书", subject=case, back=reverse("case", args=[case]), done=done)


@never_cache
@require_safe
@allow(*EVERYONE)
def blacklist_file(request: HttpRequest, case: str) -> HttpResponse:
    """The .docx exactly as it was sealed, for whoever sees the case."""
    case_or_404(request, case)
    papers = PaperRow.objects.filter(about=case, kind=PaperKind.BLACKLIST.value).exclude(state="withdrawn")
    paper, archive = papers.defer("record").first(), opened()
    sealed = next(archive.placed(kind=PAPER_FILE, subject=paper.id), None) if paper else None
    if sealed is None:
        raise Http404
    record_look(request, what="下载文书", subject_kind="案件", subject=case)
    return download(archive.read(sealed), f"blacklist-{case}.docx", DOCX)


def _organisation(party: str) -> str | None:
    """The organisation that stands in the case under this name, where one is registered."""
    return next((one.party for one in Organisation.objects.all() if party in one.names), None)
