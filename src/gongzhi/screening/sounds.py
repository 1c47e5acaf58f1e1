"""Sound: each folded character becomes one code point for how it is heard, so that sound-alikes meet."""

import functools
from importlib.resources import files

# Private code points: folding removes them from any text, so only this table can put them there.
_FIRST = 0xE000
_DIGITS = dict(zip("0123456789", ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], strict=True))
INITIALS = (
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w",
)  # fmt: skip
# What speech recognition writes for a quick 某 between two syllables: 母, 毛, 猛, 抹, 眸.
_BLURRED = {"mo": "mou", "mu": "mou", "mao": "mou", "meng": "mou", "men": "mou", "ma": "mou"}


def sound_of(text: str) -> str:
    """The heard form of folded text, one code point per character; what has no reading stays itself."""
    return text.translate(sound_table())


def heard_as(syllables: str) -> str:
    """The heard form of toneless syllables parted by spaces, for example ``bai guo gua``."""
    codes = _codes()
    return "".join(chr(codes[_blur(syllable)]) for syllable in syllables.split())


def syllables_of(text: str) -> list[str]:
    """The toneless syllable of each folded character, '' where it has none."""
    readings = _spoken()
    return [readings.get(character, "") for character in text]


@functools.cache
def every_syllable() -> tuple[str, ...]:
    """All toneless syllables."""
    return tuple(sorted(set(_readings().values())))


@functools.cache
def part_syllable(syllable: str) -> tuple[str, str]:
    """Initial and final: zh and ang for zhang, '' and an for an."""
    initial = next((one for one in INITIALS if syllable.startswith(one)), "")
    return initial, syllable[len(initial) :]


def _blur(syllable: str) -> str:
    """Merge what accents and recognisers merge: zh/z, ch/c, sh/s, -ang/-an, -eng/-en, -ing/-in."""
    syllable = _BLURRED.get(syllable, syllable)
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


@functools.cache
def _readings() -> dict[str, str]:
    text = files("gongzhi.screening").joinpath("tables/syllables.txt").read_text(encoding="utf-8")
    readings = {}
    for line in text.splitlines():
        syllable, characters = line.split(" ", 1)
        readings.update(dict.fromkeys(characters, syllable))
    return readings


@functools.cache
def _spoken() -> dict[str, str]:
    """Readings, of digits too."""
    return {**_readings(), **_DIGITS}


@functools.cache
def _codes() -> dict[str, int]:
    blurred = sorted({_blur(syllable) for syllable in {*_readings().values(), *_DIGITS.values()}})
    return {syllable: _FIRST + index for index, syllable in enumerate(blurred)}


@functools.cache
def sound_table() -> list[int]:
    table = list(range(0xA000))
    codes = _codes()
    heard = {syllable: codes[_blur(syllable)] for syllable in {*every_syllable(), *_DIGITS.values()}}
    for character, syllable in _spoken().items():
        code = ord(character)
        if code < 0xA000:
            table[code] = heard[syllable]
    return table
