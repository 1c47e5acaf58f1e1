"""Evidence over HTTP: check a bundle, take one away, read the signed checkpoint."""

from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from gongzhi.evidence import Outcome, Policy, Verdict, parse_policy, verify_bundle
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import answers
from gongzhi_web.evidence.custody import hand_out_bundle
from gongzhi_web.evidence.gathering import gather
from gongzhi_web.evidence.sealed import LogNow, log_now

router = Router(tags=["证据"])
ZIP = {
    "description": "证据包（.evz）",
    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
}
_LARGEST_POLICY = 64 * 1024


class CheckStepOut(Schema):
    """One numbered step of the check."""

    n: int
    what: str
    ok: bool
    detail: str


class CheckedItemOut(Schema):
    """One exhibit of the bundle."""

    name: str
    ok: bool
    reason: str
    detail: str
    kind: str
    subject: str
    at: str
    sha256: str


class CheckOut(Schema):
    """The verdict, as ``gongzhi evidence verify --format json`` prints it."""

    verdict: Outcome
    steps: list[CheckStepOut]
    items: list[CheckedItemOut]
    scope: str


class CheckpointOut(Schema):
    """The log as it stands. Names nobody; ``policy`` is the file for ``gongzhi evidence verify --policy``."""

    origin: str
    size: int
    root: str = Field(description="树根的 SHA-256，十六进制")
    key: str = Field(description="验证检查点的公钥（signed-note 写法）")
    checkpoint: str = Field(description="已签名的检查点，逐字节")
    policy: str


@router.post(
    "/evidence/verify",
    response=answers({200: CheckOut}, 409, 413),
    auth=BearerToken(Scope.EVIDENCE_VERIFY),
    summary="核验证据包",
    description="上传 .evz，至多 64 MiB；答逐步的结论。核验不成立也答 200，看 verdict。不保存所传文件。",
)
def verify(
    request: HttpRequest,  # noqa: ARG001
    bundle: Annotated[UploadedFile, File(description="证据包 .evz")],
    policy: Annotated[UploadedFile | None, File(description="trust 为 file 时的信任策略（tlog-policy）")] = None,
    trust: Annotated[
        Literal["own", "bundle", "file"], Form(description="信谁：本库的日志、包自带的、或所附的策略文件")
    ] = "own",
) -> Verdict:
    """Check the bundle against this log's key, its own, or a policy that was brought along."""
    believed = (
        _policy(policy) if trust == "file" else parse_policy(log_now().policy.encode()) if trust == "own" else None
    )
    return verify_bundle(bundle.read(), policy=believed)


@router.get(
    "/evidence/{exhibit}/bundle",
    response=answers({}, 404),
    auth=BearerToken(Scope.EVIDENCE_READ),
    summary="取一件证据的证据包",
    openapi_extra={"responses": {200: ZIP}},
)
def bundle_of(request: HttpRequest, exhibit: str) -> HttpResponse:
    """The ``.evz`` of one exhibit within the caller's reach."""
    gathered = gather(person(request), "exhibit", exhibit)
    if not gathered.exhibits:
        raise Http404
    record_look(request, what="下载证据包（接口）", subject_kind="证据", subject=exhibit)
    data = hand_out_bundle(person(request), gathered, at=timezone.now(), for_party=False)
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{gathered.exhibits[0]}.evz"'
    return response


@router.get(
    "/evidence/checkpoint",
    response=answers({200: CheckpointOut}),
    auth=BearerToken(Scope.EVIDENCE_READ),
    summary="已签名的检查点与公钥",
)
def checkpoint(request: HttpRequest) -> LogNow:  # noqa: ARG001
    """The newest checkpoint."""
    return log_now()


def _policy(brought: UploadedFile | None) -> Policy:
    if brought is None or (brought.size or 0) > _LARGEST_POLICY:
        raise ApiRefusal(422, "unusable_policy", "trust 为 file 时请附上策略文件，至多 64 KiB", field="policy")
    return parse_policy(brought.read())
