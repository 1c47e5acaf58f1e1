"""A shared list is a chain: what was published stays, a dropped or changed entry breaks it, and a shorter list is noticed."""

import json
from dataclasses import replace
from datetime import date

import pytest
from test_credit_blacklist import ENTRY, KEY, KEYS, LIN, OTHER

from gongzhi.credit import BadListing, Blacklist, BrokenChain, add_link, kept_of_lists, read_list
from gongzhi.credit.blacklist_chain import HEADING, NOTHING, ChainLink
from gongzhi.values import encode_record


def listed(count: int) -> str:
    text = ""
    for number in range(count):
        text = add_link(text, replace(ENTRY, decision=f"平P-{number}"), KEY)
    return text


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_a_list_reads_back_in_order_and_is_looked_up_by_the_salted_identifier() -> None:
    found = read_list(listed(3), KEYS)
    assert [one.decision for one in found.entries] == ["平P-0", "平P-1", "平P-2"] and found.head.number == 3
    black = Blacklist(kept_of_lists([found]))
    assert len(black.standing(LIN, date(2026, 5, 1))) == 3
    assert black.standing(LIN, date(2027, 3, 2)) == (), "every entry ends by itself"


@pytest.mark.parametrize("change", ["drop first", "drop middle", "swap", "edit", "other"])
def test_a_dropped_moved_or_edited_entry_breaks_the_chain(change: str) -> None:
    parts = lines(listed(3))
    changed = {
        "drop first": parts[1:],
        "drop middle": [parts[0], parts[2]],
        "swap": [parts[1], parts[0], parts[2]],
        "edit": [parts[0], parts[1].replace("平P-1", "平P-7"), parts[2]],
        "other": [*parts[:2], add_link("", replace(ENTRY, platform=OTHER.name), OTHER)],
    }[change]
    with pytest.raises(BrokenChain):
        read_list("".join(changed), KEYS)


def test_dropping_the_last_entry_is_noticed_by_whoever_read_the_list_before() -> None:
    text = listed(3)
    seen = read_list(text, KEYS).head
    shorter = "".join(lines(text)[:2])
    assert read_list(shorter, KEYS).head.number == 2, "by itself a shorter list cannot be told from an older one"
    with pytest.raises(BrokenChain, match="第 3 条"):
        read_list(shorter, KEYS, seen)
    again = add_link(shorter, replace(ENTRY, decision="平P-另写"), KEY)
    with pytest.raises(BrokenChain, match="被删去或改动"):
        read_list(again, KEYS, seen)
    assert read_list(add_link(text, ENTRY, KEY), KEYS, seen).head.number == 4


def test_an_entry_without_a_decision_is_refused_in_its_place_and_the_rest_is_taken() -> None:
    text = listed(1)
    bare = json.dumps(
        {**json.loads(encode_record(ENTRY)), "decision": ""}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    link = ChainLink(platform=KEY.name, number=2, before=read_list(text, KEYS).head.digest, entry=bare)
    note = KEY.sign_note(f"{HEADING}\n{encode_record(link).decode()}\n").to_bytes().decode()
    text = add_link(text + json.dumps(note) + "\n", replace(ENTRY, decision="平P-2"), KEY)
    found = read_list(text, KEYS)
    assert [one.decision for one in found.entries] == ["平P-0", "平P-2"]
    assert [one.place for one in found.refused] == [2] and "决定" in found.refused[0].why


def test_no_key_no_list_and_nobody_goes_on_another_s_list() -> None:
    with pytest.raises(BadListing, match="公钥"):
        read_list(listed(1), {})
    with pytest.raises(BadListing, match="空的"):
        read_list(" \n", KEYS)
    with pytest.raises(BadListing):
        add_link(listed(1), replace(ENTRY, platform=OTHER.name), OTHER)
    with pytest.raises(BadListing, match="本平台的密钥"):
        add_link("", ENTRY, OTHER)
    assert NOTHING in json.loads(lines(listed(1))[0])
