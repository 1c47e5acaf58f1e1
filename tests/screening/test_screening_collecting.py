"""Collecting is put off and taken up again, whatever happens."""

import gc

import pytest

from gongzhi.screening.collecting import collecting_later


def test_nothing_is_collected_inside_and_all_is_as_before_afterwards() -> None:
    assert gc.isenabled()
    with collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_whatever_breaks_inside_collecting_goes_on() -> None:
    with pytest.raises(ValueError, match="broken"), collecting_later():
        raise ValueError("broken")
    assert gc.isenabled()


def test_who_turned_it_off_before_finds_it_off() -> None:
    gc.disable()
    try:
        with collecting_later():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
