"""Words that sellers avoid, and every way in which they are avoided: variants are expanded here, once, not at run time."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from itertools import product
from typing import Any

from gongzhi.screening.collecting import collecting_later
from gongzhi.screening.fold import LINE_END, fold_line
from gongzhi.screening.misheard import confusions, is_misheard
from gongzhi.screening.ordinary import reaches_out, stands_in_word
from gongzhi.screening.rules import shipped
from gongzhi.screening.sounds import heard_as, sound_of, syllables_of
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts

INSERTED, DOUBLED, LATIN, CODE, HEARD, MARKS, TRADITIONAL, STYLED, SPLIT, ALIKE, SWAPPED, INITIALS = (
    "词中插字", "重复叠字", "拼音代字", "暗语代称", "谐音或转写误差", "夹入符号", "繁体或异体字", "变体字符", "拆字", "形近字", "字序颠倒", "拼音首字母",
)  # fmt: skip
# A sound-alike in what was typed is somebody's choice; in a transcript it is the recogniser's, for speakers choose no characters.
HOMOPHONE, MISHEARD = "谐音代字", "识别误差"
SOUND = "谐音"
_FILLERS = ("某", "什么", "和")
# What is heard between two syllables when 某 is spoken fast; 和 and 什么 stay clear enough to be written right.
_HEARD_FILLER = "mou"


# A line is asked about the same words again and again.
_folded = functools.lru_cache(maxsize=20_000)(fold_line)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to avoid a word: the folded (or heard) ``form``, the plain ``word``, and ``how`` it was done."""

    form: str
    word: str
    how: str
    # Rules judge the words as they were said: the plain word is only reported.
    kept: bool = False
    # Sounds that ordinary talk is full of count only where a character of the word was written right.
    shares: bool = False
    # A word that nothing says is often avoided: heard only where it is written as no ordinary word is.
    strict: bool = False

    def meant_in(self, text: str, start: int, end: int) -> bool:
        """Whether what stands at [start, end) of folded text, and sounds like the form, can be the word."""
        word = _folded(self.word)
        if self.shares and set(word).isdisjoint(text[start:end]):
            return False
        return not self.strict or _is_oddly_written(word, text, start)


def _is_oddly_written(word: str, text: str, start: int) -> bool:
    """Whether what stands there is close enough to the word, and is not what people ordinarily write."""
    end = start + len(word)
    differing = _misheard_at(word, text[start:end])
    if len(differing) == len(word) and reaches_out(text, start, end):
        return False
    return any(not stands_in_word(text, start + at) for at in differing)


@functools.lru_cache(maxsize=20_000)
def _misheard_at(word: str, written: str) -> tuple[int, ...]:
    """At which characters a misheard word differs; none when it is written right, or is not what was heard."""
    differing = tuple(at for at, (a, b) in enumerate(zip(word, written, strict=True)) if a != b)
    if any(written[at].isascii() for at in differing) or not is_misheard(word, written):
        return ()
    return differing


@dataclass(frozen=True, slots=True)
class Avoided:
    """All written and all heard variants; ``ordinary`` are folded texts that only look like one, or are the plain word."""

    written: tuple[Variant, ...]
    heard: tuple[Variant, ...]
    ordinary: frozenset[str]
    # All these words as they are written plainly.
    plain: frozenset[str] = frozenset()


@collecting_later()
def load_avoided(directory: Traversable | None = None) -> Avoided:
    """Expand words/avoided.yaml and words/codes.yaml; raises NotReadable."""
    document, more = (_document(directory or shipped("words"), name, fields) for name, fields in _FIELDS.items())
    spoken, words, phrases = texts(document, "spoken"), texts(document, "words"), texts(document, "phrases")
    claims = texts(document, "claims")
    ordinary = frozenset(fold_line(text) for text in (*texts(document, "ordinary"), *texts(more, "ordinary")))
    plain = frozenset(
        fold_line(word)
        for word in (*spoken, *words, *phrases, *document["codes"], *document["heard"], *more["codes"], *more["heard"])
    )
    written: dict[str, Variant] = {}
    heard: dict[Variant, None] = {}
    disguised = (*spoken, *words, *phrases, *texts(more, "split"))
    guessed = (*_split(disguised, more["parts"]), *_alike(disguised, texts(more, "alike")), *_swapped(disguised))
    for variant in guessed:
        if variant.form not in plain:
            written[variant.form] = variant
    # Codes last: what people call a thing goes before what expansion makes of some other word.
    given = (*_initials((*spoken, *words)), *_written(spoken, words, phrases))
    for variant in (
        *given,
        *_codes(document["codes"]),
        *_codes(more["codes"]),
        *_codes(more["kept"], kept=True),
        *PRICES,
    ):
        written[variant.form] = variant
    for form in ordinary & written.keys():
        del written[form]
    for variant in (*_given(document["heard"]), *_given(more["heard"]), *_heard(spoken, phrases), *_heard_apart(words)):
        heard.setdefault(variant)
    every = frozenset((*spoken, *words, *phrases, *claims))
    return Avoided(tuple(written.values()), tuple(heard), ordinary | plain, every)


