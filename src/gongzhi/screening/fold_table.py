"""Make the folding table from Unicode and the other tables; a script writes it down, so that starting costs next to nothing."""

import unicodedata
from collections.abc import Iterator

from gongzhi.screening.fold import LINE_END, SIZE, shipped_table, simplified

_KEPT = "%‰+¥"
_DIGITS = {
    "〇": "0", "零": "0", "一": "1", "壹": "1", "弌": "1", "二": "2", "贰": "2", "弍": "2", "三": "3", "叁": "3",
    "弎": "3", "四": "4", "肆": "4", "五": "5", "伍": "5", "六": "6", "陆": "6", "七": "7", "柒": "7", "八": "8",
    "捌": "8", "九": "9", "玖": "9", "拾": "十", "佰": "百", "仟": "千", "萬": "万", "￥": "¥", "﹪": "%", "％": "%",
    "＋": "+", "➕": "+", "↑": "升", "↓": "降",
}  # fmt: skip
_LOOK_ALIKE = dict(zip("аеорсухіѕјкмнтвԁԛԝαορν", "aeopcyxisjkmhtbdqwaopv", strict=True))


def written_table() -> str:
    """The table of ``tables/fold.txt`` made anew from Unicode and the other tables: what goes, what becomes one, what several."""
    table = _made_table()
    gone = [code for code, entry in enumerate(table) if entry is None]
    runs = [f"{gone[low]:x}-{gone[high - 1]:x}" if high - low > 1 else f"{gone[low]:x}" for low, high in _runs(gone)]
    changed = [(chr(code), str(entry)) for code, entry in enumerate(table) if entry is not None and entry != code]
    single = "".join(character + plain for character, plain in changed if len(plain) == 1 and plain != character)
    several = "\n".join(character + plain for character, plain in changed if len(plain) > 1)
    return f"{unicodedata.unidata_version}\n{' '.join(runs)}\n{single}\n{several}\n"


def _runs(codes: list[int]) -> Iterator[tuple[int, int]]:
    low = 0
    for high in range(1, len(codes) + 1):
        if high == len(codes) or codes[high] != codes[high - 1] + 1:
            yield low, high
            low = high


def _made_table() -> list[int | str | None]:
    table: list[int | str | None] = list(range(SIZE))
    # Hangul, Yi, unassigned and the ideographs themselves never change here, and they are four fifths of the range.
    for start, end in ((0, 0x3400), (0xA640, 0xA800), (0xD800, 0x10000), (0x10000, 0x10400), (0x1D000, SIZE)):
        for code in range(start, end):
            table[code] = _plain(chr(code))
    pairs = simplified()
    for character, simple in pairs.items():
        if ord(character) < SIZE:
            table[ord(character)] = _DIGITS.get(simple, simple)
    for character, plain in {**_DIGITS, **_LOOK_ALIKE}.items():
        table[ord(character)] = plain
    for line in shipped_table("emoji.txt").splitlines():
        emoji, word = line.split(" ")
        table[ord(emoji)] = word
    table[ord(LINE_END)] = ord(LINE_END)
    return table


def _plain(character: str) -> str | None:
    styled = _styled_letter(character)
    if styled:
        return styled
    whole = unicodedata.normalize("NFKC", character).casefold()
    parts = [_DIGITS.get(part) or simplified().get(part, part) for part in whole if _stays(part)]
    return "".join(parts) or None


def _stays(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character)[0] in "LN"


def _styled_letter(character: str) -> str:
    # Boxed and flag letters have no compatibility form in Unicode: only their names say which letter they are.
    name = unicodedata.name(character, "")
    if name.startswith(("NEGATIVE SQUARED LATIN", "NEGATIVE CIRCLED LATIN", "REGIONAL INDICATOR SYMBOL LETTER")):
        return name[-1].lower()
    if name.startswith(("DINGBAT NEGATIVE CIRCLED DIGIT", "DINGBAT CIRCLED SANS-SERIF DIGIT")):
        words = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
        return str(words.index(name.rsplit(" ", 1)[1]))
    return ""
