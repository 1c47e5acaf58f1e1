"""Make the two character tables of screening from the kept libraries OpenCC (Apache-2.0) and pypinyin (MIT).

usage: .venv/bin/python scripts/make_screening_tables.py
``simplified.txt``: pairs, traditional or variant character and its simplified form. ``syllables.txt``: one line per toneless
syllable with the characters that are read so. ``fold.txt``: what folding does to each code point. Run again after an upgrade of either library; the output is committed.
"""

from collections import defaultdict
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

from gongzhi.screening.fold_table import written_table

_TABLES = Path(__file__).parent.parent / "src" / "gongzhi" / "screening" / "tables"
_HANZI = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]


def write_simplified() -> None:
    """Every character that OpenCC writes as one other character, from the traditional and the two regional standards."""
    back = opencc.OpenCC("s2t")
    chains = [opencc.OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
    pairs = []
    for code in _HANZI:
        character = chr(code)
        if back.convert(character) != character:
            continue  # a simplified character already (么), whatever else it may stand for
        for chain in chains:
            simple = chain.convert(character)
            if simple != character and len(simple) == 1:
                pairs.append(character + simple)
                break
    lines = ["".join(pairs[at : at + 40]) for at in range(0, len(pairs), 40)]
    (_TABLES / "simplified.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_syllables() -> None:
    """The first reading of each character without its tone; rare characters without a reading are left out."""
    readings: dict[str, list[str]] = defaultdict(list)
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        sound = pinyin(character, style=Style.NORMAL, heteronym=False, errors=lambda _: [""])[0][0]
        if sound.isascii() and sound.isalpha():
            readings[sound].append(character)
    lines = [f"{sound} {''.join(characters)}" for sound, characters in sorted(readings.items())]
    (_TABLES / "syllables.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _TABLES.mkdir(parents=True, exist_ok=True)
    write_simplified()
    write_syllables()
    (_TABLES / "fold.txt").write_text(written_table(), encoding="utf-8")
