"""Who takes part in a broadcast, and what a person should look at; the selection archive."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.admitting_broadcasts import engage
from gongzhi.flow.admitting_products import act_upon_product, offer
from gongzhi.parties import Engaged, Product, ProductOffered
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Organisation, Role
from gongzhi_web.archive.acting import act
from gongzhi_web.parties.acting import attempted
from gongzhi_web.parties.forms import BadForm, choices, read_engaging, read_offering, read_product_step, require_offered
from gongzhi_web.parties.gate import plain_gate
from gongzhi_web.parties.models import ProductRow
from gongzhi_web.parties.scope import known_to, platforms, products_of
from gongzhi_web.parties.shown import (
    PRODUCT_STATES,
    PRODUCT_STYLES,
    broadcast_lines,
    broadcasts_for,
    product_page,
    reported,
    seen_choices,
)
from gongzhi_web.parties.views import LOOKERS

_PAGE = 15


@never_cache
@require_safe
@allow(*EVERYONE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Broadcasts that began, with what a person should look at; and those reported that are still to come."""
    user = person(request)
    page = Paginator(broadcasts_for(user), _PAGE).get_page(request.GET.get("page"))
    record_look(request, what="查看本场人员", subject_kind="主体档案", subject="本场人员")
    context = {
        "page": page,
        "lines": broadcast_lines(user, list(page)),
        "coming": list(reported(user)[:_PAGE]),
        "can_report": user.role == Role.MERCHANT and not user.known_as,
    }
    return render(request, "parties/rooms.html", context)


@never_cache
@allow(Role.MERCHANT)
def engage_form(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: a report of who takes part."""
    user, error = person(request), ""
    own = _own(request)
    if request.method == "POST":
        made, error = attempted(lambda: _engaged(request, own))
        if made is not None:
            record_look(request, what="报送本场人员", subject_kind="主体档案", subject=made.number)
            messages.success(request, f"已报送，编号 {made.number}")
            return redirect("parties_rooms")
    context = {
        **choices(),
        **seen_choices(user),
        "given": request.POST,
        "given_presenters": request.POST.getlist("presenter"),
        "given_products": request.POST.getlist("product"),
        "holders": platforms(),
        "error": error,
    }
    return render(request, "parties/engage.html", context, status=400 if error else 200)


@never_cache
@require_safe
@allow(*EVERYONE)
def products(request: HttpRequest) -> HttpResponse:
    """The selection archive within reach."""
    user, asked = person(request), request.GET.get("state", "")
    found = products_of(user).defer("record").order_by("-moved_at", "number")
    if asked in PRODUCT_STATES:
        found = found.filter(state=asked)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    record_look(request, what="查看选品档案", subject_kind="选品档案", subject="名单")
    context = {
        "page": page,
        "lines": [(row, PRODUCT_STATES[row.state], PRODUCT_STYLES.get(row.state, "")) for row in page],
        "asked": asked,
        "states": PRODUCT_STATES.items(),
        "can_offer": user.role == Role.MERCHANT and not user.known_as,
    }
    return render(request, "parties/products.html", context)


@never_cache
@allow(Role.MERCHANT)
def new_product(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: a product with its papers."""
    user, error, own = person(request), "", _own(request)
    if request.method == "POST":
        made, error = attempted(lambda: _offered(request, own))
        if made is not None:
            record_look(request, what="提交选品档案", subject_kind="选品档案", subject=made.number)
            messages.success(request, f"已提交，编号 {made.number}")
            return redirect("product", number=made.number)
    context = {
        **choices(),
        **seen_choices(user),
        "given": request.POST,
        "holders": platforms(),
        "risky": plain_gate().admission.risky,
        "error": error,
    }
    return render(request, "parties/product_new.html", context, status=400 if error else 200)


@never_cache
@require_safe
@allow(*EVERYONE)
def product(request: HttpRequest, number: str) -> HttpResponse:
    """One product: its papers, what is lacking, and every act."""
    row = _product_or_404(request, number)
    record_look(request, what="查看选品档案", subject_kind="选品档案", subject=number)
    return render(request, "parties/product.html", product_page(person(request), row))


@require_POST
@allow(*LOOKERS)
def product_act(request: HttpRequest, number: str) -> HttpResponse:
    """One act upon a product."""
    row = _product_or_404(request, number)
    user = person(request)

    def done() -> Product:
        asked = read_product_step(request.POST)
        verb = partial(act_upon_product, gate=plain_gate(), number=number, asked=asked)
        return act(partial(verb, by=user.acting(), at=timezone.now()))

    made, refused = attempted(done)
    if made is not None:
        record_look(request, what="办理选品档案", subject_kind="选品档案", subject=number)
        messages.success(request, f"已办理：{made.state.chinese}")
        return redirect("product", number=number)
    context = {**product_page(user, row), "error": refused, "given": request.POST}
    return render(request, "parties/product.html", context, status=400)


def _product_or_404(request: HttpRequest, number: str) -> ProductRow:
    row = products_of(person(request)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _own(request: HttpRequest) -> Organisation:
    user = person(request)
    if user.organisation is None or user.known_as:
        raise Http404
    return user.organisation


def _engaged(request: HttpRequest, own: Organisation) -> Engaged:
    new = read_engaging(request.POST, own)
    require_offered(new.holder, platforms())
    return act(partial(engage, gate=plain_gate(), new=new, by=person(request).acting(), at=timezone.now()))


def _offered(request: HttpRequest, own: Organisation) -> ProductOffered:
    new = read_offering(request.POST, own)
    require_offered(new.holder, platforms())
    if not known_to(person(request), new.seller, new.holder):
        raise BadForm("没有这个编号的已核验销售者：请核对档案编号，或请对方先完成准入")
    return act(partial(offer, gate=plain_gate(), new=new, by=person(request).acting(), at=timezone.now()))
