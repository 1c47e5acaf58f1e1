"""How closely a room is watched: its lowest tier, chance for everybody, alike when watched again, and no network in it."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import gongzhi.flow.watch_by_credit
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast
from gongzhi.credit import CreditEntry, EntryKind, Why, load_scale
from gongzhi.flow.matters import item_of
from gongzhi.flow.watch_by_credit import drawn_by_chance, watch_at, watch_of_room

NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
DAY = date(2026, 3, 14)
NOT_DRAWN, DRAWN = "b-2", next(f"b-{n}" for n in range(999) if drawn_by_chance(f"b-{n}"))


def room(id: str = NOT_DRAWN) -> Broadcast:
    return Broadcast(id=id, platform="P", room="果园", operator="lin", mcn="星火", presenters=("qiao",), started_at=NOW)


def violation(archive: MemoryArchive, party: str, points: int) -> None:
    entry = CreditEntry(
        id=f"{party}-{points}", party=party, kind=EntryKind.MEASURE, points=-points, basis="平P-1", reason="处置", at=NOW, expires=None
    )  # fmt: skip
    archive.append([item_of(entry, party, NOW)])


def test_a_room_is_watched_as_the_lowest_of_its_parties_asks() -> None:
    archive = MemoryArchive()
    assert not drawn_by_chance(NOT_DRAWN)
    assert (watch_of_room(archive, room(), DAY).share, watch_of_room(archive, room(), DAY).tier.id) == (25, "normal")
    violation(archive, "qiao", 9)
    assert watch_of_room(archive, room(), DAY).share == 60
    violation(archive, "星火", 20)
    found = watch_of_room(archive, room(), DAY)
    assert (found.share, found.tier.id, found.why) == (100, "focus", Why.TIER)


def test_what_was_sealed_after_a_broadcast_began_does_not_change_how_it_is_watched_again() -> None:
    archive = MemoryArchive()
    archive.append([item_of(room(), NOT_DRAWN, NOW)])
    violation(archive, "qiao", 20)
    assert watch_of_room(archive, room(), DAY).share == 25
    assert watch_of_room(archive, room("b-3" if not drawn_by_chance("b-3") else "b-4"), DAY).share == 100


def test_chance_takes_its_share_of_everybody_whatever_the_tier() -> None:
    drawn = sum(drawn_by_chance(f"broadcast-{n}") for n in range(20_000)) / 200
    assert abs(drawn - load_scale().everybody) < 1
    assert all(drawn_by_chance(DRAWN) for _ in range(3))
    for tier in load_scale().tiers:
        assert watch_at(tier, by_chance=True).share == 100
    assert watch_of_room(MemoryArchive(), room(DRAWN), DAY).why is Why.CHANCE


def test_nothing_of_the_network_comes_in() -> None:
    tree = ast.parse(Path(gongzhi.flow.watch_by_credit.__file__).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert not names & {"Network", "NetworkPriority", "Ties", "Seed", "Cause"}
