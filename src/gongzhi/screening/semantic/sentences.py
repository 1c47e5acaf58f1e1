"""The training text: sentences of ours in the manner of live rooms, and the examples that the rules carry."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gongzhi.screening.findings import FindingType
from gongzhi.screening.rules import Rule
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the type it is a lead of (None: lawful), and the file it stands in, which is left out as a whole."""

    text: str
    type: FindingType | None
    file: str
    neutral: bool = False


def load_sentences(directory: Traversable | None = None) -> list[Sentence]:
    """The sentences of the training files, in the order of the files; raises NotReadable naming file, line and remedy."""
    folder = directory or files("gongzhi.screening").joinpath("semantic/training")
    found: list[Sentence] = []
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        if item.name.endswith(".yaml"):
            found += _sentences(load_yaml(item.read_text(encoding="utf-8"), item.name), item.name)
    _refuse_what_is_said_twice(found)
    return found


def sentences_of_rules(rules: tuple[Rule, ...]) -> list[Sentence]:
    """What the rules' own examples teach: what they must flag, and what they must let pass."""
    known: dict[str, Sentence] = {}
    for rule in rules:
        file = rule.place.split(" ")[0]
        for example in rule.accepted:
            known[example.text] = Sentence(example.text, rule.type, file)
    # What one rule lets pass another may flag: then it is a lead after all.
    for rule in rules:
        for example in rule.refused:
            known.setdefault(example.text, Sentence(example.text, None, rule.place.split(" ")[0]))
    return list(known.values())


def _sentences(document: Any, name: str) -> Iterator[Sentence]:
    if not isinstance(document, Entry):
        raise NotReadable(f"{name} 应是一组字段：subject、claims、lawful，请对照其他训练文件")
    take(document, required=("subject", "lawful"), optional=("claims", "neutral"))
    neutral = document.get("neutral", False) is True
    claims = document.get("claims", Entry())
    if not isinstance(claims, Entry):
        raise NotReadable(f"{document.place}的 claims 应按类型列出句子，例如 medical_claim: [……]")
    for key in claims:
        if key not in list(FindingType):
            raise NotReadable(f"{claims.place}的类型“{key}”不认识，可用：{'、'.join(FindingType)}")
        yield from (Sentence(text, FindingType(key), name) for text in texts(claims, key))
    yield from (Sentence(text, None, name, neutral) for text in texts(document, "lawful"))


def _refuse_what_is_said_twice(sentences: list[Sentence]) -> None:
    seen: dict[str, str] = {}
    for one in sentences:
        if one.text in seen:
            raise NotReadable(f"{one.file} 的“{one.text}”在 {seen[one.text]} 里已有，请删去一处")
        seen[one.text] = one.file
