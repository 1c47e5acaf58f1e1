"""Every refusal in one shape: a code for programs, a Chinese sentence that says what to do, the field where there is one."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from gongzhi.adapters.bundles import NothingToBundle
from gongzhi.cases import ImpossibleStep, ReasonMissing
from gongzhi.decisions import UnknownMeasure
from gongzhi.evidence import LogDamaged, NotAPackage, NotAPolicy, StoreDamaged, StoreUnwritable
from gongzhi.flow.admitting import UnknownDossier
from gongzhi.flow.admitting_asked import NotReady
from gongzhi.flow.admitting_details import DetailsMissing
from gongzhi.flow.admitting_terms import BadPaper, TermUnknown
from gongzhi.flow.appeal import AppealLate, AppealMayNotWorsen, SamePerson
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.decide import NoSuchProposal, NothingDecided
from gongzhi.flow.decision_checks import DecisionRefused
from gongzhi.flow.docket_terms import NoSuchGround
from gongzhi.flow.docketing import NotThere, Overtaken, UnknownEntry
from gongzhi.flow.guiding import UnknownPaper
from gongzhi.flow.handing_over import RecipientUnnamed
from gongzhi.flow.matters import SealBroken, UnknownBroadcast, UnknownCase, UnknownExhibit
from gongzhi.flow.open_case import CannotOpenCase, NoLead
from gongzhi.flow.parallel_sanctions import MayNotAsk, UnknownSanction
from gongzhi.flow.recalling import UnknownRecall
from gongzhi.flow.review import AlreadyReviewed
from gongzhi.flow.units import UnknownUnit
from gongzhi.law import NoSuchKind, NoSuchRole, NotInForce, UnknownProvision
from gongzhi.parties import NotAllowed, NotNow, ReasonsMissing
from gongzhi.screening import NotReadable, RuleFailed

log = logging.getLogger("gongzhi_web.api")


class ErrorOut(Schema):
    """What went wrong."""

    code: str = Field(description="给程序看的代码，不随措辞改变")
    message: str = Field(description="发生了什么、接下来怎么做")
    field: str | None = Field(None, description="出问题的字段，能指明时才有")


class Refused(Schema):
    """The one shape of every refusal."""

    error: ErrorOut


class ApiRefusal(Exception):
    """A call that is refused with this status, code and sentence."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.field, self.headers = status, code, field, headers or {}


# One list to see them all: what the flow and the faces refuse with, as status, code and the field it speaks of.
_MEANS: Sequence[tuple[type[Exception], int, str, str | None]] = (
    (NotAllowed, 403, "not_allowed", None),
    (UnknownProvision, 404, "unknown_provision", "provision"),
    (NotInForce, 404, "not_in_force", "on"),
    (UnknownCase, 404, "unknown_case", None),
    (UnknownExhibit, 404, "unknown_exhibit", None),
    (UnknownBroadcast, 404, "unknown_broadcast", None),
    (NothingToBundle, 404, "unknown_exhibit", None),
    (AlreadyReviewed, 409, "already_reviewed", None),
    (NoLead, 409, "no_open_lead", None),
    (CannotOpenCase, 409, "cannot_open_case", None),
    (Overtaken, 409, "overtaken", "seen"),
    (ImpossibleStep, 409, "impossible_step", None),
    (NothingDecided, 409, "nothing_decided", None),
    (NoSuchProposal, 409, "no_such_proposal", "proposal"),
    (SamePerson, 403, "same_person", None),
    (UnknownEntry, 404, "unknown_entry", None),
    (UnknownUnit, 422, "unknown_unit", "unit"),
    (UnknownDossier, 404, "unknown_party", None),
    (UnknownPaper, 404, "unknown_paper", None),
    (UnknownRecall, 404, "unknown_recall", None),
    (UnknownSanction, 404, "unknown_sanction", None),
    (NotNow, 409, "impossible_step", None),
    (NotReady, 422, "not_ready", None),
    (DetailsMissing, 422, "not_ready", None),
    (BadPaper, 422, "not_ready", None),
    (TermUnknown, 422, "deadline_unknown", None),
    (ReasonsMissing, 422, "reason_missing", "reason"),
    (MayNotAsk, 422, "may_not_ask", "asks"),
    (NotThere, 422, "not_there", None),
    (NoSuchGround, 422, "unknown_ground", "ground"),
    (DeadlineUnknown, 422, "deadline_unknown", None),
    (RecipientUnnamed, 422, "recipient_unnamed", "organisation"),
    (AppealMayNotWorsen, 422, "appeal_may_not_worsen", "measure"),
    (ReasonMissing, 422, "reason_missing", "reason"),
    (UnknownMeasure, 422, "unknown_measure", "measure"),
    (DecisionRefused, 422, "decision_refused", None),
    (AppealLate, 422, "appeal_late", "late_reason"),
    (NoSuchKind, 422, "unknown_kind", "kind"),
    (NoSuchRole, 422, "unknown_addressee", "addressee"),
    (NotAPolicy, 422, "unusable_policy", "policy"),
    (StoreUnwritable, 503, "store_unusable", None),
    (StoreDamaged, 503, "store_unusable", None),
    (LogDamaged, 503, "store_unusable", None),
    (SealBroken, 503, "store_unusable", None),
    (NotAPackage, 503, "store_unusable", None),
    (RuleFailed, 503, "rule_failed", None),
    (NotReadable, 503, "rule_failed", None),
)
_SAID_OF_FIELDS = {
    "missing": "缺少，请补上",
    "extra_forbidden": "不认识，请删去或核对拼写",
    "string_type": "应为文字",
    "string_unicode": "不是正确的文字编码",
    "string_too_long": "太长",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对",
    "too_long": "太多，请分批提交",
    "too_short": "不能为空",
    "list_type": "应为数组",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "model_attributes_type": "应为对象",
    "dict_type": "应为对象",
}
_CHOICES = {"literal_error", "enum"}


