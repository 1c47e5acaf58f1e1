"""An OpenAI-compatible endpoint over HTTP: bounded in time and size, never redirected, never through a proxy."""

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from gongzhi.flow.second_opinion import Answer, Unanswered

_HERE = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")
_LARGEST = 256 * 1024
_PASSING = {408, 429, 500, 502, 503, 504}


class EndpointRefused(ValueError):
    """An address that room text must not be sent to."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    # A redirect would carry the key and the room's words to somebody who was never configured.
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEndpoint:
    """``url`` is the base up to and without ``/chat/completions``. ``key`` goes into the Authorization header only."""

    url: str
    model: str
    key: str = ""
    timeout_s: float = 30.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise EndpointRefused(
                f"第二意见的地址“{self.url}”不能用：请写成 https://主机/v1 这样的形式，不带账号与参数"
            )
        if parts.scheme == "http" and not _HERE.fullmatch(parts.hostname):
            raise EndpointRefused(f"第二意见的地址“{self.url}”没有加密：除本机以外请用 https")

    def ask(self, body: bytes) -> Answer:
        """The answer to one request; raises Unanswered, which names neither the key nor what the server said."""
        try:
            return _answer(self._send(body))
        except urllib.error.HTTPError as error:
            error.close()
            raise _unanswered(f"返回状态 {error.code}", passing=error.code in _PASSING) from None
        except TimeoutError:
            raise _unanswered("超时", passing=True) from None
        except OSError as error:
            fault = "超时" if isinstance(getattr(error, "reason", None), TimeoutError) else "连接失败"
            raise _unanswered(fault, passing=True) from None
        except (ValueError, http.client.HTTPException, RecursionError):
            raise _unanswered("回答读不出", passing=False) from None

    def _send(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self.url.rstrip("/") + "/chat/completions", data=body, headers=headers, method="POST"
        )
        opener = urllib.request.build_opener(_NoRedirect(), urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=self.timeout_s) as response:
            return _read(response, time.monotonic() + self.timeout_s)


def _read(response: Any, deadline: float) -> bytes:
    """All that is sent, unless it is too much or comes too slowly."""
    received = b""
    while part := response.read1(65536):
        received += part
        if len(received) > _LARGEST:
            raise ValueError("larger than any answer")
        # The socket's own timeout starts anew with every byte that drips in.
        if time.monotonic() > deadline:
            raise TimeoutError
    return received


def _unanswered(fault: str, *, passing: bool) -> Unanswered:
    return Unanswered(
        f"第二意见没有得到回答（{fault}）：请检查地址、密钥与网络后重试，已有结果不受影响", passing=passing
    )


def _answer(received: bytes) -> Answer:
    """The one message of a chat completion; raises ValueError for anything else."""
    value: Any = json.loads(received)
    try:
        text = value["choices"][0]["message"]["content"]
        used = (value.get("usage") or {}).get("total_tokens", 0)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("not a chat completion") from error
    if not isinstance(text, str):
        raise ValueError("no text")
    return Answer(text=text, tokens=used if type(used) is int and used > 0 else 0)
