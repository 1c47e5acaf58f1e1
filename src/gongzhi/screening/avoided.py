"""Words that sellers avoid, and every way in which they are avoided: variants are expanded here, once, not at run time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from gongzhi.screening.fold import fold_line
from gongzhi.screening.rules import shipped
from gongzhi.screening.sounds import heard_as, sound_of, syllables_of
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts

INSERTED, DOUBLED, LATIN, CODE, HEARD, MARKS, TRADITIONAL, STYLED = (
    "词中插字", "重复叠字", "拼音代字", "暗语代称", "谐音或转写误差", "夹入符号", "繁体或异体字", "变体字符",
)  # fmt: skip
_FILLERS = ("某", "什么", "和")
# What is heard between two syllables when 某 is spoken fast; 和 and 什么 stay clear enough to be written right.
_HEARD_FILLER = "mou"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to avoid a word: the folded (or heard) ``form``, the plain ``word``, and ``how`` it was done."""

    form: str
    word: str
    how: str


@dataclass(frozen=True, slots=True)
class Avoided:
    """All written and all heard variants; ``ordinary`` are folded texts that only look like one, or are the plain word."""

    written: tuple[Variant, ...]
    heard: tuple[Variant, ...]
    ordinary: frozenset[str]


def load_avoided(directory: Traversable | None = None) -> Avoided:
    """Expand words/avoided.yaml; raises NotReadable."""
    document = load_yaml((directory or shipped("words")).joinpath("avoided.yaml").read_text("utf-8"), "avoided.yaml")
    take(document, required=("spoken", "words", "phrases", "codes", "heard", "ordinary"))
    spoken, words, phrases = texts(document, "spoken"), texts(document, "words"), texts(document, "phrases")
    ordinary = frozenset(fold_line(text) for text in texts(document, "ordinary"))
    written: dict[str, Variant] = {}
    heard: dict[Variant, None] = {}
    # Codes last: what people call a thing goes before what expansion makes of some other word.
    for variant in (*_written(spoken, words, phrases), *_codes(document["codes"])):
        if variant.form not in ordinary:
            written[variant.form] = variant
    for variant in (*_given(document["heard"]), *_heard(spoken, phrases)):
        heard.setdefault(variant)
    plain = frozenset(fold_line(word) for word in (*spoken, *words, *phrases, *document["codes"], *document["heard"]))
    return Avoided(tuple(written.values()), tuple(heard), ordinary | plain)


def _codes(codes: Mapping[str, Sequence[str]]) -> Iterator[Variant]:
    for word, forms in codes.items():
        for form in map(fold_line, forms):
            if len(form) < 2:
                raise NotReadable(f"avoided.yaml 的代称“{word}”折叠后不足两字，会到处误中，请写长一些")
            yield Variant(form, word, CODE)


def _given(heard: Mapping[str, Sequence[str]]) -> Iterator[Variant]:
    for word, sounds in heard.items():
        for sound in sounds:
            try:
                yield Variant(heard_as(sound), word, HEARD)
            except KeyError as error:
                raise NotReadable(f"avoided.yaml 的读音“{sound}”不是无声调拼音，请改") from error


def _written(spoken: Iterable[str], words: Iterable[str], phrases: Iterable[str]) -> Iterator[Variant]:
    for word in (*spoken, *words):
        yield from _inserted(word)
        yield from _doubled(word)
        yield from _latin(word)
    for phrase in phrases:
        yield from _latin(phrase)


def _inserted(word: str) -> Iterator[Variant]:
    folded = fold_line(word)
    gaps = range(1, len(folded))
    for filler in _FILLERS:
        for gap in gaps:
            yield Variant(folded[:gap] + filler + folded[gap:], word, INSERTED)
    # 某血某栓, 对某症下某药
    yield Variant("".join("某" + character for character in folded), word, INSERTED)
    if len(folded) == 4:
        yield Variant(f"{folded[0]}某{folded[1:3]}某{folded[3]}", word, INSERTED)
        yield Variant(f"{folded[0]}某{folded[1]}{folded[2]}某{folded[3]}", word, INSERTED)
    if len(folded) == 3:
        # The middle or the last syllable gives way to 某: 白某障, 青某光.
        yield Variant(f"{folded[0]}某{folded[2]}", word, INSERTED)
        yield Variant(f"{folded[:2]}某", word, INSERTED)
        yield Variant(f"{folded[0]}{_FILLERS[1]}{folded[2]}", word, INSERTED)


def _doubled(word: str) -> Iterator[Variant]:
    folded = fold_line(word)
    yield Variant("".join(character * 2 for character in folded), word, DOUBLED)
    if len(folded) == 2:
        yield Variant(folded + folded[1], word, DOUBLED)
        yield Variant(folded[0] + folded, word, DOUBLED)
    if len(folded) == 3:
        yield Variant(folded + folded[2], word, DOUBLED)


def _latin(word: str) -> Iterator[Variant]:
    folded = fold_line(word)
    syllables = syllables_of(folded)
    if not all(syllables) or len(folded) < 2:
        return
    for index, syllable in enumerate(syllables):
        yield Variant(folded[:index] + syllable + folded[index + 1 :], word, LATIN)
    whole = "".join(syllables)
    if len(whole) >= 6:
        yield Variant(whole, word, LATIN)


def _heard(spoken: Iterable[str], phrases: Iterable[str]) -> Iterator[Variant]:
    """Only forms of three or more syllables: two are heard everywhere in ordinary talk."""
    filler = heard_as(_HEARD_FILLER)
    for word in spoken:
        sound = sound_of(fold_line(word))
        if len(sound) >= 3:
            yield Variant(sound, word, HEARD)
        if len(sound) == 3:
            yield Variant(sound[0] + filler + sound[2], word, HEARD)
            yield Variant(sound[0] + filler + sound[1], word, HEARD)
        if len(sound) == 2:
            yield Variant(sound[0] + filler + sound[1], word, HEARD)
    for phrase in phrases:
        sound = sound_of(fold_line(phrase))
        if len(sound) >= 3:
            yield Variant(sound, phrase, HEARD)
