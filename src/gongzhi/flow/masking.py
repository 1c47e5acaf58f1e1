"""Which fields of which records are withheld from whom (data), and a record's bytes with these fields masked."""

import functools
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from gongzhi.evidence import WHOLE
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts
from gongzhi.values import NotCanonical, canonical_bytes

MASKED = "（已隐去）"
_FILE = "redacting.yaml"
_NUMBERS = "~号码"
_LONG_NUMBER = re.compile(r"\d[\d \-]{5,}\d")
_STEP = re.compile(r"([A-Za-z0-9_]+)(\[(?:([A-Za-z0-9_]+)=([^\]\.]+))?\])?")
_DIGEST = re.compile(rb"[0-9a-f]{64}")


class NotAPath(ValueError):
    """A field path that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a path: a member; for a list, all of its items or only those whose ``where`` is ``value``."""

    member: str
    each: bool = False
    where: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Masks:
    """What is masked by default: a reason for the record, and paths by kind."""

    reason: str
    fields: Mapping[str, tuple[str, ...]]


def load_masks(directory: Traversable | None = None) -> Masks:
    """The shipped list, or that of the folder given; raises NotReadable naming file, line and remedy."""
    document = load_yaml((directory or files("gongzhi.flow")).joinpath(_FILE).read_text("utf-8"), _FILE)
    take(document, required=("理由", "种类"))
    fields: dict[str, tuple[str, ...]] = {}
    for entry in document["种类"]:
        take(entry, required=("名称", "字段"))
        try:
            for path in texts(entry, "字段"):
                parse_path(path)
        except NotAPath as error:
            raise NotReadable(f"{entry.place}：{error}") from error
        fields[entry["名称"]] = tuple(texts(entry, "字段"))
    return Masks(document["理由"], fields)


@functools.cache
def shipped_masks() -> Masks:
    """The shipped list, read once."""
    return load_masks()


def parse_path(path: str) -> list[Step]:
    """The steps of a path, none for the whole content; raises NotAPath."""
    if path == WHOLE:
        return []
    steps = []
    for part in path.removesuffix(_NUMBERS).split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise NotAPath(f"字段“{path}”的写法不对：请写成 a.b、a[].b 或 a[成员=值].b")
        steps.append(Step(member=match[1], each=bool(match[2]), where=match[3] or "", value=match[4] or ""))
    return steps


def mask(data: bytes, paths: Sequence[str], digests: Collection[str] = ()) -> bytes | None:
    """The record with these fields masked, and every digest (hex) of ``digests`` wherever it stands.

    The data itself when nothing was there to mask; None when all of it is to go, or when it is no record of ours.
    """
    if WHOLE in paths:
        return None
    try:
        record = json.loads(data)
        for path in paths:
            _mask(record, parse_path(path), numbers=path.endswith(_NUMBERS))
        masked = canonical_bytes(_without(record, frozenset(digests)))
    except (ValueError, RecursionError, NotCanonical):
        return None
    return data if masked == data else masked


def digests_in(data: bytes) -> set[str]:
    """What in these bytes could be a digest in hex."""
    return {found.decode() for found in _DIGEST.findall(data)}


def _mask(value: Any, steps: Sequence[Step], *, numbers: bool) -> None:
    if not isinstance(value, dict) or steps[0].member not in value:
        return
    step, rest = steps[0], steps[1:]
    if step.each:
        items = value[step.member] if isinstance(value[step.member], list) else []
        for item in items:
            if rest and _fits(item, step):
                _mask(item, rest, numbers=numbers)
    elif rest:
        _mask(value[step.member], rest, numbers=numbers)
    elif not numbers:
        value[step.member] = MASKED
    elif isinstance(value[step.member], str):
        value[step.member] = _LONG_NUMBER.sub(MASKED, value[step.member])


def _fits(item: Any, step: Step) -> bool:
    return isinstance(item, dict) and (not step.where or item.get(step.where) == step.value)


def _without(value: Any, digests: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, digests) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, digests) for item in value]
    if isinstance(value, str) and digests and any(digest in value for digest in digests_in(value.encode()) & digests):
        return MASKED
    return value
