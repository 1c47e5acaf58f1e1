"""Shared blacklists on screen: what was taken in from other platforms, a look-up by credit code, and taking in a list."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.adapters.credit_blacklist import LARGEST, BlacklistFolder
from gongzhi.credit import BadListing, Blacklist, BrokenChain, ListRead, beijing_day, kept_of_lists, salted
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.accounts.models import Role


@never_cache
@allow(*STAFF)
def blacklist(request: HttpRequest) -> HttpResponse:
    """The lists, and on POST what stands against a credit code today. Looking somebody up is written down."""
    folder, asked, error = _folder(), request.POST.get("uscc", "").strip(), ""
    lists: list[ListRead] = []
    standing = None
    today = beijing_day(timezone.now())
    try:
        lists = folder.lists()
        if asked:
            record_look(request, what="查共享黑名单", subject_kind="信用代码", subject=asked)
            standing = Blacklist(kept_of_lists(lists)).standing(salted("uscc", asked, folder.salt()), today)
    except (BadListing, BrokenChain) as trouble:
        error = str(trouble)
    context = {
        "lists": [{"head": one.head, "counting": sum(entry.counts(today) for entry in one.entries), "refused": len(one.refused)} for one in lists],
        "asked": asked,
        "standing": standing,
        "error": error,
        "today": today,
        "may_take": person(request).role == Role.PLATFORM_LEAD,
    }  # fmt: skip
    return render(request, "credit/blacklist.html", context, status=400 if error else 200)


@require_POST
@allow(Role.PLATFORM_LEAD)
def take_list(request: HttpRequest) -> HttpResponse:
    """Take in a list; one that does not go on from what was taken in before is refused whole."""
    upload = request.FILES.get("list")
    if upload is None or (upload.size or 0) > LARGEST:
        messages.error(request, f"请选一份不大于 {LARGEST >> 20} MB 的名单文件")
        return redirect("credit_blacklist")
    try:
        found, before = _folder().take_in(upload.read())
    except (BadListing, BrokenChain) as refused:
        messages.error(request, str(refused))
        return redirect("credit_blacklist")
    record_look(request, what="收下共享黑名单", subject_kind="平台", subject=found.head.platform)
    new = found.head.number - (before.number if before else 0)
    messages.success(
        request, f"“{found.head.platform}”：共 {found.head.number} 条，新增 {new} 条，未收 {len(found.refused)} 条。"
    )
    for one in found.refused[:20]:
        messages.warning(request, f"第 {one.place} 条未收：{one.why}")
    return redirect("credit_blacklist")


def _folder() -> BlacklistFolder:
    return BlacklistFolder(Path(settings.STORE) / "blacklist")
