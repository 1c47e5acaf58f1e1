"""The folding table that is shipped is the one that Unicode and the other tables make."""

import unicodedata
from importlib.resources import files

import pytest

from gongzhi.screening.fold import fold_line
from gongzhi.screening.fold_table import written_table

SHIPPED = files("gongzhi.screening").joinpath("tables/fold.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(
    SHIPPED.split("\n", 1)[0] != unicodedata.unidata_version, reason="made from another edition of Unicode"
)
def test_the_shipped_table_is_current() -> None:
    assert written_table() == SHIPPED, "请运行 scripts/make_screening_tables.py"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＶＸ", "vx"),
        ("𝐕𝓧", "vx"),
        ("🅥🆇", "vx"),
        ("國", "国"),
        ("①②", "12"),
        ("貳拾", "2十"),
        ("💊", "药"),
        ("\u202e甲", "甲"),
    ],
)
def test_every_writing_folds_to_the_plain_one(written: str, plain: str) -> None:
    assert fold_line(written) == plain
