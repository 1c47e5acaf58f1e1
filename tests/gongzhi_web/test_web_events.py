"""The event stream: who may listen, from which page, and what each hears."""

import asyncio

import pytest
from django.test import Client
from web_cast import client_of

from gongzhi_web import events
from gongzhi_web.accounts.models import User
from gongzhi_web.screening.models import FindingRow

OURS = {"host": "127.0.0.1:8001", "origin": "http://127.0.0.1:8000"}


def _cookie(client: Client) -> str:
    return f"gongzhi_session={client.cookies['gongzhi_session'].value}"


def test_a_session_says_who_listens(cast: dict[str, User]) -> None:
    assert events._person(_cookie(client_of(cast["lead"]))) == cast["lead"]


@pytest.mark.parametrize("cookies", ["", "gongzhi_session=made-up", "other=1", 'gongzhi_session="'])
def test_without_a_session_nobody_listens(cookies: str, db: None) -> None:
    assert events._person(cookies) is None


def test_somebody_without_an_organisation_does_not_listen(cast: dict[str, User]) -> None:
    assert events._person(_cookie(client_of(cast["nobody"]))) is None


def test_a_session_that_ended_no_longer_listens(cast: dict[str, User]) -> None:
    client = client_of(cast["lead"])
    cookie = _cookie(client)
    client.post("/sign-out/")
    assert events._person(cookie) is None


def test_our_own_page_may_read_the_stream() -> None:
    headers = dict(events._cross_origin(OURS) or [])
    assert headers[b"access-control-allow-origin"] == b"http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "http://127.0.0.1:9999", "http://localhost:8000", "null"]
)
def test_no_other_page_may(origin: str) -> None:
    assert events._cross_origin({**OURS, "origin": origin}) is None


@pytest.mark.parametrize(("who", "rooms"), [("lead", 3), ("east", 1), ("qiao", 1), ("zhou", 0), ("elsewhere", 0)])
def test_each_hears_of_findings_within_their_reach_only(who: str, rooms: int, cast: dict[str, User], market) -> None:
    upto, heard = events._events_after(cast[who], -1)
    text = b"".join(heard).decode()
    assert upto == FindingRow.objects.order_by("-index").first().index
    assert sum(f"{room}的直播" in text for room in market) == rooms
    assert text.count("event: finding") == len(heard) and (len(heard) > 0) == (rooms > 0)


def test_after_a_reconnect_only_what_was_missed_is_told(cast: dict[str, User], market) -> None:
    newest = FindingRow.objects.order_by("-index").first()
    _, heard = events._events_after(cast["lead"], newest.index - 1)
    assert len(heard) == 1 and f"id: {newest.index}\n".encode() in heard[0]


def test_only_reviewers_hear_of_a_review_button(cast: dict[str, User], market) -> None:
    assert b"/queue/" in b"".join(events._events_after(cast["lead"], -1)[1])
    assert b"/queue/" not in b"".join(events._events_after(cast["lin"], -1)[1])


def test_who_leaves_the_page_is_let_go_at_once(cast: dict[str, User]) -> None:
    async def listen_and_leave() -> list[bytes]:
        left = asyncio.Event()
        gone = asyncio.ensure_future(left.wait())
        heard = []
        async for chunk in events._stream({}, cast["lead"], gone):
            heard.append(chunk)
            left.set()
        return heard

    # Far sooner than the next beat; whoever had to wait for it would hear it and be cut off by the limit.
    assert asyncio.run(asyncio.wait_for(listen_and_leave(), events.BEAT_SECONDS - 1)) == [
        b"retry: 3000\n: connected\n\n"
    ]
