"""Read YAML that people edit, strictly: every complaint names the file, the line and the remedy."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"


def _resolve(loader: Any, kind: Any, value: Any, implicit: Any) -> Any:
    """What begins with a Chinese character is text, known at a glance: whatever else a plain word can be begins in ASCII."""
    if kind is yaml.ScalarNode and value[:1] > "\x7f":
        return _TEXT
    return _Safe.resolve(loader, kind, value, implicit)


_Loader = type("_Loader", (_Safe,), {"resolve": _resolve})


class NotReadable(ValueError):
    """A rule, promise or word file that cannot be used as it stands."""


class Entry(dict[str, Any]):
    """A mapping that remembers the file and line it stands on."""

    place: str = ""


def load_yaml(text: str, name: str) -> Any:
    """Mappings as Entry, lists, texts, whole numbers, booleans and dates; raises NotReadable."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行" if mark else "某处"
        raise NotReadable(
            f"{name} {line}不是 YAML：{getattr(error, 'problem', error)}，请检查缩进、引号与冒号"
        ) from error
    return _value(node, name) if node is not None else Entry()


def take(entry: Entry, *, required: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Refuse an entry that lacks a field or has one too many."""
    needed, allowed = set(required), {*required, *optional}
    missing, extra = needed - set(entry), set(entry) - allowed
    if missing:
        raise NotReadable(f"{entry.place}缺少 {'、'.join(sorted(missing))}，请补上")
    if extra:
        raise NotReadable(f"{entry.place}有不认识的字段 {'、'.join(sorted(extra))}，可用：{'、'.join(sorted(allowed))}")


def texts(entry: Entry, key: str) -> list[str]:
    """The list of texts under ``key``, empty when absent."""
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise NotReadable(f"{entry.place}的 {key} 应是一列文字，每项一行，以 - 开头")
    return list(value)


def _value(node: Any, name: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name) for item in node.value]
    tag = node.tag.rsplit(":", 1)[-1]
    if tag == "int":
        return int(node.value)
    if tag == "bool":
        return node.value.lower() in ("true", "yes", "on")
    if tag == "timestamp":
        return date.fromisoformat(node.value)
    if tag == "null":
        return None
    return node.value


def _mapping(node: Any, name: str) -> Mapping[str, Any]:
    entry = Entry()
    entry.place = f"{name} 第 {node.start_mark.line + 1} 行"
    for key, value in node.value:
        if key.value in entry:
            raise NotReadable(f"{name} 第 {key.start_mark.line + 1} 行重复了“{key.value}”，请只留一个")
        entry[key.value] = _value(value, name)
    return entry
