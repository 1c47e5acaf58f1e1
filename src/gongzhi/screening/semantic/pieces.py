"""What the model sees of a line: runs of one, two and three folded characters, in which every numeral is one sign."""

from gongzhi.screening.fold import fold_line

LONGEST = 3
# 三天见效 and 5天见效 are the same claim.
NUMERALS = "0123456789一二三四五六七八九十百千万亿两零"
_AS_ONE = str.maketrans(dict.fromkeys(NUMERALS, NUMERALS[0]))


def plain_of(text: str) -> str:
    """The folded line as the model reads it."""
    return fold_line(text)


def with_one_numeral(plain: str) -> str:
    """Every numeral as ``0``; one character for each character."""
    return plain.translate(_AS_ONE)


def pieces_at(plain: str) -> tuple[str, list[str], list[str]]:
    """Pieces of one, two and three characters, each in the order of where they begin."""
    ones = with_one_numeral(plain)
    twos = list(map(str.__add__, ones, ones[1:]))
    return ones, twos, list(map(str.__add__, twos, ones[2:]))
