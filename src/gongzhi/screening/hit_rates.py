"""How often each rule speaks in ordinary text, as measured over corpora that are named but not shipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from gongzhi.screening.rules import shipped
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take

_NAME = "hit_rates.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Some ordinary text: its name, how many lines it has, and how many of them some surer rule flagged."""

    name: str
    lines: int
    flagged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRates:
    """What was measured on one day: the corpora, and for each rule the version measured and the lines it spoke in."""

    measured_on: date
    corpora: tuple[Corpus, ...]
    rules: Mapping[str, tuple[str, int]]

    @property
    def lines(self) -> int:
        """The lines of all corpora together."""
        return sum(corpus.lines for corpus in self.corpora)

    def hits_of(self, rule: str, version: str) -> int | None:
        """The lines in which this version of the rule spoke; None when this version was never measured."""
        measured = self.rules.get(rule)
        return measured[1] if measured and measured[0] == version else None


def load_hit_rates(directory: Traversable | None = None) -> HitRates:
    """The shipped table, or that of the folder given; raises NotReadable naming the line and the remedy."""
    table = load_yaml((directory or shipped("tables")).joinpath(_NAME).read_text("utf-8"), _NAME)
    take(table, required=("measured_on", "corpora", "rules"))
    corpora = []
    for entry in table["corpora"]:
        take(entry, required=("name", "lines", "flagged"))
        corpora.append(Corpus(name=entry["name"], lines=entry["lines"], flagged=entry["flagged"]))
    if not sum(corpus.lines for corpus in corpora):
        raise NotReadable(f"{_NAME} 没有一行普通文字，请运行 scripts/measure_hit_rates.py 重写")
    rules = {}
    for name, entry in table["rules"].items():
        take(entry, required=("version", "hits"))
        rules[name] = (str(entry["version"]), int(entry["hits"]))
    return HitRates(measured_on=table["measured_on"], corpora=tuple(corpora), rules=rules)
