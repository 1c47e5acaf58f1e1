"""Packs in an S3-compatible store: one object per batch, written once, checked by digest, signed with SigV4."""

import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from gongzhi.evidence import StoreDamaged, StoreUnwritable

_TRIES = 5
_SHAKY = frozenset({408, 429, 500, 502, 503, 504})
_ATTEMPTS = 1 << 16
_TIMEOUT = 30


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class S3Account:
    """Where and as whom: ``endpoint`` like ``https://s3.example.cn``, path-style bucket, ``prefix`` before every key."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"
    prefix: str = "packs/"

    def __repr__(self) -> str:
        # A secret must not reach a log file by way of a traceback.
        return f"S3Account({self.endpoint!r}, {self.bucket!r})"


def read_account(path: Path) -> S3Account | None:
    """The account in a private JSON file, None when there is no file; raises StoreDamaged for anything else in it."""
    try:
        written = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreDamaged(f"{path} 读不出：请检查权限与 JSON 写法") from error
    try:
        return S3Account(**written)
    except TypeError as error:
        wanted = "endpoint、bucket、access_key、secret_key，可加 region、prefix"
        raise StoreDamaged(f"{path} 的字段不对：应有 {wanted}") from error


class S3Packs:
    """A PackStore. A pack is one batch: ``<prefix><number>.pack``, number = first log index and attempt.

    A PUT is conditional (If-None-Match: *), so that no pack is ever overwritten; after an answer that got lost the same
    bytes found there count as written, other bytes as another writer's, and the next attempt's name is taken. Nothing is
    acknowledged before the store has acknowledged it. Raises StoreUnwritable when it does not answer.
    """

    def __init__(self, account: S3Account, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._account = account
        self._pause = pause
        where = urllib.parse.urlsplit(account.endpoint)
        if where.scheme not in ("http", "https") or not where.hostname:
            raise StoreDamaged(f"S3 地址 {account.endpoint} 不对：请写成 https://主机")
        self._secure, self._host = where.scheme == "https", where.netloc

    def append(self, frames: bytes, *, first: int, end: tuple[int, int]) -> tuple[int, int]:  # noqa: ARG002 - of the port
        """Put the batch as a new object; it is durable when this returns."""
        for attempt in range(_ATTEMPTS):
            pack = first * _ATTEMPTS + attempt
            status, _ = self._ask("PUT", self._key(pack), body=frames, headers={"if-none-match": "*"})
            if status in (200, 201, 204):
                return pack, 0
            if status not in (409, 412):
                raise StoreUnwritable(_refused("写入", status))
            if self.read(pack, 0, len(frames) + 1) == frames:
                return pack, 0
        raise StoreUnwritable("S3 存储里同一批的名字都被占用：请检查是否有两个证据库共用一个前缀")

    def read(self, pack: int, offset: int, length: int) -> bytes | None:
        """Bytes of an object, fewer where it ends; None when there is none."""
        if length <= 0:
            return b""
        wanted = {"range": f"bytes={offset}-{offset + length - 1}"}
        status, data = self._ask("GET", self._key(pack), headers=wanted)
        if status == 404:
            return None
        if status == 416:
            return b""
        if status not in (200, 206):
            raise StoreUnwritable(_refused("读取", status))
        return data[offset : offset + length] if status == 200 else data[:length]

    def wipe(self, pack: int, offset: int, length: int) -> None:
        """Write the object again with zeros there. Where the bucket keeps versions, the old one must be expired too."""
        status, data = self._ask("GET", self._key(pack))
        if status == 404:
            return
        if status != 200:
            raise StoreUnwritable(_refused("读取", status))
        wiped = data[:offset] + bytes(length) + data[offset + length :]
        status, _ = self._ask("PUT", self._key(pack), body=wiped)
        if status not in (200, 201, 204):
            raise StoreUnwritable(_refused("销毁", status))

    def packs(self) -> Iterator[tuple[int, int]]:
        """(number, bytes) of every pack, in order."""
        token = ""
        while True:
            query = {"list-type": "2", "prefix": self._account.prefix} | (
                {"continuation-token": token} if token else {}
            )
            status, data = self._ask("GET", "", query=query)
            if status != 200:
                raise StoreUnwritable(_refused("列举", status))
            listed = ElementTree.fromstring(data)  # noqa: S314 - of the store that is trusted with the content
            for one in listed.iterfind("{*}Contents"):
                name, size = one.findtext("{*}Key", ""), one.findtext("{*}Size", "0")
                number = name.removeprefix(self._account.prefix).removesuffix(".pack")
                if number.isdecimal():
                    yield int(number), int(size)
            token = listed.findtext("{*}NextContinuationToken", "")
            if not token:
                return

    def _key(self, pack: int) -> str:
        return f"{self._account.prefix}{pack:020d}.pack"

    def _ask(
        self,
        method: str,
        key: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Status and body; tried again, ever more slowly, while the store is out of breath or out of reach."""
        path = "/" + urllib.parse.quote(f"{self._account.bucket}/{key}".rstrip("/"), safe="/-_.~")
        asked = _query(query or {})
        for tried in range(_TRIES):
            if tried:
                self._pause(0.1 * 2**tried)
            try:
                status, data = self._once(method, path, asked, body, dict(headers or {}))
            except (OSError, http.client.HTTPException):
                continue
            if status not in _SHAKY:
                return status, data
        raise StoreUnwritable(f"S3 存储 {self._host} 没有应答：已确认的记录都在，这一批没有记入；请检查网络后再试")

    def _once(self, method: str, path: str, query: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, timeout=_TIMEOUT)
        headers |= {"host": self._host}
        signed = sign_v4(self._account, method, path, query, headers, body, datetime.now(UTC))
        try:
            connection.request(method, path + (f"?{query}" if query else ""), body=body or None, headers=signed)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def sign_v4(  # noqa: PLR0913 - the parts of a request
    account: S3Account, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> dict[str, str]:
    """The headers of a request with its signature; the body's SHA-256 is signed, so that the store checks it too.

    Source: AWS Signature Version 4. ``path`` and ``query`` are in their encoded, sorted form.
    """
    stamp, digest = at.strftime("%Y%m%dT%H%M%SZ"), hashlib.sha256(body).hexdigest()
    named = {name.lower(): value for name, value in headers.items()}
    named |= {"x-amz-date": stamp, "x-amz-content-sha256": digest}
    names = sorted(named)
    listed = ";".join(names)
    lines = "".join(f"{name}:{named[name].strip()}\n" for name in names)
    request = "\n".join((method, path, query, lines, listed, digest))
    scope = f"{stamp[:8]}/{account.region}/s3/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()))
    key = f"AWS4{account.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, text.encode(), "sha256").hexdigest()
    credential = f"{account.access_key}/{scope}"
    named["authorization"] = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={listed}, Signature={signature}"
    return named


def _query(parts: Mapping[str, str]) -> str:
    pairs = sorted((urllib.parse.quote(k, safe="-_.~"), urllib.parse.quote(v, safe="-_.~")) for k, v in parts.items())
    return "&".join(f"{key}={value}" for key, value in pairs)


def _refused(what: str, status: int) -> str:
    return f"S3 存储拒绝{what}（HTTP {status}）：已确认的记录都在；请检查账号、桶名与权限后再试"
