"""The check digits of GB 32100 and GB 11643."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.parties import (
    BadIdentifier,
    Party,
    PartyKind,
    checked_id_number,
    checked_uscc,
    id_number_check_digit,
    masked_id_number,
    uscc_check_digit,
)
from gongzhi.parties.registered import PlainIdNumber

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
codes = st.builds(
    lambda head, region, body: head + region + body,
    st.text(SIGNS, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(SIGNS, min_size=9, max_size=9),
).map(lambda first17: first17 + uscc_check_digit(first17))
numbers = st.builds(
    lambda region, day, order: f"{region}{day:%Y%m%d}{order:03d}",
    st.integers(100000, 999999),
    st.dates(min_value=date(1900, 1, 1)),
    st.integers(0, 999),
).map(lambda first17: first17 + id_number_check_digit(first17))


def test_a_published_code_is_accepted() -> None:
    assert checked_uscc("91110000600037341l") == "91110000600037341L"


def test_the_weights_are_those_printed_in_the_standard() -> None:
    printed = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    for place, weight in enumerate(printed):
        # A lone 1 at this place leaves exactly its weight for the check digit to make up to 31.
        assert uscc_check_digit("0" * place + "1" + "0" * (16 - place)) == SIGNS[31 - weight]
    digits = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for place, weight in enumerate(digits):
        assert id_number_check_digit("0" * place + "1" + "0" * (16 - place)) == "10X98765432"[weight]


def test_the_example_of_the_standard_is_accepted() -> None:
    assert checked_id_number("11010519491231002x") == "11010519491231002X"


@given(codes, st.integers(0, 17), st.sampled_from(SIGNS))
def test_one_wrong_sign_in_a_credit_code_is_always_found(code: str, place: int, sign: str) -> None:
    assert checked_uscc(code) == code
    damaged = code[:place] + sign + code[place + 1 :]
    if damaged != code:
        with pytest.raises(BadIdentifier):
            checked_uscc(damaged)


@given(codes, st.integers(8, 15))
def test_two_neighbours_swapped_in_a_credit_code_are_found(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(BadIdentifier):
            checked_uscc(swapped)


@given(numbers, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_an_identity_number_is_always_found(number: str, place: int, digit: str) -> None:
    assert checked_id_number(number) == number
    damaged = number[:place] + digit + number[place + 1 :]
    if damaged != number:
        with pytest.raises(BadIdentifier):
            checked_id_number(damaged)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_bad_identifier(text: str) -> None:
    for check in (checked_uscc, checked_id_number):
        try:
            assert len(check(text)) == 18
        except BadIdentifier as error:
            assert "请" in str(error)


def test_a_refused_identity_number_is_not_repeated_in_the_message() -> None:
    with pytest.raises(BadIdentifier) as caught:
        checked_id_number("110105194912310021")
    assert "110105194912310021" not in str(caught.value)


def test_a_birthday_that_never_was_is_refused() -> None:
    first17 = "11010519490231002"
    with pytest.raises(BadIdentifier, match="出生日期"):
        checked_id_number(first17 + id_number_check_digit(first17))


def test_only_region_and_last_two_signs_are_shown() -> None:
    assert masked_id_number("11010519491231002X") == "110105**********2X"


def test_a_party_checks_its_credit_code_and_refuses_a_plain_identity_number() -> None:
    with pytest.raises(BadIdentifier):
        Party(id="m1", kind=PartyKind.COMPANY, names=("某店",), identifiers={"uscc": "911100006000373410"})
    with pytest.raises(PlainIdNumber):
        Party(id="m1", kind=PartyKind.PERSON, names=("林某",), identifiers={"id_number": "11010519491231002X"})
    with pytest.raises(ValueError, match="没有名称"):
        Party(id="m1", kind=PartyKind.PERSON, names=())