def is_worth_hiding(word: str) -> bool:
    """Whether a word of some rule is of the length and kind that people disguise: not a number, not a phrase."""
    return 3 <= len(word) <= 5 and _PLAIN_TALK.isdisjoint(word)


# Whatever is ASCII is none of what people disguise either.
_PLAIN_TALK = frozenset(map(chr, range(128))).union(
    "的了个我你他她它这那是不在有就都也很吗呢吧啊哦来去给把和跟与到上下里们要会能可以没着过说家十百千万亿几多是一已自之为以其及由"
)


def as_written(variant: Variant, kind: str) -> Variant:
    """A sound-alike in a line of speech is the recogniser's doing, in any other whoever's wrote it."""
    return replace(variant, how=MISHEARD if kind == "speech" else HOMOPHONE) if variant.how == SOUND else variant


def _never(_: str) -> list[str]:
    return []


@functools.lru_cache(maxsize=2)
def heard_amiss(words: frozenset[str]) -> tuple[Variant, ...]:
    """Words as they are heard and misheard; kept, for screeners share them."""
    return tuple(heard_strictly(sorted(words), as_misheard=True))


def heard_strictly(words: Iterable[str], *, as_misheard: bool = False) -> Iterator[Variant]:
    """Words of three syllables or more as they are heard, and as recognisers are known to mishear them."""
    likely = (
        functools.cache(lambda syllable: [*map(heard_as, confusions().likely(syllable))]) if as_misheard else _never
    )
    for word in words:
        folded = fold_line(word)
        syllables = syllables_of(folded)
        if len(syllables) < 3 or not all(syllables):
            continue
        sound = sound_of(folded)
        forms = {sound}
        for at, syllable in enumerate(syllables):
            forms.update([sound[:at] + other + sound[at + 1 :] for other in likely(syllable)])
        yield from (Variant(form, word, SOUND, strict=True) for form in sorted(forms))


_FIELDS = {
    "avoided.yaml": ("spoken", "words", "phrases", "claims", "codes", "heard", "ordinary"),
    "codes.yaml": ("codes", "kept", "heard", "ordinary", "split", "parts", "alike"),
}
# 九十九米: a price. Only numbers that end as prices do.
PRICES = (Variant("9米", "9元", CODE), Variant("8米", "8元", CODE), Variant("9亩", "9元", CODE))
_PRICE = re.compile(r"(?:[1-9两]?[百十千][0-9百十千点]*|[0-9]点?)[89]$")
_LENGTH = re.compile(r"[长高宽远深跑外内处之线的大跳每厚赛粗见以开板布栏台]")
_MEASURED = re.compile(r"(?:[高长宽深离共第约度]|大概|[0-9]米)[0-9十百千两万]*$")


_WITHIN = frozenset((INITIALS, CODE, LATIN))


def is_plausible(variant: Variant, text: str, start: int, end: int) -> bool:
    """Whether what stands around a variant in folded text lets it be one: initials stand alone, prices measure nothing."""
    how = variant.how
    if how not in _WITHIN:
        return True
    if variant.form.isascii():
        return not (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1]))
    if how == CODE and variant in PRICES:
        # No further back than the line that it stands in, when several are joined.
        before = text[max(0, start - 12) : end - 1].rpartition(LINE_END)[2]
        number = _PRICE.search(before)
        return number is not None and not _MEASURED.search(before[: number.start()]) and not _LENGTH.match(text, end)
    # 某手 is a shop, 某手机 is not.
    return not (how == CODE and end - start == 2 and reaches_out(text, start, end))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _document(directory: Traversable, name: str, fields: Sequence[str]) -> Any:
    document = load_yaml(directory.joinpath(name).read_text("utf-8"), name)
    take(document, required=fields)
    return document


