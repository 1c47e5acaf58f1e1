"""Bad lines are refused one by one with a reason; the rest goes on."""

from datetime import UTC, datetime

import pytest
from credit_cast import SCALE

from gongzhi.credit import ScoredRole, read_events

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GOOD = {"id": "e1", "party": "lin", "kind": "sampling_failed", "at": "2026-03-01", "basis": "检2026-1"}


def read(*values: object, **parties: ScoredRole):
    return read_events(enumerate(values, 1), SCALE, NOW, parties)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": 1.5}, "整数"),
        ({"amount": True}, "整数"),
        ({"amount": 10**9}, "amount"),
        ({"at": "2026-09-01"}, "在将来"),
        ({"at": "2026-13-01"}, "不是带时区"),
        ({"at": "2026-03-01T20:00:00"}, "不是带时区"),
        ({"at": 5}, "不是带时区"),
        ({"id": "e1"}, "重复"),
        ({"basis": ""}, "缺少 basis"),
        ({"kind": "gossip"}, "没有“gossip”"),
        ({"role": "viewer"}, "没有“viewer”"),
        ({"role": "mcn"}, "登记为 seller"),
        ({"colour": "red"}, "不认识的栏 colour"),
        ({"kind": "repair", "cancels": "nothing"}, "没有这个主体"),
        ({"kind": "repair"}, "cancels"),
        ({"cancels": "e1"}, "cancels"),
        ({"kind": "repair", "cancels": "e1", "at": "2026-02-01"}, "不能这样"),
        ({"party": ["lin"]}, "文字"),
        ({"id": "x" * 201}, "200 字"),
        ({"expires": "2026-02-01"}, "早于"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_rest_goes_on(bad: dict[str, object], words: str) -> None:
    found = read(GOOD, GOOD | {"id": "e2"} | bad, GOOD | {"id": "e3"})
    assert [one.line for one in found.refused] == [2] and words in found.refused[0].why
    assert [one.id for one in found.events["lin"]] == ["e1", "e3"] and found.counted == 2


@pytest.mark.parametrize("bad", [7, None, [], ValueError("读不成 JSON")])
def test_what_is_no_object_is_refused(bad: object) -> None:
    found = read(bad, GOOD)
    assert (found.refused[0].line, found.counted) == (1, 1)


def test_with_a_list_of_parties_a_stranger_is_refused() -> None:
    found = read({"party": "lin", "role": "merchant", "name": "林家果园"}, GOOD, GOOD | {"id": "e2", "party": "zhou"})
    assert "不在名单里" in found.refused[0].why
    assert (found.names["lin"], found.roles) == ("林家果园", {"lin": ScoredRole.SELLER})
    assert read(GOOD, zhou=ScoredRole.MCN).counted == 0


def test_a_repair_may_stand_before_what_it_repairs() -> None:
    repair = {"id": "r", "party": "lin", "kind": "repair", "at": "2026-04-01", "basis": "b", "cancels": "e1"}
    assert read(repair, GOOD).counted == 2
    assert "不能这样" in read(repair, GOOD, repair | {"id": "q", "cancels": "r"}).refused[0].why
