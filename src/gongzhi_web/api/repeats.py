"""Answer a request that carries an Idempotency-Key once, however often and from wherever it is sent."""

import hashlib
import re
import secrets
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongzhi_web.accounts.models import User
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.models import Answered

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)
PATIENCE = 5.0
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_REMEMBERED = ("Content-Type", "Location")


def answer_once(
    request: HttpRequest, user: User, work: Callable[[], HttpResponse], *, rights: Sequence[str]
) -> HttpResponse:
    """``work()`` when the request has no key or its key is new; the remembered answer when it was answered before.

    Only an answer of success is remembered: a refusal did nothing, so the same key may be tried again. Raises ApiRefusal
    409 when the key was used for another request, or when the first one is still being worked on. ``rights`` are part of
    the request: an answer is never repeated to a call that could not have got it.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return work()
    if not _KEY.fullmatch(key):
        raise ApiRefusal(422, "unusable_input", f"{HEADER} 应为 1 到 100 个可见的 ASCII 字符", field=HEADER)
    claim = _claim(user, key, _digest(request, rights))
    if isinstance(claim, HttpResponse):
        return claim
    try:
        response = work()
    except BaseException:
        _let_go(claim)
        raise
    # If we were killed here, what the verb sealed stands without a remembered answer: after the lease the same request
    # runs again, and the flow refuses to do the step a second time.
    if 200 <= response.status_code < 300:
        _remember(claim, response)
    else:
        _let_go(claim)
    return response


def _claim(user: User, key: str, digest: str) -> Answered | HttpResponse:
    """The row to work under, or the answer that stands there already."""
    Answered.objects.filter(at__lt=timezone.now() - KEPT).delete()
    patience = time.monotonic() + PATIENCE
    while True:
        taken = _try_claim(user, key, digest, timezone.now())
        if taken is not None:
            return taken
        if time.monotonic() > patience:
            raise ApiRefusal(
                409,
                "in_progress",
                "同一个请求还在办理：请稍等再用同一个键重试",
                field=HEADER,
                headers={"Retry-After": "2"},
            )
        time.sleep(0.05)


def _try_claim(user: User, key: str, digest: str, now: datetime) -> Answered | HttpResponse | None:
    mine = {"claim": secrets.token_hex(16), "until": now + LEASE}
    try:
        with transaction.atomic():
            return Answered.objects.create(user=user, key=key, request=digest, at=now, **mine)
    except IntegrityError:
        row = Answered.objects.filter(user=user, key=key).first()
    if row is None:
        return None
    if row.request != digest:
        raise ApiRefusal(409, "key_reused", f"这个 {HEADER} 已用于另一个请求：请换一个新的键", field=HEADER)
    if row.status:
        return _replay(row)
    # Compare and set: of those who wait for an expired lease, one takes it over.
    if row.until <= now and Answered.objects.filter(pk=row.pk, claim=row.claim, status=0).update(**mine):
        row.claim = mine["claim"]  # type: ignore[assignment]
        return row
    return None


def _replay(row: Answered) -> HttpResponse:
    response = HttpResponse(zlib.decompress(bytes(row.body)), status=row.status)
    for name, value in row.headers.items():
        response.headers[name] = value
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _remember(row: Answered, response: HttpResponse) -> None:
    headers = {name: response.headers[name] for name in _REMEMBERED if name in response.headers}
    Answered.objects.filter(pk=row.pk, claim=row.claim).update(
        status=response.status_code, headers=headers, body=zlib.compress(response.content)
    )


def _let_go(row: Answered) -> None:
    Answered.objects.filter(pk=row.pk, claim=row.claim).delete()


def _digest(request: HttpRequest, rights: Sequence[str]) -> str:
    """What was asked, by what right: method, address, and body. An upload counts by its parts; the boundary between them is chance."""
    seen = hashlib.sha256()
    for part in (str(request.method), request.get_full_path(), "\n".join(rights), *_parts(request)):
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        seen.update(len(data).to_bytes(8, "big") + data)
    return seen.hexdigest()


def _parts(request: HttpRequest) -> Iterator[str | bytes]:
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name in sorted(request.POST):
        yield name
        yield from request.POST.getlist(name)
    for name, uploads in sorted(request.FILES.lists()):
        yield name
        for upload in uploads:
            yield hashlib.sha256(upload.read()).digest()
            upload.seek(0)
