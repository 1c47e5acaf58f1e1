"""The demo market holds together: every file parses plainly, times run on, codes check, accounts belong somewhere."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongzhi.parties import Role, checked_uscc
from gongzhi.screening.findings import FindingType

MARKET = Path(__file__).parents[2] / "src" / "gongzhi_web" / "demo" / "market"
ROOMS = sorted(folder for folder in (MARKET / "rooms").iterdir() if folder.is_dir())
KINDS = {"speech", "danmu", "screen", "listing", "price", "coupon", "stock", "notice"} | {
    *("control", "stats", "gift", "like", "enter", "follow", "share")
}
ACTORS = {"presenter", "merchant", "viewer", "platform", "assistant"}
FIELDS = {"id", "kind", "at", "text", "actor", "user", "user_id", "category", "shown", "span_ms", "listing", "counts"}
_CUE = re.compile(r"(\d+)\n(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\n(.+)")

each_room = pytest.mark.parametrize("room", ROOMS, ids=lambda folder: folder.name)


def market() -> Any:
    return yaml.safe_load((MARKET / "market.yaml").read_text(encoding="utf-8"))


def head(room: Path) -> Any:
    return yaml.safe_load((room / "room.yaml").read_text(encoding="utf-8"))


def rows(room: Path, name: str) -> list[dict[str, Any]]:
    text = (room / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def cues(room: Path) -> list[tuple[int, float, float, str]]:
    blocks = (room / "speech.srt").read_text(encoding="utf-8").strip().split("\n\n")
    found = []
    for block in blocks:
        match = _CUE.fullmatch(block)
        assert match is not None, block
        a, b = (
            int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000
            for h, m, s, ms in (match.group(2, 3, 4, 5), match.group(6, 7, 8, 9))
        )
        found.append((int(match[1]), a, b, match[10]))
    return found


@each_room
def test_the_room_opens_under_the_measures_of_2026_at_a_time_with_an_offset(room: Path) -> None:
    started = datetime.fromisoformat(head(room)["started_at"])
    assert started.utcoffset() == timedelta(hours=8)
    assert (started.year, started.month) == (2026, 3)


@each_room
def test_speech_lasts_22_minutes_and_runs_forward_without_overlap(room: Path) -> None:
    spoken = cues(room)
    assert [n for n, *_ in spoken] == list(range(1, len(spoken) + 1))
    assert 180 <= len(spoken) <= 320
    assert spoken[-1][2] - spoken[0][1] >= 22 * 60
    assert all(a < b for _, a, b, _ in spoken)
    assert all(before[2] <= after[1] for before, after in pairwise(spoken))
    assert all(8 <= len(text) <= 45 for *_, text in spoken)


@each_room
def test_speech_is_raw_recognition_without_punctuation(room: Path) -> None:
    assert not [text for *_, text in cues(room) if re.search("[，。！？、；：,.!?;:]", text)]


@each_room
def test_no_line_is_spoken_twice(room: Path) -> None:
    counted = Counter(text for *_, text in cues(room))
    assert [text for text, n in counted.items() if n > 1] == []


@each_room
def test_messages_have_only_known_fields_and_readable_times(room: Path) -> None:
    for name in sorted(path.name for path in room.glob("*.jsonl")):
        for row in rows(room, name):
            assert row.keys() <= FIELDS and {"id", "kind", "at"} <= row.keys(), row
            assert row["kind"] in KINDS and row.get("actor", "viewer") in ACTORS, row
            assert datetime.fromisoformat(row["at"]).tzinfo is not None


@each_room
def test_danmu_are_many_some_hidden_some_from_the_shop_and_one_received_twice(room: Path) -> None:
    messages = rows(room, "danmu.jsonl")
    said = [row for row in messages if row["kind"] == "danmu"]
    assert len(said) >= 200
    assert any(row.get("shown") is False for row in said)
    assert any(row.get("actor") == "merchant" for row in said)
    counted = Counter(row["id"] for row in messages)
    assert max(counted.values()) == 2
    for row in messages:
        assert counted[row["id"]] == 1 or messages.count(row) == 2


@each_room
def test_message_times_run_forward_within_the_broadcast(room: Path) -> None:
    started = datetime.fromisoformat(head(room)["started_at"])
    ended = started + timedelta(seconds=cues(room)[-1][2] + 60)
    for name in ("danmu.jsonl", "cards.jsonl"):
        times = [datetime.fromisoformat(row["at"]) for row in rows(room, name)]
        astray = [at for at in times if not started <= at <= ended]
        assert len(astray) <= (name == "cards.jsonl")
        kept = [at for at in times if at not in astray]
        assert kept == sorted(kept)


@each_room
def test_cards_are_a_dozen_and_say_what_a_card_must(room: Path) -> None:
    cards = rows(room, "cards.jsonl")
    assert len(cards) >= 12
    listings = [row["listing"] for row in cards if row["kind"] == "listing"]
    known = {listing["product"] for listing in listings}
    assert len(listings) >= 3
    for listing in listings:
        assert {"title", "category", "price_fen", "specification", "seller"} <= listing.keys(), listing
        assert isinstance(listing["price_fen"], int)
    changed = [row["listing"]["product"] for row in cards if row["kind"] in {"price", "stock"}]
    assert changed and set(changed) <= known


@each_room
def test_what_is_expected_is_quoted_from_the_room(room: Path) -> None:
    expected = yaml.safe_load((room / "expected.yaml").read_text(encoding="utf-8"))
    said = {"speech": [text for *_, text in cues(room)]}
    for where, name in (("danmu", "danmu.jsonl"), ("card", "cards.jsonl"), ("screen", "screen.jsonl")):
        found = rows(room, name) if (room / name).exists() else []
        said[where] = [json.dumps(row, ensure_ascii=False) for row in found]
    for section in ("must_find", "must_not_flag", "promises", "evasions"):
        for entry in expected.get(section, []):
            entry = {"quote": entry} if isinstance(entry, str) else entry
            assert any(entry["quote"] in text for text in said[entry.get("where", "speech")]), entry
    assert {entry["type"] for entry in expected["must_find"]} <= set(FindingType)
    assert len(expected["must_not_flag"]) >= 3


def test_no_two_rooms_share_a_long_sentence() -> None:
    heard = Counter(text for room in ROOMS for text in {text for *_, text in cues(room)} if len(text) >= 12)
    assert [text for text, n in heard.items() if n > 1] == []


def test_credit_codes_check_and_belong_to_one_organisation_each() -> None:
    codes = [organisation["uscc"] for organisation in market()["organisations"]]
    assert len(set(codes)) == len(codes)
    assert [checked_uscc(code) for code in codes] == codes


def test_every_account_has_a_role_and_an_organisation_that_exists() -> None:
    told = market()
    organisations = {organisation["id"] for organisation in told["organisations"]}
    presenters = {presenter["id"] for presenter in told["presenters"]}
    assert {organisation.get("parent", "lcw-amr") for organisation in told["organisations"]} <= organisations
    for account in told["accounts"]:
        assert account["organisation"] in organisations, account
        assert account["role"] in set(Role), account
        assert account.get("party", "p-qiao") in presenters, account
        assert "password" not in account
    assert {account["role"] for account in told["accounts"]} == {role.value for role in Role}


def test_every_recorded_room_is_of_the_market_and_names_its_people() -> None:
    told = market()
    names = {organisation["id"]: organisation["name"] for organisation in told["organisations"]}
    presenters = {presenter["id"]: presenter["name"] for presenter in told["presenters"]}
    rooms = {room["folder"]: room for room in told["rooms"]}
    for folder in ROOMS:
        room, said = rooms[folder.name], head(folder)
        assert said["platform"] == names[told["platform"]]
        assert said["room"] == room["id"]
        assert (said["operator"], said["merchant"]) == (names[room["operator"]], names[room["merchant"]])
        assert said["presenters"] == [presenters[presenter] for presenter in room["presenters"]]
        assert said.get("mcn") == (names[room["mcn"]] if room["mcn"] else None)
