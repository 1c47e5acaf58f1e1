"""The menu: one list, filtered by role; and what every page needs around its content."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from gongzhi_web.site.headers import events_origin


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: ``slice`` is the first part of the addresses below it, ``roles`` who sees it."""

    label: str
    icon: str
    name: str
    slice: str
    roles: frozenset[str] = field(default_factory=frozenset)


_PLATFORM = frozenset({"platform_reviewer", "platform_lead"})
_BUREAU = frozenset({"regulator_officer", "regulator_head", "auditor"})
_STAFF = _PLATFORM | _BUREAU | {"platform_head"}
_ALL = _STAFF | {"merchant"}
ENTRIES = [
    Entry("实时监看", "broadcast", "monitor", "monitor", _ALL),
    Entry("复核队列", "list-check", "queue", "queue", _PLATFORM),
    Entry("紧急停播", "ban", "stops", "stops", _ALL),
    Entry("督办看板", "flag", "docket", "docket", _STAFF),
    Entry("组织图", "users", "organisation_map", "map", _STAFF),
    Entry("专项监测", "report-analytics", "campaigns", "campaigns", _BUREAU),
    Entry("抽样检验", "certificate", "samplings", "sampling", _BUREAU),
    Entry("召回", "package", "recalls", "recalls", _STAFF),
    Entry("文书", "file-text", "papers", "papers", _ALL),
    Entry("平行处置", "message-circle", "sanctions", "sanctions", _STAFF),
    Entry("案件", "folder", "cases", "cases", _ALL),
    Entry("主体准入", "building-store", "dossiers", "parties", _ALL),
    Entry("证据存证", "file-certificate", "exhibits", "evidence", _ALL),
    Entry("法规库", "books", "law", "law", _ALL),
    Entry("话术自查", "microphone", "scripts", "scripts", _ALL),
    Entry("筛查规则", "filter", "rules", "rules", _STAFF),
    Entry("信用台账", "shield-check", "ledgers", "credit", _ALL),
    Entry("责任分析", "scale", "liability", "liability", _ALL),
    Entry("价格审计", "receipt", "pricing", "pricing", _STAFF),
    Entry("操作留痕", "history", "audit", "audit", frozenset({"auditor", "platform_lead", "platform_head"})),
    Entry("接口令牌", "fingerprint", "tokens", "account", _ALL),
    Entry("消息推送", "send", "webhooks", "webhooks", _ALL),
]


def entries_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries that this person sees, the current one marked."""
    role = getattr(request.user, "role", "")
    if getattr(request.user, "organisation_id", None) is None:
        return []
    here = request.path.strip("/").split("/")[0]
    return [
        {"entry": entry, "address": reverse(entry.name), "active": entry.slice == here}
        for entry in ENTRIES
        if role in entry.roles
    ]


def first_page(request: HttpRequest) -> str:
    """Where this person's work starts; people without an organisation are told to wait."""
    found = entries_for(request)
    return found[0]["address"] if found else reverse("nowhere")


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """For every template: menu, and where the event stream is."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {"menu": []}
    return {
        "menu": entries_for(request),
        "can_review": getattr(request.user, "role", "") in _PLATFORM,
        "events_address": f"{events_origin(request)}/events/",
    }
