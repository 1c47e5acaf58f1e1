"""An analysis as sections of lines and tables: what the print view and the .docx both show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.flow.analyse import Inquiry
from gongzhi.liability import RuleSet
from gongzhi.values import yuan_from_fen

OPEN_OUTCOMES = ("成立", "取决于")
MODES = {"screening": "筛查：没有查明的仍写不明", "adjudication": "裁判：没有证明的按举证责任处理"}
CHOICES = {"择一": "只能选其一", "取高": "不能相加，按较高的一项", "并存": "可以一并主张"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, indented by ``depth``."""

    text: str
    depth: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    parts: tuple[Line | Grid, ...]


def sections_of(rules: RuleSet, inquiry: Inquiry, result: Mapping[str, Any]) -> tuple[Section, ...]:
    """The whole analysis, in the order in which it is read."""
    live = [one for one in result["results"] if is_live(one)]
    sections = [
        Section("问的是什么", (_asked(inquiry, result),)),
        Section("事实与金额", tuple(_facts(rules, inquiry))),
        Section("谁承担、什么形态、多少钱", tuple(_results(result["results"], live))),
        Section("请求权之间的关系", tuple(_elections(result["elections"]))),
        Section("付了之后向谁追偿", tuple(_chains(result.get("recourse_chains", ())))),
        Section("没有证明的事实怎样处理", tuple(_assumed(result["assumed"]))),
        Section("还要查明的", tuple(_questions(inquiry, result["questions"]))),
        Section("没有人提出、没有追问的事项", tuple(_resting(result["issues"]))),
        Section("理由", tuple(_reasons(live))),
    ]
    return tuple(one for one in sections if one.parts)


def is_live(one: Mapping[str, Any]) -> bool:
    """Whether a result holds or may hold without anybody raising anything further."""
    return one["outcome"] in OPEN_OUTCOMES and not one["aside"]


def outcome_words(one: Mapping[str, Any]) -> str:
    """成立, 暂成立 (it holds as long as certain issues are not raised), 取决于, 不成立 or 不适用."""
    return "暂成立" if one["unless"] else str(one["outcome"])


def tree_lines(node: Mapping[str, Any], depth: int = 0) -> Iterator[Line]:
    """An explanation tree as indented lines, top down."""
    if "rule" in node:
        yield from _rule_lines(node, depth)
    elif "fact" in node:
        yield Line(_fact_words(node), depth, bool(node["deciding"]))
        for one in node.get("deemed_by", ()):
            yield from tree_lines(one, depth + 1)
    elif "not" in node:
        yield Line("须不是：", depth)
        yield from tree_lines(node["not"], depth + 1)
    else:
        word = "all" if "all" in node else "any"
        yield Line({"all": "同时具备：", "any": "具备其一："}[word], depth)
        for one in node[word]:
            yield from tree_lines(one, depth + 1)


def money_words(one: Mapping[str, Any]) -> str:
    """``199.00 元`` or ``0.00 至 597.00 元`` of a result; nothing where the law gives no sum, 金额未填 where nobody stated any."""
    limits = one.get("amount_fen")
    if not limits:
        return ""
    if not limits["max"] and one["unset"]:
        return "金额未填"
    least, most = yuan_from_fen(limits["min"]), yuan_from_fen(limits["max"])
    return f"{most} 元" if least == most else f"{least} 至 {most} 元"


def readings_grid(readings: Sequence[Mapping[str, Any]]) -> Grid:
    """The readings of one result side by side: one column each."""
    rows = [
        ("形态", *(one["form"] or "—" for one in readings)),
        ("金额（元）", *(_yuan(one["amount_fen"]) for one in readings)),
        ("是否成立", *(one["outcome"] for one in readings)),
    ]
    if any(one.get("shares") for one in readings):
        rows.append(("各自份额（元）", *(_shares(one.get("shares")) for one in readings)))
    if any(one.get("recourse") for one in readings):
        rows.append(("付后向谁追偿", *(_recourse(one.get("recourse")) for one in readings)))
    rows.append(("支持的案例", *(one["case"] or "—" for one in readings)))
    if any(one.get("note") for one in readings):
        rows.append(("说明", *(one.get("note", "") or "—" for one in readings)))
    return Grid(("解释", *(one["name"] for one in readings)), tuple(rows))


def _rule_lines(node: Mapping[str, Any], depth: int) -> Iterator[Line]:
    basis = "、".join(_cited(one) for one in node.get("provisions", ()))
    yield Line(
        f"{node['outcome']}：{node['title']}（{'，'.join(filter(None, (node['rule'], basis)))}）", depth, not depth
    )
    if "because" in node:
        yield Line(node["because"], depth + 1)
    for one in node.get("conditions", ()):
        yield from tree_lines(one, depth + 1)
    if node.get("yields_to"):
        yield Line("遇下列情形不适用：", depth + 1)
        for one in node["yields_to"]:
            yield from tree_lines(one, depth + 2)


def _cited(basis: Mapping[str, str]) -> str:
    return f"《{basis['title']}》{basis['article']}" if basis["id"] else basis["title"]


def _fact_words(node: Mapping[str, Any]) -> str:
    told = [node["fact"], "：", node["value"]]
    if node.get("assumed"):
        told.append(f"（{node['assumed']}）")
    elif node.get("burden"):
        told.append(f"（由{node['burden']}举证）")
    if node["deciding"]:
        told.append("，起决定作用")
    return "".join(told)


