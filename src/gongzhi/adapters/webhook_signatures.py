"""Sign what is told to another system, and verify what was told: Standard Webhooks, symmetric signatures (v1).

A receiver needs nothing but this file's ``verify_webhook`` and the secret. Source: the Standard Webhooks specification.
"""

import base64
import binascii
import hmac
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
TOLERANCE = timedelta(minutes=5)
_ID, _TIME, _SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_NUMBER = re.compile(r"[0-9]{1,12}")
_PLAIN = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,120}")


class NotAuthentic(ValueError):
    """A message that cannot be shown to come from who holds the secret; the message says what to look at."""


class Replayed(NotAuthentic):
    """A message whose id was accepted before: it is genuine, and it must not be acted upon again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A message that holds: its id, when it was signed, and its exact bytes."""

    id: str
    at: datetime
    body: bytes


class SeenIds:
    """The ids accepted within the tolerance, forgotten after it; a receiver of several processes keeps them in its database."""

    def __init__(self, kept: timedelta = 2 * TOLERANCE) -> None:
        self._kept = kept
        self._seen: OrderedDict[str, datetime] = OrderedDict()

    def first_time(self, id: str, now: datetime) -> bool:
        """Whether this id is new; from now on it is not."""
        while self._seen and next(iter(self._seen.values())) < now - self._kept:
            self._seen.popitem(last=False)
        if id in self._seen:
            return False
        self._seen[id] = now
        return True


def write_secret(key: bytes) -> str:
    """The secret as it is handed to a receiver. ``key`` are 24 to 64 random bytes; raises ValueError for any other length."""
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"签名密钥应为 {SHORTEST} 到 {LONGEST} 字节的随机数：请重新生成")
    return PREFIX + base64.b64encode(key).decode()


def sign_webhook(body: bytes, *, id: str, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers; one signature for each secret, so that a receiver may still hold the former one while it is rotated."""
    if not _PLAIN.fullmatch(id):
        raise ValueError(f"消息编号“{id[:40]}”不能用：应为 1 到 120 个可见字符，不含句点")
    stamp = str(int(at.timestamp()))
    signatures = " ".join(f"v1,{_signature(_key(secret), id, stamp, body)}" for secret in secrets)
    return {_ID: id, _TIME: stamp, _SIGNATURE: signatures}


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Sequence[str],
    now: datetime,
    seen: SeenIds | None = None,
    tolerance: timedelta = TOLERANCE,
) -> Verified:
    """What was told, once it is shown to be genuine, fresh and, with ``seen``, told for the first time.

    (1) the three headers are there     (3) the time is within ``tolerance`` of ``now``
    (2) one signature holds             (4) the id was not accepted before

    ``body`` are the bytes as they came: a body that was parsed and printed again has another signature. ``now`` is aware.
    Raises NotAuthentic, Replayed.
    """
    # (1)
    given = {name.lower(): value for name, value in headers.items()}
    missing = [name for name in (_ID, _TIME, _SIGNATURE) if not given.get(name)]
    if missing:
        raise NotAuthentic(f"缺少请求头 {'、'.join(missing)}：请确认中间的代理没有去掉它们")
    id, stamp = given[_ID], given[_TIME]
    if not _PLAIN.fullmatch(id) or not _NUMBER.fullmatch(stamp):
        raise NotAuthentic("webhook-id 或 webhook-timestamp 写法不对：请确认请求来自登记的系统")
    # (2)
    keys = [_key(secret) for secret in secrets]
    offered = [one[3:] for one in given[_SIGNATURE].split(" ") if one.startswith("v1,")]
    # Every pair is compared, so that the time it takes says nothing of which one was near.
    if not any([_same(one, _signature(key, id, stamp, body)) for one in offered[:8] for key in keys]):
        raise NotAuthentic("签名不对：请核对密钥，并用收到的原始字节验签，不要先解析再写回")
    # (3)
    at = datetime.fromtimestamp(int(stamp), UTC)
    if abs(now - at) > tolerance:
        raise NotAuthentic(f"消息签于 {at:%Y-%m-%d %H:%M:%S} UTC，与本机时间相差太多：请校准时间；隔久的重放一律不收")
    # (4)
    if seen is not None and not seen.first_time(id, now):
        raise Replayed(f"消息 {id} 已经收过：不要再办一次，答 200 即可")
    return Verified(id=id, at=at, body=body)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"签名密钥写法不对：应为 {PREFIX} 加 base64，请从登记地址的页面重新取得")
    return key


def _signature(key: bytes, id: str, stamp: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(key, f"{id}.{stamp}.".encode() + body, "sha256")).decode()


def _same(offered: str, expected: str) -> bool:
    return hmac.compare_digest(offered.encode("utf-8", "surrogatepass"), expected.encode())
