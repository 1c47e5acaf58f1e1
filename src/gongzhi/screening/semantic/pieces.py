"""What the model sees of a line: runs of one, two and three folded characters."""

from gongzhi.screening.fold import fold_line

LONGEST = 3
# Every numeral is one sign: 三天见效 and 5天见效 are the same claim.
_NUMERALS = str.maketrans(dict.fromkeys("0123456789一二三四五六七八九十百千万亿两零", "0"))


def plain_of(text: str) -> str:
    """The folded line with every numeral as ``0``; one character for each character of ``fold_line``."""
    return fold_line(text).translate(_NUMERALS)


def pieces_at(plain: str) -> tuple[str, list[str], list[str]]:
    """Pieces of one, two and three characters, each in the order of where they begin."""
    twos = list(map(str.__add__, plain, plain[1:]))
    return plain, twos, list(map(str.__add__, twos, plain[2:]))


def pieces_of(plain: str) -> list[str]:
    """All pieces of a line, each once, in a fixed order."""
    return sorted({piece for pieces in pieces_at(plain) for piece in pieces})
