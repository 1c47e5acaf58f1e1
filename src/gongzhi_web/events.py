"""The event stream beside the pages: one small ASGI application that tells browsers of new findings as they stand in rows.

It serves ``/events/`` only. A session cookie says who listens; each event is checked against that person's scope. The
browser sends back the last id it saw, so that a reconnect misses nothing that is still recent.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi_web.settings")
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402

from gongzhi_web.accounts.access import EVERYONE, PLATFORM  # noqa: E402
from gongzhi_web.accounts.models import User  # noqa: E402
from gongzhi_web.screening.models import FindingRow  # noqa: E402
from gongzhi_web.screening.scope import findings_of  # noqa: E402
from gongzhi_web.screening.shown import shown  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
POLL_SECONDS = 0.4
BEAT_SECONDS = 15.0
# A session that ended is noticed within this time.
RECHECK_SECONDS = 30.0
PER_PERSON = 6
LISTENERS = 2000
MISSED = 30


@dataclass(slots=True)
class Board:
    """What this process knows: the newest finding, how many listen, and the bell that wakes them."""

    newest: int = -1
    listeners: dict[int, int] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    watcher: asyncio.Task[None] | None = None


board = Board()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI entry: lifespan, the stream, and a refusal for anything else."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        if scope["path"] != "/events/" or scope["method"] != "GET":
            await _refuse(send, 404, "没有这一页", [])
        else:
            await _serve_events(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            board.newest = await sync_to_async(_newest)()
            board.watcher = asyncio.create_task(_watch_rows())
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if board.watcher is not None:
                board.watcher.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _watch_rows() -> None:
    """One poller for all listeners."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        newest = await sync_to_async(_newest)()
        if newest > board.newest:
            board.newest = newest
            bell, board.bell = board.bell, asyncio.Event()
            bell.set()


async def _serve_events(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    allowed = _cross_origin(headers)
    if allowed is None:
        await _refuse(send, 403, "来源不符", [])
        return
    user = await sync_to_async(_person)(headers.get("cookie", ""))
    if user is None:
        await _refuse(send, 403, "请先登录", allowed)
        return
    if board.listeners.get(user.pk, 0) >= PER_PERSON or sum(board.listeners.values()) >= LISTENERS:
        await _refuse(send, 429, "打开的窗口太多，请关掉几个", allowed)
        return
    start = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": [*start, *allowed]})
    board.listeners[user.pk] = board.listeners.get(user.pk, 0) + 1
    gone = asyncio.create_task(_until_gone(receive))
    try:
        async for chunk in _stream(headers, user, gone):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    finally:
        gone.cancel()
        board.listeners[user.pk] -= 1


async def _stream(headers: dict[str, str], user: User, gone: "asyncio.Task[None]") -> AsyncIterator[bytes]:
    asked = headers.get("last-event-id", "")
    seen = int(asked) if asked.isdecimal() else board.newest
    loop = asyncio.get_running_loop()
    checked = loop.time()
    yield b"retry: 3000\n: connected\n\n"
    while not gone.done():
        bell = board.bell
        if seen < board.newest:
            seen, events = await sync_to_async(_events_after)(user, seen)
            for event in events:
                yield event
            continue
        # Whoever leaves a page is let go at once: quick steps from page to page must not use up their windows.
        rung = asyncio.ensure_future(bell.wait())
        heard, _ = await asyncio.wait({rung, gone}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        rung.cancel()
        if not heard:
            yield b": beat\n\n"
        if loop.time() - checked > RECHECK_SECONDS:
            checked = loop.time()
            if await sync_to_async(_person)(headers.get("cookie", "")) is None:
                return


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _newest() -> int:
    row = FindingRow.objects.order_by("-index").values_list("index", flat=True).first()
    return -1 if row is None else row


def _events_after(user: User, seen: int) -> tuple[int, list[bytes]]:
    """The newest MISSED findings of this person after ``seen``, oldest first, and up to where they were read."""
    upto = max(seen, _newest())
    rows = findings_of(user).filter(index__gt=seen, index__lte=upto).order_by("-index")[:MISSED]
    context = {"can_review": user.role in PLATFORM}
    events = [
        _event(one.row.index, render_to_string("monitor/finding.html", {"found": one, **context}))
        for one in reversed(shown(rows))
    ]
    return upto, events


def _event(number: int, html: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {number}\nevent: finding\n{lines}\n".encode()


def _person(cookies: str) -> User | None:
    """Who the session cookie belongs to; None when nobody, or somebody who may see nothing."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookies)
    except Exception:
        return None
    key = jar.get(settings.SESSION_COOKIE_NAME)
    if key is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key.value)
    user = get_user(request)
    if not isinstance(user, User) or user.organisation_id is None or user.role not in EVERYONE:
        return None
    return user


def _cross_origin(headers: dict[str, str]) -> list[tuple[bytes, bytes]] | None:
    """The headers that let our own pages, on their own port, read the stream; None for anybody else's page."""
    origin = headers.get("origin")
    if origin is None:
        return []
    page, here = urlsplit(origin), urlsplit(f"//{headers.get('host', '')}")
    ours = (
        origin == settings.PUBLIC_ADDRESS
        if settings.PUBLIC_ADDRESS
        else (page.hostname == here.hostname and (page.port or 80) == settings.PAGES_PORT)
    )
    if not ours:
        return None
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


async def _refuse(send: Send, status: int, why: str, headers: list[tuple[bytes, bytes]]) -> None:
    body = json.dumps({"detail": why}, ensure_ascii=False).encode()
    kind = [(b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
    await send({"type": "http.response.body", "body": body})
