"""Word classes: what kind of thing is said, whatever the word; the words stand in a table that people can read and change."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from gongzhi.screening.semantic.pieces import plain_of, with_one_numeral
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

_FILE = "classes.yaml"
_SIGNS = "<>…\t\n "
# Where a word begins and ends in the folded line, and the classes it belongs to.
Sign = tuple[int, int, tuple[str, ...]]


class WordClasses:
    """The classes of the words of a folded line; of words that overlap the first counts, and of those the longest.

    ``0`` in a word stands for any numeral (0天: 三天, 5天); a word with a numeral of its own (第一) is that word only.
    """

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        """``classes``: the words of each class, folded (``plain_of``)."""
        of: dict[str, list[str]] = {}
        for name, words in classes.items():
            for word in words:
                of.setdefault(word, []).append(name)
        self.names = tuple(sorted(classes))
        self._words = {word: tuple(f"<{name}>" for name in sorted(kinds)) for word, kinds in of.items()}
        shapes = sorted({with_one_numeral(word) for word in of})
        own = {with_one_numeral(word) for word in of if with_one_numeral(word) != word}
        # The classes of a shape, or None where the numeral decides.
        self._kinds = [None if shape in own else self._words[shape] for shape in shapes]
        self._machine = CharwiseDoubleArrayAhoCorasick(shapes or ["\n"], MATCH_KIND_LEFTMOST_LONGEST)
        said = "\n".join(f"{word}\t{' '.join(sorted(of[word]))}" for word in sorted(of))
        self.digest = hashlib.sha256(said.encode()).hexdigest()[:12]

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._words)

    def signs(self, plain: str) -> list[Sign]:
        """The words found in a folded line, from left to right, each class in angle brackets."""
        shape, kinds = with_one_numeral(plain), self._kinds
        found = [
            (start, end, kinds[number] or self._by_numeral(plain[start:end], shape[start:end]))
            for start, end, number in self._machine.find(shape)
        ]
        return [sign for sign in found if sign[2]]

    def _by_numeral(self, word: str, shape: str) -> tuple[str, ...]:
        alike = self._words.get(shape, ())
        return tuple(sorted({*alike, *self._words[word]})) if word != shape and word in self._words else alike


def parse_classes(text: str, name: str = _FILE) -> WordClasses:
    """Read a table of classes; raises NotReadable naming file, line and remedy."""
    document = load_yaml(text, name)
    if not isinstance(document, Entry):
        raise NotReadable(f"{name} 应是一组字段，只有 classes 一项，请对照自带的 {_FILE}")
    take(document, required=("classes",))
    rows = document["classes"]
    if not isinstance(rows, list) or not all(isinstance(row, Entry) for row in rows):
        raise NotReadable(f"{document.place}的 classes 应是一列词类，每类写 name、says、words")
    classes: dict[str, list[str]] = {}
    for row in rows:
        label = _name_of(row)
        if label in classes:
            raise NotReadable(f"{row.place}的词类“{label}”前面已有，请合并成一类")
        classes[label] = _words_of(row, label)
    return WordClasses(classes)


@lru_cache(maxsize=1)
def load_classes() -> WordClasses:
    """The shipped classes; raises NotReadable."""
    return parse_classes(files("gongzhi.screening").joinpath(f"semantic/{_FILE}").read_text(encoding="utf-8"))


def _name_of(row: Entry) -> str:
    take(row, required=("name", "says", "words"))
    label: Any = row["name"]
    # A name of one character could be taken for a piece of text.
    if not isinstance(label, str) or len(label) < 2 or any(sign in label for sign in _SIGNS):
        raise NotReadable(f"{row.place}的 name 应是两个字以上的词类名，不含空格与 <>…，例如 身体部位")
    return label


def _words_of(row: Entry, label: str) -> list[str]:
    seen: dict[str, str] = {}
    for word in texts(row, "words"):
        plain = plain_of(word)
        if not plain:
            raise NotReadable(f"{row.place}“{label}”的“{word}”折叠后没有字，请删去")
        if plain in seen:
            raise NotReadable(f"{row.place}“{label}”的“{word}”与“{seen[plain]}”折叠后相同，请删去一个")
        seen[plain] = word
    if not seen:
        raise NotReadable(f"{row.place}的词类“{label}”没有词，请写上词或删去这一类")
    return list(seen)
