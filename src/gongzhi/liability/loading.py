"""Put rule files together into one linked set: every name in it exists, every number is its own."""

import hashlib
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from gongzhi.liability.chinese_yaml import (
    Entry,
    NotReadable,
    as_entry,
    choice_of,
    entries_of,
    entry_of,
    load_yaml,
    take,
    text_of,
)
from gongzhi.liability.entries import (
    read_concurrence,
    read_conflict,
    read_example,
    read_fact,
    read_invariant,
    read_quantity,
    read_rule,
    read_source,
    read_untranslated,
)
from gongzhi.liability.linking import link
from gongzhi.liability.rulebook import Quantity, RuleSet

TOP = ("主题", "层", "建议名", "法源", "金额", "事实", "不相容", "规则", "竞合", "未建模", "不变式", "案例")
# Amounts that every case may state, whatever the files say.
QUANTITIES = (
    ("价款", "争议商品共付多少钱？", "分"),
    ("损失", "损失多少钱？", "分"),
    ("承诺倍数", "承诺赔几倍？", "倍"),
    ("数量", "共几件？", "件"),
    ("承诺额", "承诺赔付的总额是多少？", "分"),
    ("主责任人已赔", "主责任人已赔付或能够赔付多少钱？", "分"),
    ("合理生活消费数量", "合理生活消费需要的是几件？", "件"),
)


def load_rules(directory: Traversable | Path | None = None) -> RuleSet:
    """The shipped rules, or the ``*.yaml`` in ``directory``. Raises NotReadable naming file, line and remedy."""
    folder = files("gongzhi.liability") / "rules" if directory is None else directory
    texts = {}
    for one in sorted(folder.iterdir(), key=lambda item: item.name):
        if one.name.endswith(".yaml"):
            texts[one.name] = _decode(one.read_bytes(), one.name)
    if not texts:
        raise NotReadable(f"{folder} 里没有 .yaml 规则文件，请检查目录")
    return read_rules(texts)


def read_rules(texts: Mapping[str, str]) -> RuleSet:
    """One linked rule set from file names and their texts. Raises NotReadable."""
    gathered = _Gathered()
    for name, text in texts.items():
        gathered.add(load_yaml(text, name))
    digest = hashlib.sha256("\0".join(f"{name}\0{texts[name]}" for name in sorted(texts)).encode()).hexdigest()
    return link(gathered.rule_set(digest))


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotReadable(f"{name}：不是 UTF-8 编码，请另存为 UTF-8") from error


class _Gathered:
    def __init__(self) -> None:
        default = 1
        self.named: dict[str, dict[str, Any]] = {"法源": {}, "事实": {}, "金额": {}, "规则": {}}
        self.listed: dict[str, list[Any]] = {"竞合": [], "不相容": [], "未建模": [], "不变式": [], "案例": []}
        self._fixed = {
            name: Quantity(name=name, question=question, unit=unit, default=default if unit == "件" else 0)
            for name, question, unit in QUANTITIES
        }

    def add(self, top: Entry) -> None:
        take(top, optional=TOP)
        proposal = text_of(top, "建议名")
        if (choice_of(top, "层", ("现行法", "立法建议"), "现行法") == "立法建议") != bool(proposal):
            raise NotReadable(f"{top.at('层')}：立法建议的文件须写 建议名，现行法的文件不写")
        self._named(top, "法源", read_source)
        self._named(top, "金额", read_quantity)
        self._named(top, "事实", read_fact)
        for entry in entries_of(top, "规则"):
            rule = read_rule(entry, proposal)
            self._keep("规则", rule.number, rule, entry.at())
        readers: dict[str, Callable[[Entry], Any]] = {
            "竞合": read_concurrence,
            "不相容": read_conflict,
            "未建模": read_untranslated,
            "不变式": read_invariant,
            "案例": read_example,
        }
        for key, read in readers.items():
            self.listed[key] += [read(entry) for entry in entries_of(top, key)]

    def _named(self, top: Entry, key: str, read: Callable[[str, Entry], Any]) -> None:
        section = entry_of(top, key)
        for name, value in section.items():
            self._keep(key, name, read(name, as_entry(value, section.at(name), name)), section.at(name))

    def _keep(self, key: str, name: str, record: Any, place: str) -> None:
        if name in self.named[key]:
            raise NotReadable(f"{place}：{key}“{name}”已写过一次，请换一个名字，或只留一处")
        self.named[key][name] = record

    def rule_set(self, digest: str) -> RuleSet:
        return RuleSet(
            sources=self.named["法源"],
            quantities=self._fixed | self.named["金额"],
            facts=self.named["事实"],
            rules=self.named["规则"],
            concurrences=tuple(self.listed["竞合"]),
            conflicts=tuple(self.listed["不相容"]),
            untranslated=tuple(self.listed["未建模"]),
            invariants=tuple(self.listed["不变式"]),
            examples=tuple(self.listed["案例"]),
            digest=digest,
        )