def refused(refusal: ApiRefusal) -> HttpResponse:
    """The answer that carries a refusal."""
    error = {"code": refusal.code, "message": str(refusal)}
    if refusal.field is not None:
        error["field"] = refusal.field
    response = HttpResponse(
        orjson.dumps({"error": error}), status=refusal.status, content_type="application/json; charset=utf-8"
    )
    for name, value in refusal.headers.items():
        response.headers[name] = value
    return response


def answer_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever a call raised, in the one shape; the unforeseen is logged and answered without detail."""
    return refused(_refusal_of(request, error))


def _refusal_of(request: HttpRequest, error: Exception) -> ApiRefusal:
    if isinstance(error, ApiRefusal):
        return error
    for kind, status, code, field in _MEANS:
        if isinstance(error, kind):
            return ApiRefusal(status, code, str(error), field=field)
    if isinstance(error, ValidationError):
        return _unusable(error.errors)
    known = _of_the_frameworks(error)
    if known is not None:
        return known
    log.exception("%s %s", request.method, request.path, exc_info=error)
    return ApiRefusal(500, "failed", "服务端出错，本次没有完成：请稍后重试，仍不行请把时间告诉管理员")


def _of_the_frameworks(error: Exception) -> ApiRefusal | None:
    if isinstance(error, Http404):
        return ApiRefusal(404, "not_found", "不存在，或不在你的范围内：请核对编号")
    if isinstance(error, PermissionDenied):
        return ApiRefusal(403, "not_allowed", str(error) or "你的角色不能做这一步：请由有权限的人员办理")
    if isinstance(error, AuthenticationError):
        message = "没有可用的令牌：请在请求头写 Authorization: Bearer 令牌；令牌在“账号 → 接口令牌”页面建立"
        return ApiRefusal(401, "no_token", message, headers={"WWW-Authenticate": 'Bearer realm="gongzhi"'})
    if isinstance(error, HttpError) and error.status_code == 400:
        return ApiRefusal(
            422, "unreadable_body", "请求体读不出：JSON 接口请发送 UTF-8 的 JSON，上传请用 multipart/form-data"
        )
    return None


def _unusable(errors: Sequence[Mapping[str, Any]]) -> ApiRefusal:
    first = errors[0]
    place = [str(part) for part in first["loc"]]
    # ``loc`` begins with where the value came from; for a body the name of our own argument follows.
    field = ".".join(place[2:] if place[0] == "body" else place[1:]) or place[0]
    kind, context = str(first["type"]), first.get("ctx", {})
    if kind == "value_error":
        said = str(context.get("error", first["msg"]))
    elif kind in _CHOICES:
        said = f"不在可选值之内：{context.get('expected', '')}"
    else:
        said = _SAID_OF_FIELDS.get(kind, "不合要求，请对照 openapi.json")
    more = f"（另有 {len(errors) - 1} 处）" if len(errors) > 1 else ""
    return ApiRefusal(422, "unusable_input", f"{field}：{said}{more}", field=field)
