"""The shared blacklist: no entry without a decision, nobody's signature but the platform's, and every entry ends."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gongzhi.credit import AppealState, BadListing, Blacklist, BlacklistEntry, read_all, read_entry, salted, sign_entry
from gongzhi.evidence import SignerKey

KEY, OTHER = SignerKey(name="platform-p.example", seed=b"p" * 32), SignerKey(name="other.example", seed=b"o" * 32)
KEYS = {KEY.name: KEY.verifier, OTHER.name: OTHER.verifier}
SALT = b"shared among platforms"
LIN = salted("uscc", "91110000MA00000000", SALT)
ENTRY = BlacklistEntry(
    platform=KEY.name,
    subject=LIN,
    decision="平P〔2026〕000009号",
    provisions=("广告法/9(3)", "直播电商监督管理办法/14.1"),
    decided_at=datetime(2026, 3, 1, tzinfo=UTC),
    since=date(2026, 3, 2),
    until=date(2027, 3, 2),
)


def test_what_is_signed_reads_back_and_a_changed_byte_does_not() -> None:
    note = sign_entry(ENTRY, KEY)
    assert read_entry(note, KEYS) == ENTRY
    for old, new in ((b"000009", b"000008"), (b"2027-03-02", b"2029-03-02"), (b"blacklist/v1", b"blacklist/v2")):
        with pytest.raises(BadListing):
            read_entry(note.replace(old, new), KEYS)


def test_another_platform_cannot_sign_for_this_one() -> None:
    with pytest.raises(BadListing, match="本平台的密钥"):
        sign_entry(ENTRY, OTHER)
    forged = sign_entry(ENTRY, SignerKey(name=KEY.name, seed=b"x" * 32))
    with pytest.raises(BadListing, match="签名不对"):
        read_entry(forged, KEYS)
    with pytest.raises(BadListing, match="没有平台"):
        read_entry(sign_entry(ENTRY, KEY), {})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decision": " "}, "决定"),
        ({"provisions": ()}, "条款"),
        ({"provisions": ("",)}, "条款"),
        ({"subject": "林家果园"}, "加盐摘要"),
        ({"until": date(2026, 3, 2)}, "期限"),
        ({"until": date(2046, 3, 2)}, "十年"),
        ({"version": 0}, "version"),
    ],
)
def test_an_entry_without_decision_article_or_term_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(BadListing, match=words):
        replace(ENTRY, **changes)  # type: ignore[arg-type]


def test_an_entry_ends_by_itself_and_revoked_or_repaired_it_stands_no_more() -> None:
    def stands(entry: BlacklistEntry, day: str) -> bool:
        return bool(Blacklist([entry]).standing(LIN, date.fromisoformat(day)))

    assert [stands(ENTRY, day) for day in ("2026-03-01", "2026-03-02", "2027-03-01", "2027-03-02")] == [
        False, True, True, False
    ]  # fmt: skip
    assert not stands(replace(ENTRY, appeal=AppealState.REVOKED), "2026-04-01")
    assert stands(replace(ENTRY, appeal=AppealState.PENDING), "2026-04-01")
    repaired = replace(ENTRY, repaired_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert [stands(repaired, day) for day in ("2026-05-31", "2026-06-01")] == [True, False]


def test_the_latest_state_of_a_decision_takes_the_place_of_earlier_ones_in_any_order() -> None:
    later = replace(ENTRY, appeal=AppealState.REVOKED, version=2)
    for order in ([ENTRY, later], [later, ENTRY]):
        assert Blacklist(order).standing(LIN, date(2026, 4, 1)) == ()


def test_bad_notes_are_refused_by_their_place_and_the_rest_goes_on() -> None:
    black, refused = read_all([b"rubbish", sign_entry(ENTRY, KEY), b""], KEYS)
    assert [one.place for one in refused] == [1, 3] and all(one.why for one in refused)
    assert black.standing(LIN, date(2026, 4, 1)) == (ENTRY,)


def test_an_identifier_is_found_only_with_the_salt_and_in_any_spelling() -> None:
    assert salted("uscc", " 91110000ma0000 0000", SALT) == LIN
    assert salted("uscc", "91110000MA00000000", b"another salt ....") != LIN
    assert salted("id_number", "91110000MA00000000", SALT) != LIN
    for kind, identifier, salt in (("uscc", "9111", b"short"), ("uscc", "  ", SALT)):
        with pytest.raises(BadListing):
            salted(kind, identifier, salt)
    assert all(state.chinese for state in AppealState)