def _asked(inquiry: Inquiry, result: Mapping[str, Any]) -> Grid:
    rows = [
        ("名称", inquiry.title),
        ("案件", inquiry.case),
        ("案源", inquiry.lead or ""),
        ("事实日 / 审理日", f"{result['conduct']} / {result['trial']}"),
        ("方式", MODES[result["mode"]]),
        ("范围", "、".join(inquiry.topics) or "全部"),
        ("适用", "、".join(result["layer"])),
        ("规则版本", result["rules_digest"][:16]),
    ]
    return Grid(("项目", "内容"), tuple(row for row in rows if row[1]))


def _facts(rules: RuleSet, inquiry: Inquiry) -> Iterator[Line | Grid]:
    if inquiry.answers:
        rows = tuple((one.fact, _question(rules, one.fact), one.answer.value, _source(one)) for one in inquiry.answers)
        yield Grid(("事实", "问题", "答", "出处"), rows)
    else:
        yield Line("还没有回答任何问题。")
    if inquiry.amounts:
        sources = inquiry.amount_sources or {}
        sums = (
            (name, amount_words(rules, name, value), sources.get(name, "分析人填写"))
            for name, value in sorted(inquiry.amounts.items())
        )
        yield Grid(("金额", "数", "出处"), tuple(sums))


def amount_words(rules: RuleSet, name: str, value: int) -> str:
    """An amount with its unit: fen as yuan, counts as they are."""
    quantity = rules.quantities.get(name)
    unit = quantity.unit if quantity else "分"
    return f"{yuan_from_fen(value)} 元" if unit == "分" else f"{value} {unit}"


def _question(rules: RuleSet, fact: str) -> str:
    known = rules.facts.get(fact)
    return known.question if known else ""


def _source(one: Any) -> str:
    return f"{one.source}（存证 {'、'.join(one.exhibits)}）" if one.exhibits else (one.source or "分析人回答")


def _results(results: Sequence[Mapping[str, Any]], live: Sequence[Mapping[str, Any]]) -> Iterator[Line | Grid]:
    for one in live:
        form = f"（{one['form']}）" if one["form"] else ""
        said = "：".join(filter(None, (one.get("modality", ""), one["claim"])))
        sums = money_words(one)
        yield Line(f"{outcome_words(one)}　{one['defendant']}——{said}{form}　{sums}".rstrip(), strong=True)
        yield from (Line(text, 1) for text in _beneath(one))
        if one["readings"]:
            yield readings_grid(one["readings"])
    aside = sum(bool(one["aside"]) for one in results)
    rest = len(results) - len(live) - aside
    if rest:
        yield Line(f"另有 {rest} 项不成立或不适用。")
    if aside:
        yield Line(f"另有 {aside} 项要有人提出有关事项才谈得上，先放在一边。")


def _beneath(one: Mapping[str, Any]) -> Iterator[str]:
    if one["provisions"]:
        yield f"依据：{'、'.join(_cited(basis) for basis in one['provisions'])}"
    if one["unless"]:
        yield f"除非有人提出：{'、'.join(one['unless'])}"
    if one["why"]["deciding"]:
        yield f"起决定作用的事实：{'、'.join(one['why']['deciding'])}"
    if one["unset"] and one["readings"]:
        yield f"没有填写、按缺省值计算的金额：{'、'.join(one['unset'])}"
    if one["left"]:
        yield f"还取决于 {one['left']} 项没有查明的事实"
    for remark in one.get("not_modelled", ()):
        yield f"规则没有写到的：{remark}"


def _elections(elections: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for one in elections:
        options = "；".join(
            f"{option['defendant']}——{option['claim']}{_most(option['amount_fen'])}" for option in one["options"]
        )
        yield Line(f"{CHOICES[one['relation']]}，由{one['chooser']}决定：{options}")


def _chains(chains: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for one in chains:
        yield Line(" → ".join(one["parties"]), strong=True)
        yield from (Line(step_words(step), 1) for step in one["steps"])


def step_words(step: Mapping[str, Any]) -> str:
    """One step of a way of recourse."""
    sure = "" if step["sure"] else "（随说法而定）"
    most = f"至多 {yuan_from_fen(step['most_fen'])} 元" if step["most_fen"] else "金额未定"
    return f"{step['payer']}因{'、'.join(step['claims'])}付后，可以向{step['against']}追偿，{most}{sure}"


def _most(fen: int | None) -> str:
    return "" if fen is None else f"（最多 {yuan_from_fen(fen)} 元）"


def _assumed(assumed: Sequence[Mapping[str, Any]]) -> Iterator[Grid]:
    if assumed:
        yield Grid(("事实", "怎样处理"), tuple((one["fact"], one["how"]) for one in assumed))


def _questions(inquiry: Inquiry, questions: Sequence[Mapping[str, Any]]) -> Iterator[Grid]:
    rows = tuple(
        (
            one["question"],
            one["burden"],
            f"按{one['unproved']}",
            "说不清" if one["fact"] in inquiry.untold else "没有问到",
        )
        for one in questions
    )
    if rows:
        yield Grid(("问题", "谁举证", "没有证明", "现在"), rows)


def _resting(issues: Sequence[Mapping[str, str]]) -> Iterator[Line]:
    for one in issues:
        yield Line(f"{one['name']}：{one['question']}")


def _reasons(live: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for one in live:
        yield Line(f"{one['defendant']}——{one['claim']}：{outcome_words(one)}", strong=True)
        for tree in one["why"]["rules"]:
            yield from tree_lines(tree, 1)


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else yuan_from_fen(fen)


def _shares(shares: Mapping[str, int] | None) -> str:
    return "；".join(f"{who} {yuan_from_fen(fen)}" for who, fen in (shares or {}).items()) or "—"


def _recourse(recourse: Mapping[str, Any] | None) -> str:
    return f"{recourse['against']}（{recourse['extent']}）" if recourse else "—"
