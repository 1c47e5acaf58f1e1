"""Which sealed records are kept together, and so destroyed together: retention classes as data that a lawyer can change."""

import functools
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable

_FILE = "keeping.yaml"
_REST = "缺省"


class Start(StrEnum):
    """When a term of keeping begins."""

    BROADCAST_ENDED = "直播结束"
    CASE_CLOSED = "结案"
    PARTY_LEFT = "退出平台"
    LAST_SEALED = "最后封存"
    NEVER = "永久"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionClass:
    """``kinds`` of sealed records, when their term begins, and the provisions (ids) whose longest term is kept."""

    name: str
    kinds: tuple[str, ...]
    start: Start
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """All classes; a kind that none of them names belongs to the one for the rest."""

    classes: tuple[RetentionClass, ...]

    def of(self, kind: str) -> RetentionClass:
        """The class of a kind of record."""
        rest = self.classes[0]
        for one in self.classes:
            if kind in one.kinds:
                return one
            if _REST in one.kinds:
                rest = one
        return rest


def load_classes(directory: Traversable | None = None) -> Classes:
    """The shipped classes, or those of the folder given; raises NotReadable naming file, line and remedy."""
    from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts

    document = load_yaml((directory or files("gongzhi.flow")).joinpath(_FILE).read_text("utf-8"), _FILE)
    take(document, required=("类别",))
    found = []
    for entry in document["类别"]:
        take(entry, required=("名称", "种类", "起算", "依据"))
        try:
            start = Start(entry["起算"])
        except ValueError as error:
            raise NotReadable(
                f"{_FILE}：{entry['名称']} 的起算“{entry['起算']}”不认识：请写 {'、'.join(Start)} 之一"
            ) from error
        found.append(
            RetentionClass(
                name=entry["名称"], kinds=tuple(texts(entry, "种类")), start=start, basis=tuple(texts(entry, "依据"))
            )
        )
    _refuse_doubled(found)
    return Classes(tuple(found))


def _refuse_doubled(found: list[RetentionClass]) -> None:
    from gongzhi.screening.strict_yaml import NotReadable

    kinds = [kind for one in found for kind in one.kinds]
    doubled = {kind for kind in kinds if kinds.count(kind) > 1}
    if doubled or kinds.count(_REST) != 1:
        raise NotReadable(
            f"{_FILE}：每个种类只能属于一类，且必须有一类写“{_REST}”：请检查 {'、'.join(sorted(doubled)) or _REST}"
        )


@functools.cache
def shipped_classes() -> Classes:
    """The shipped classes, read once."""
    return load_classes()


@functools.lru_cache(maxsize=8192)
def unit_name(kind: str, subject: str) -> str:
    """The name of the unit that a record is destroyed with: what it is about, and its class.

    What is never destroyed is one unit: a key of its own for everything that was looked at would serve nothing.
    """
    about = shipped_classes().of(kind)
    return f"{'' if about.start is Start.NEVER else subject}\n{about.name}"
