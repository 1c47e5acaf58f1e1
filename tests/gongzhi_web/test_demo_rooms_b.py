"""Four rooms of the demo market (tea, devices, mother and child, liquor) are long, orderly and true to their intent."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongzhi.screening.findings import FindingType

ROOMS = Path(__file__).parents[2] / "src" / "gongzhi_web" / "demo" / "market" / "rooms"
INTENT = {
    "changqing-tea": {"absolute_claim", "state_name", "false_origin_content", "disparagement", "medical_claim"},
    "anju-device": {"medical_claim", "guarantee", "endorsement_authority", "price_deception"},
    "baobei-mumbaby": {"minors", "fake_trade", "lottery", "false_efficacy", "guarantee"},
    "jinyuan-liquor": {"state_name", "false_origin_content", "price_deception", "off_platform", "unfair_terms"},
}
_CUE = re.compile(r"\d+\n(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\n(.+)")

each_room = pytest.mark.parametrize("room", sorted(INTENT))


def rows(room: str, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOMS / room / name).read_text(encoding="utf-8").splitlines()]


def cues(room: str) -> list[tuple[timedelta, timedelta, str]]:
    found = []
    for block in (ROOMS / room / "speech.srt").read_text(encoding="utf-8").strip().split("\n\n"):
        match = _CUE.fullmatch(block)
        assert match is not None, block
        n = [int(part) for part in match.groups()[:8]]
        start, end = (timedelta(hours=h, minutes=m, seconds=s, milliseconds=ms) for h, m, s, ms in (n[:4], n[4:]))
        found.append((start, end, match[9]))
    return found


def intent(room: str) -> dict[str, list[dict[str, str]]]:
    told: dict[str, list[dict[str, str]]] = yaml.safe_load((ROOMS / room / "expected.yaml").read_text(encoding="utf-8"))
    return told


@each_room
def test_a_host_speaks_for_22_minutes_in_cues_that_never_overlap(room: str) -> None:
    spoken = cues(room)
    assert 180 <= len(spoken) <= 260
    assert spoken[-1][1] - spoken[0][0] >= timedelta(minutes=22)
    assert all(before[1] <= after[0] for before, after in pairwise(spoken))
    assert all(timedelta(seconds=2) <= end - start <= timedelta(seconds=10) for start, end, _ in spoken)


@each_room
def test_messages_and_cards_are_enough_and_run_forward_within_the_broadcast(room: str) -> None:
    opened = datetime.fromisoformat(
        yaml.safe_load((ROOMS / room / "room.yaml").read_text(encoding="utf-8"))["started_at"]
    )
    closed = opened + cues(room)[-1][1] + timedelta(minutes=1)
    for name, least in (("danmu.jsonl", 200), ("cards.jsonl", 12), ("screen.jsonl", 1)):
        times = [datetime.fromisoformat(row["at"]) for row in rows(room, name)]
        assert len(times) >= least, name
        assert times == sorted(times) and opened <= times[0] and times[-1] <= closed, name


@each_room
def test_a_repeated_id_is_the_same_message_received_again(room: str) -> None:
    messages = rows(room, "danmu.jsonl")
    counted = Counter(row["id"] for row in messages)
    again = [row for row in messages if counted[row["id"]] > 1]
    assert again
    assert all(messages.count(row) == counted[row["id"]] for row in again)


@each_room
def test_a_viewer_keeps_one_id_and_never_the_shop_s(room: str) -> None:
    named = {(row["user"], row["user_id"], row["actor"]) for row in rows(room, "danmu.jsonl") if "user" in row}
    assert len({user for user, *_ in named}) == len(named) == len({user_id for _, user_id, _ in named})
    assert sum(actor == "merchant" for *_, actor in named) == 1


@each_room
def test_prices_are_fen_and_every_change_is_of_a_listed_product(room: str) -> None:
    cards = rows(room, "cards.jsonl")
    listed = {row["listing"]["product"] for row in cards if row["kind"] == "listing"}
    assert {row["listing"]["product"] for row in cards} == listed
    assert {"listing", "price", "coupon", "stock"} <= {row["kind"] for row in cards}
    prices = [row["listing"]["price_fen"] for row in cards if "price_fen" in row["listing"]]
    assert all(type(price) is int and price > 0 for price in prices)


@each_room
def test_every_expected_quote_stands_within_one_line_of_the_room(room: str) -> None:
    lines = [text for *_, text in cues(room)]
    lines += [row["text"] for name in ("danmu.jsonl", "screen.jsonl") for row in rows(room, name) if "text" in row]
    told = intent(room)
    quotes = [entry["quote"] for entries in told.values() for entry in entries]
    assert [quote for quote in quotes if not any(quote in line for line in lines)] == []
    assert not {entry["quote"] for entry in told["must_find"]} & {entry["quote"] for entry in told["must_not_flag"]}


@each_room
def test_the_room_holds_the_kinds_of_breach_it_was_written_for(room: str) -> None:
    meant = {entry["type"] for entry in intent(room)["must_find"]}
    assert meant <= set(FindingType)
    assert INTENT[room] <= meant
