"""From the form of a rule to its text, and back: one line for each pattern and example, no field of the text lost."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from gongzhi.flow.rule_text import RuleText
from gongzhi.flow.rule_words import SPEAKER_NAMES

KIND_NAMES = {"speech": "口播", "danmu": "弹幕", "screen": "画面文字", "listing": "商品页"}
_OPTION_NAMES = {"category": "类别", "kind": "用在", "actor": "说话人", "on": "日期"}
# Fields that every rule has, and those that a rule may leave out.
_PLAIN = ("title", "type", "certainty", "author", "since", "why", "instead")
_LEFT_OUT = ("source", "until")
_LISTED = ("patterns", "provisions")
_EXAMPLES = ("accepted", "refused")
_NAMED = ("category", "category_not", "speakers", "ignore")
_NEAR = ("near", "near_not")
_ASIDE = re.compile(r"[［\[](?P<options>[^［］\[\]]*[=＝][^［］\[\]]*)[］\]]\s*$")
MOST_NEAR = 6
LONGEST_FIELD = 20_000


def read_form(form: QueryDict, base: RuleText | None) -> RuleText:
    """The text that the form says. What the form does not ask for is kept from ``base``, the text it was opened with."""
    old = dict(base.fields) if base else {}
    known = {*_PLAIN, *_LEFT_OUT, *_LISTED, *_EXAMPLES, "severity", "id", "version", "conditions"}
    fields: dict[str, Any] = {name: value for name, value in old.items() if name not in known}
    fields |= {name: _text(form, name) for name in _PLAIN}
    fields |= {name: said for name in _LEFT_OUT if (said := _text(form, name))}
    fields |= {name: _lines(form, name) for name in _LISTED}
    fields |= {name: _examples(_lines(form, name), old.get(name, ())) for name in _EXAMPLES}
    fields |= {"id": base.id if base else _text(form, "id"), "version": "0"}
    severity = _text(form, "severity")
    fields["severity"] = int(severity) if re.fullmatch(r"[1-5]", severity) else 0
    conditions = _conditions(form, old.get("conditions", {}))
    if conditions:
        fields["conditions"] = conditions
    return RuleText(fields, _words(form))


def form_of(text: RuleText | None) -> dict[str, Any]:
    """What the fields of the form hold for this text; empty ones for none."""
    fields: Mapping[str, Any] = text.fields if text else {}
    conditions: Mapping[str, Any] = fields.get("conditions", {})
    return {
        **{name: fields.get(name, "") for name in (*_PLAIN, *_LEFT_OUT, "id", "version", "severity")},
        **{name: "\n".join(fields.get(name, [])) for name in _LISTED},
        **{name: "\n".join(_print_example(one) for one in fields.get(name, [])) for name in _EXAMPLES},
        **{name: list(conditions.get(name, [])) for name in _NAMED},
        **{name: _print_near(conditions.get(name, [])) for name in _NEAR},
        "not": "\n".join(conditions.get("not", [])),
        "covers": conditions.get("covers", ""),
        "words": "\n".join(f"{name}：{'、'.join(words)}" for name, words in (text.words if text else {}).items()),
        "kept": kept_aside(text),
    }


def kept_aside(text: RuleText | None) -> list[str]:
    """Names of what the text says beyond this form."""
    fields: Mapping[str, Any] = text.fields if text else {}
    known = {*_PLAIN, *_LEFT_OUT, *_LISTED, *_EXAMPLES, "severity", "id", "version", "conditions"}
    beyond = [name for name in fields if name not in known]
    examples = [one for name in _EXAMPLES for one in fields.get(name, []) if isinstance(one, Mapping)]
    beyond += sorted({f"例子的 {name}" for one in examples for name in _beyond(one)})
    return beyond + [name for name in fields.get("conditions", {}) if name not in {*_NAMED, *_NEAR, "not", "covers"}]


def _conditions(form: QueryDict, old: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: value for name, value in old.items() if name not in {*_NAMED, *_NEAR, "not", "covers"}
    }
    for name in _NAMED:
        if chosen := [one[:60] for one in form.getlist(name) if one]:
            found[name] = chosen
    if excused := _lines(form, "not"):
        found["not"] = excused
    for name in _NEAR:
        if near := [one for at in range(MOST_NEAR) if (one := _one_near(form, f"{name}-{at}"))]:
            found[name] = near
    covers = _text(form, "covers")
    if covers.isdecimal() and 0 < int(covers[:4]) <= 100:
        found["covers"] = int(covers)
    return found


def _one_near(form: QueryDict, name: str) -> dict[str, Any] | None:
    patterns, within = _lines(form, f"{name}-patterns"), _text(form, f"{name}-within")
    if not patterns:
        return None
    return {"patterns": patterns, "within": min(200, int(within)) if re.fullmatch(r"[0-9]{1,4}", within) else 10}


def _print_near(near: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    shown = [{"patterns": "\n".join(one["patterns"]), "within": one["within"]} for one in near]
    # One more than there are, so that another can be written without a script.
    return [*shown, {"patterns": "", "within": 10}][:MOST_NEAR]


def _words(form: QueryDict) -> dict[str, tuple[str, ...]]:
    found = {}
    for line in _lines(form, "words"):
        name, _, words = line.replace(":", "：", 1).partition("：")
        listed = tuple(word for word in re.split(r"[、,，;；\s]+", words) if word)
        if name.strip() and listed:
            found[name.strip()] = listed
    return found


def _examples(lines: Iterable[str], old: Iterable[Any]) -> list[Any]:
    """Each line as an example; one that stays keeps what the form does not show (papers on file)."""
    beyond: dict[str, list[dict[str, Any]]] = {}
    for one in old:
        if isinstance(one, Mapping):
            beyond.setdefault(one["text"], []).append(_beyond(one))
    found = []
    for line in lines:
        read = _example(line)
        kept = beyond.get(read if isinstance(read, str) else read["text"])
        extra = kept.pop(0) if kept else {}
        found.append({**({"text": read} if isinstance(read, str) else read), **extra} if extra else read)
    return found


def _beyond(example: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in example.items() if name not in {"text", *_OPTION_NAMES}}


def _example(line: str) -> str | dict[str, str]:
    """``好评返现［类别=食品；用在=弹幕］`` is an example with options; anything else is an example that says just that."""
    aside = _ASIDE.search(line)
    if aside is None:
        return line
    given = dict(re.split(r"[=＝]", one, maxsplit=1) for one in re.split(r"[;；]", aside["options"]) if _is_option(one))
    options = {name: _coded(name, given[word].strip()) for name, word in _OPTION_NAMES.items() if word in given}
    return {"text": line[: aside.start()].rstrip(), **options} if options else line


def _is_option(one: str) -> bool:
    return bool(re.search(r"[=＝]", one))


def _coded(name: str, word: str) -> str:
    names = {"kind": KIND_NAMES, "actor": SPEAKER_NAMES}.get(name, {})
    return next((code for code, said in names.items() if said == word), word)


def _print_example(example: str | Mapping[str, str]) -> str:
    if isinstance(example, str):
        return example
    names: dict[str, Mapping[str, str]] = {"kind": KIND_NAMES, "actor": SPEAKER_NAMES}
    said = [
        f"{word}={names.get(name, {}).get(example[name], example[name])}"
        for name, word in _OPTION_NAMES.items()
        if name in example
    ]
    return f"{example['text']}［{'；'.join(said)}］" if said else str(example["text"])


def _text(form: QueryDict, name: str) -> str:
    return form.get(name, "").strip()[:LONGEST_FIELD]


def _lines(form: QueryDict, name: str) -> list[str]:
    return [line.strip() for line in _text(form, name).splitlines() if line.strip()]
