"""A person's request: granted with its grounds, refused for what is held, and the pseudonyms' secret."""

import pytest

from cast_of_cases import NOON, ROOM, finding, screened_room
from gongzhi.evidence import ExhibitErased
from gongzhi.flow.erase import (
    Erasure,
    ErasureUnreasoned,
    Grounds,
    Held,
    erase_for_person,
    erase_pseudonyms,
    erasures,
)
from gongzhi.flow.hold import HoldUnreasoned, held_exhibits, holds, lift_hold, place_hold
from gongzhi.flow.keeping import load_classes
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.values import encode_record

CLASSES = load_classes()
GROUNDS = Grounds(basis=("个人信息保护法/47",), why="请求 2026-17 号", by="sun", at=NOON)


def test_wens_words_are_erased_and_the_record_of_it_names_nobody() -> None:
    archive, [one, two] = screened_room(finding(), finding("全网第一", minute=14))
    [word] = erase_for_person(archive, CLASSES, [one, one], GROUNDS)
    assert (word.cause, word.exhibits) == (Erasure.PERSON_ASKED, (one,))
    with pytest.raises(ExhibitErased):
        archive.read(archive.find(one))
    assert archive.read(archive.find(two))
    assert "孙主管" not in encode_record(erasures(archive)[0].record).decode()


def test_what_is_held_unknown_or_of_the_ledger_is_not_erased() -> None:
    archive, [one] = screened_room(finding())
    hold = place_hold(archive, ROOM, reason="诉讼", by="sun", at=NOON)
    with pytest.raises(Held, match=r"诉讼.*请先解除保全"):
        erase_for_person(archive, CLASSES, [one], GROUNDS)
    with pytest.raises(UnknownExhibit):
        erase_for_person(archive, CLASSES, ["0" * 26], GROUNDS)
    with pytest.raises(Held, match="台账"):
        erase_for_person(archive, CLASSES, [hold.exhibit], GROUNDS)
    assert archive.read(archive.find(one)) and erasures(archive) == []


def test_grounds_must_be_whole() -> None:
    archive, [one] = screened_room(finding())
    for basis, why, by in [((), "x", "sun"), (("个人信息保护法/47",), " ", "sun"), (("个人信息保护法/47",), "x", "")]:
        with pytest.raises(ErasureUnreasoned, match="依据、理由和经办账号"):
            erase_for_person(archive, CLASSES, [one], Grounds(basis=basis, why=why, by=by, at=NOON))
    assert archive.read(archive.find(one))


def test_a_hold_is_reasoned_lifted_once_and_listed() -> None:
    archive, [one] = screened_room(finding())
    with pytest.raises(HoldUnreasoned):
        place_hold(archive, one, reason="", by="sun", at=NOON)
    with pytest.raises(UnknownExhibit):
        place_hold(archive, "nothing", reason="x", by="sun", at=NOON)
    hold = place_hold(archive, one, reason="鉴定", by="sun", at=NOON)
    assert "鉴定" in held_exhibits(archive, [one])[one]
    lift_hold(archive, hold.exhibit, reason="鉴定完毕", by="sun", at=NOON)
    assert holds(archive) == [] and held_exhibits(archive, [one]) == {one: ""}
    with pytest.raises(UnknownExhibit):
        lift_hold(archive, hold.exhibit, reason="再次", by="sun", at=NOON)


def test_the_word_stands_before_the_secret_is_renewed() -> None:
    archive, _ = screened_room(finding())
    seen: list[int] = []
    word = erase_pseudonyms(archive, lambda: seen.append(len(erasures(archive))), GROUNDS)
    assert seen == [1] and word.cause is Erasure.PSEUDONYMS