def _codes(codes: Mapping[str, Sequence[str]], *, kept: bool = False) -> Iterator[Variant]:
    for word, forms in codes.items():
        for form in map(fold_line, forms):
            if len(form) < 2:
                raise NotReadable(f"代称“{word}”折叠后不足两字，会到处误中，请写长一些")
            yield Variant(form, word, CODE, kept=kept)


def _given(heard: Mapping[str, Sequence[str]]) -> Iterator[Variant]:
    for word, sounds in heard.items():
        for sound in sounds:
            try:
                for chosen in product(*(syllable.split("/") for syllable in sound.split())):
                    yield Variant(heard_as(" ".join(chosen)), word, HEARD, shares=len(chosen) < 3)
            except KeyError as error:
                raise NotReadable(f"“{word}”的读音“{sound}”不是无声调拼音，请改") from error


def _split(words: Iterable[str], parts: Mapping[str, str]) -> Iterator[Variant]:
    """弓虽 for 强: each character that has two halves, alone and all together."""
    for word in words:
        folded = fold_line(word)
        halves = [fold_line(parts.get(character, character)) for character in word]
        if len(halves) != len(folded) or "".join(halves) == folded:
            continue
        for form in {"".join(halves), *(folded[:at] + half + folded[at + 1 :] for at, half in enumerate(halves))}:
            if len(form) >= 3 and form != folded:
                yield Variant(form, word, SPLIT)


def _alike(words: Iterable[str], groups: Iterable[str]) -> Iterator[Variant]:
    """One character by one that looks like it, in words of three or more: in two it would be some other word."""
    others = {character: group.replace(character, "") for group in groups for character in group}
    for word in words:
        folded = fold_line(word)
        if len(folded) >= 3:
            for at, character in enumerate(folded):
                for other in others.get(character, ""):
                    yield Variant(folded[:at] + other + folded[at + 1 :], word, ALIKE)


def _swapped(words: Iterable[str]) -> Iterator[Variant]:
    """Two neighbours changed about, in words of three or more."""
    for word in words:
        folded = fold_line(word)
        for at in range(len(folded) - 1 if len(folded) >= 3 else 0):
            form = folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :]
            if form != folded:
                yield Variant(form, word, SWAPPED)


def _initials(words: Iterable[str]) -> Iterator[Variant]:
    """gxy for 高血压: three letters or more, and only where they stand alone."""
    for word in words:
        syllables = syllables_of(fold_line(word))
        if len(syllables) >= 3 and all(syllables):
            yield Variant("".join(syllable[0] for syllable in syllables), word, INITIALS)


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
        yield Variant(f"{folded[:2]}{_FILLERS[1]}", word, INSERTED)


def _doubled(word: str) -> Iterator[Variant]:
    folded = fold_line(word)
    yield Variant("".join(character * 2 for character in folded), word, DOUBLED)
    if len(folded) == 2:
        yield Variant(folded + folded[1], word, DOUBLED)
        yield Variant(folded[0] + folded, word, DOUBLED)
        yield Variant(f"小{folded[0] * 2}小{folded[1] * 2}", word, DOUBLED)
    if len(folded) == 3:
        yield Variant(folded + folded[2], word, DOUBLED)
        yield Variant(folded[0] + folded[2] * 2, word, DOUBLED)


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
            yield Variant(sound, word, SOUND)
        if len(sound) == 3:
            yield Variant(sound[0] + filler + sound[2], word, INSERTED)
            yield Variant(sound[0] + filler + sound[1], word, INSERTED)
        if len(sound) == 2:
            yield Variant(sound[0] + filler + sound[1], word, INSERTED)
    for phrase in phrases:
        sound = sound_of(fold_line(phrase))
        if len(sound) >= 3:
            yield Variant(sound, phrase, SOUND)


def _heard_apart(words: Iterable[str]) -> Iterator[Variant]:
    """What is heard when a word is said with something in between, or twice over: 稳和定, 他什么汀, 肠肠道道."""
    what, joined = heard_as("shen me"), heard_as("he")
    for word in words:
        sound = sound_of(fold_line(word))
        if len(sound) == 2:
            yield Variant(sound[0] + joined + sound[1], word, INSERTED, shares=True)
            yield Variant(sound[0] + what + sound[1], word, INSERTED, shares=True)
            yield Variant(sound[0] * 2 + sound[1] * 2, word, DOUBLED, shares=True)
        if len(sound) == 3:
            yield Variant(sound[0] + what + sound[2], word, INSERTED, shares=True)
