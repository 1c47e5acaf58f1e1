"""Files of parties: the list, an application, one file, its acts, a scan, and a look at personal details."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.admitting import apply
from gongzhi.flow.admitting_details import read_details
from gongzhi.parties import DossierOpened
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Kind, Organisation, Role
from gongzhi_web.archive.acting import act
from gongzhi_web.evidence.custody import masking_key
from gongzhi_web.parties.acting import act_on_file, attempted, media_type_of, read_scan, scan_of
from gongzhi_web.parties.forms import ROLES, choices, read_applying, read_asked, require_offered
from gongzhi_web.parties.gate import gate
from gongzhi_web.parties.models import DossierRow
from gongzhi_web.parties.scope import dossiers_of, platforms
from gongzhi_web.parties.shown import STATES, STYLES, dossier_page, narrowed

APPLICANTS = (Role.MERCHANT, Role.PLATFORM_LEAD)
LOOKERS = (Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD, Role.REGULATOR_OFFICER, Role.MERCHANT)
_PAGE = 30
_SUBJECT = "主体档案"


@never_cache
@require_safe
@allow(*EVERYONE)
def dossiers(request: HttpRequest) -> HttpResponse:
    """The files within reach."""
    user = person(request)
    asked = {name: request.GET.get(name, "") for name in ("state", "role", "q")}
    page = Paginator(narrowed(user, asked), _PAGE).get_page(request.GET.get("page"))
    record_look(request, what="查看主体名单", subject_kind=_SUBJECT, subject=asked["q"] or "名单")
    context = {
        "page": page,
        "lines": [(row, ROLES_BY_VALUE[row.role], STATES[row.state], STYLES.get(row.state, "")) for row in page],
        "asked": asked,
        "states": STATES.items(),
        "roles": ROLES_BY_VALUE.items(),
        "waiting": dossiers_of(user).filter(state="applied").count(),
        "changing": dossiers_of(user).filter(changing=True).count(),
        "can_apply": user.role in APPLICANTS and not user.known_as,
    }
    return render(request, "parties/dossiers.html", context)


ROLES_BY_VALUE = {one.value: name for one, name in ROLES.items()}


@never_cache
@allow(*APPLICANTS)
def new_dossier(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: an application; what was filled in stays when it is refused."""
    user, error = person(request), ""
    own = user.organisation
    if own is None:
        raise Http404
    if request.method == "POST":
        made, error = attempted(lambda: _applied(request, own))
        if made is not None:
            record_look(request, what="提交准入申请", subject_kind=_SUBJECT, subject=made.number)
            messages.success(request, f"已提交，编号 {made.number}。证照可在本页继续补充。")
            return redirect("dossier", number=made.number)
    context = {
        **choices(),
        "given": request.POST,
        "given_goods": request.POST.getlist("goods"),
        "error": error,
        "holders": _holders(own),
        "own_roles": _roles_for(own),
        "own": own,
    }
    return render(request, "parties/new.html", context, status=400 if error else 200)


@never_cache
@require_safe
@allow(*EVERYONE)
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """One file: state, papers, what was checked and what was not, what is due, and every act."""
    row = dossier_or_404(request, number)
    record_look(request, what="查看主体档案", subject_kind=_SUBJECT, subject=number)
    return render(request, "parties/dossier.html", dossier_page(person(request), row))


@require_POST
@allow(*LOOKERS)
def dossier_act(request: HttpRequest, number: str) -> HttpResponse:
    """One act upon a file."""
    row = dossier_or_404(request, number)
    user, at = person(request), timezone.now()

    def done() -> str:
        asked = read_asked(request.POST)
        act_on_file(number, asked, read_scan(request.FILES.get("scan")), by=user.acting(), at=at)
        return f"已{asked.step.chinese}"

    said, refused = attempted(done)
    if said:
        record_look(request, what="办理主体档案", subject_kind=_SUBJECT, subject=number)
        messages.success(request, said)
        return redirect("dossier", number=number)
    # The page comes back with what was filled in, so that nothing is lost.
    context = {**dossier_page(user, row), "error": refused, "given": request.POST}
    return render(request, "parties/dossier.html", context, status=400)


@never_cache
@require_POST
@allow(*LOOKERS)
def details(request: HttpRequest, number: str) -> HttpResponse:
    """The plain details, for a purpose that is written down first."""
    row = dossier_or_404(request, number)
    context = dossier_page(person(request), row)
    if not context["may_look"]:
        raise Http404
    who, key, at = person(request).username, masking_key(), timezone.now()
    purpose = request.POST.get("purpose", "")[:200]
    verb = partial(read_details, number=number, purpose=purpose, who=who, key=key, at=at)
    found, refused = attempted(lambda: act(verb))
    if refused:
        return render(request, "parties/dossier.html", {**context, "error": refused}, status=400)
    record_look(request, what="查看个人信息", subject_kind=_SUBJECT, subject=number)
    return render(request, "parties/dossier.html", {**context, "plain_details": found, "purpose": purpose})


@never_cache
@require_safe
@allow(*LOOKERS)
def scan(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """A scan of a paper, to be saved; looking is written down."""
    row = dossier_or_404(request, number)
    data = scan_of(number, sha256)
    kind = media_type_of(data) if data is not None else None
    if data is None or kind is None or not dossier_page(person(request), row)["may_look"]:
        raise Http404
    record_look(request, what="下载证照扫描件", subject_kind=_SUBJECT, subject=number)
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}-{sha256[:8]}.{kind.split("/")[1]}"'
    return answer


def dossier_or_404(request: HttpRequest, number: str) -> DossierRow:
    """The file within this person's scope."""
    row = dossiers_of(person(request)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _applied(request: HttpRequest, own: Organisation) -> DossierOpened:
    user = person(request)
    new = read_applying(request.POST, own, list(user.known_as))
    require_offered(new.holder, _holders(own))
    return act(partial(apply, gate=gate(), new=new, by=user.acting(), at=timezone.now()))


def _holders(own: Organisation) -> list[Organisation]:
    """To whom one applies: a platform to the bureau above it, everybody else to a platform."""
    if own.kind == Kind.PLATFORM:
        return [own.parent] if own.parent else []
    return platforms()


def _roles_for(own: Organisation) -> list[tuple[str, str]]:
    wanted = {
        Kind.PLATFORM: ("platform",),
        Kind.MCN: ("mcn", "presenter", "operator"),
        Kind.MERCHANT: ("operator", "merchant", "presenter"),
    }.get(Kind(own.kind), ())
    return [(value, ROLES_BY_VALUE[value]) for value in wanted]
