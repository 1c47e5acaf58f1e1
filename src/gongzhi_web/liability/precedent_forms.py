"""Decided cases as people enter them: one by a form, several by a file; refused with what to write instead."""

import re
from datetime import date

from django.http import QueryDict

from gongzhi.liability import NotReadable, Precedent, RuleSet, load_precedents, read_precedents, write_value

ROWS = range(1, 4)
LARGEST = 1 << 20
MOST = 500
_PLACE = re.compile(r"^(表单)? ?(第 \d+ 行)?：?")
_DAYS = ("行为日", "审理日")
_TEXTS = ("号", "名", "类", "机关", "日", "置信", "来源", "要旨")
_LISTS = {"当事人": "商家：直播间商家", "给": "存在损害：是", "金额": "价款：199元"}


def read_form(form: QueryDict, rules: RuleSet) -> Precedent:
    """The one case in the form. Raises NotReadable in the words of the form's own fields."""
    text = "判例:\n- " + "\n  ".join(_lines(form)) + "\n"
    try:
        (one,) = read_precedents({"表单": text}, rules)
    except NotReadable as error:
        raise NotReadable(_PLACE.sub("", str(error)).lstrip()) from error
    return _checked(one, rules)


def read_file(content: bytes, name: str, rules: RuleSet) -> tuple[Precedent, ...]:
    """The cases in a YAML file. Raises NotReadable naming the line."""
    if len(content) > LARGEST:
        raise NotReadable(f"{name}：大于 {LARGEST >> 20} MB，请拆成几个文件")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadable(f"{name}：不是 UTF-8 编码，请另存为 UTF-8") from error
    found = read_precedents({name: text}, rules)
    if not found:
        raise NotReadable(f"{name}：没有“判例”，请照格式说明写 判例: 和各条")
    return tuple(_checked(one, rules) for one in found)


def form_of(facts: dict[str, bool], amounts: dict[str, int]) -> dict[str, str]:
    """What the form begins with when a case is entered from an analysis."""
    said = "\n".join(f"{name}：{'是' if so else '否'}" for name, so in facts.items())
    return {"给": said, "金额": "\n".join(f"{name}：{value}" for name, value in amounts.items())}


def _checked(one: Precedent, rules: RuleSet) -> Precedent:
    if not one.facts or not one.holdings:
        raise NotReadable(f"“{one.number}”没有事实或没有结论：至少各写一项，才能拿来比较")
    if one.number in {shipped.number for shipped in load_precedents(rules)}:
        raise NotReadable(f"“{one.number}”是自带的案例：请核对案号，或改用自编号")
    return one


def _lines(form: QueryDict) -> list[str]:
    lines = [f"{key}: {_quoted(form.get(key, '').strip(), key)}" for key in _TEXTS]
    for key in _DAYS:
        written = form.get(key, "").strip()
        if written or key == "行为日":
            lines.append(f"{key}: {_day(written, key)}")
    for key, sample in _LISTS.items():
        pairs = _pairs(form.get(key, ""), key, sample)
        if pairs or key != "金额":
            lines.append(f"{key}: {write_value(pairs)}")
    held = [found for row in ROWS if (found := _holding(form, row))]
    lines.append(f"结论: {write_value(held)}")
    return lines


def _holding(form: QueryDict, row: int) -> dict[str, object]:
    def said(key: str) -> str:
        return form.get(f"{key}{row}", "").strip()

    if not said("谁") and not said("则"):
        return {}
    found: dict[str, object] = {"谁": said("谁"), "则": said("则"), "结果": said("结果")}
    found |= {key: said(key) for key in ("形态", "说", "份额", "金额") if said(key)}
    provisions = [one for one in re.split(r"[、，,\s]+", said("条款")) if one]
    return found | ({"条款": provisions} if provisions else {})


def _quoted(written: str, key: str) -> str:
    if not written:
        raise NotReadable(f"“{key}”没有填：请填写后再提交")
    escaped = written.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + " ".join(escaped.split()) + '"'


def _day(written: str, key: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as error:
        raise NotReadable(f"“{key}”应是日期，如 2026-03-01；不详的写推定日，并在来源里说明") from error


def _pairs(written: str, key: str, sample: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, (one.strip() for one in written.splitlines())):
        name, mark, value = line.replace(":", "：", 1).partition("：")
        if not (mark and name.strip() and value.strip()):
            raise NotReadable(f"“{key}”里的“{line[:40]}”看不懂：每行一项，如 {sample}")
        if name.strip() in found:
            raise NotReadable(f"“{key}”里“{name.strip()}”写了两次：请只留一行")
        found[name.strip()] = value.strip()
    return found
