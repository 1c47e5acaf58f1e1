"""One bounded HTTP call to an address that the operator configured; nothing here is called by default."""

import contextlib
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_TIMEOUT = 10
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """Status, media type without parameters, and at most ``largest`` bytes of the body."""

    status: int
    type: str
    body: bytes


def call(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = _TIMEOUT,
    largest: int = _LARGEST,
) -> HttpAnswer:
    """Raises OSError, http.client.HTTPException, or ValueError for what is no http address. Follows no redirect."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url} 不是 http 网址")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    with contextlib.closing(kind(parts.hostname, parts.port, timeout=timeout)) as connection:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        media_type = response.headers.get_content_type()
        return HttpAnswer(status=response.status, type=media_type, body=response.read(largest))
