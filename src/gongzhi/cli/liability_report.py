"""Print an answer for a reader: results first, then the sums side by side, then what to ask."""

from collections.abc import Sequence
from typing import Any

from gongzhi.liability import Relevance
from gongzhi.values import yuan_from_fen

_MOST_QUESTIONS = 8


def print_answer(answer: dict[str, Any], cut: Relevance | None = None) -> None:
    """The answer as text: what holds and what is open, with ``cut`` only as far as it matters."""
    mode = "裁判（不明的事实按举证责任）" if answer["mode"] == "adjudication" else "筛查（不明的事实仍不明）"
    print(f"{'、'.join(answer['layer'])}  事实日 {answer['conduct']}  审理日 {answer['trial']}  {mode}")
    shown = None if cut is None else {*cut.certain, *cut.unless, *cut.open}
    for key, heading in (("results", ""), ("other_results", "其他主体"), ("administrative", "行政")):
        live = [one for one in answer[key] if one["outcome"] in ("成立", "取决于") and _is_shown(one, key, shown)]
        if live and heading:
            print(f"\n【{heading}】")
        for one in sorted(live, key=lambda one: one["outcome"] != "成立"):
            _print_result(one, cut.unless.get(f"{one['defendant']}/{one['claim']}", ()) if cut else ())
    _print_rest(answer, cut)
    _print_elections(answer, shown)
    _print_chains(answer["recourse_chains"])
    _print_questions(list(cut.questions) if cut else answer["questions"])
    for remark in answer["remarks"]:
        print(f"注意：{remark}")
    print(answer["notice"])
    for part in answer.get("parts", ()):
        print(f"\n== {part['name']} ==")
        print_answer(part)
    _print_total(answer.get("parts_total", ()))


def _is_shown(one: dict[str, Any], key: str, shown: set[str] | None) -> bool:
    if shown is None:
        return True
    return one["outcome"] == "成立" if key == "administrative" else f"{one['defendant']}/{one['claim']}" in shown


def _print_rest(answer: dict[str, Any], cut: Relevance | None) -> None:
    rest = sum(one["outcome"] in ("不成立", "不适用") for key in ("results", "other_results") for one in answer[key])
    print(f"\n不成立或不适用 {rest} 项（--format json 列出全部）")
    if cut is not None and cut.aside:
        print(f"没有人提出而先放在一边 {len(cut.aside)} 项（--all 列出）；涉及下列事项的，加 --raise 事项：")
        print("  " + "、".join(issue.name for issue in cut.issues))


def _print_result(one: dict[str, Any], unless: Sequence[str] = ()) -> None:
    form = f"（{one['form']}）" if one["form"] else ""
    modality = f"{one['modality']}：" if one.get("modality") else ""
    so = f"成立（除非提出：{'、'.join(unless)}）" if unless else one["outcome"]
    print(f"\n{so}  {one['defendant']} · {modality}{one['claim']}{form}")
    if one["provisions"]:
        print("  依据：" + "、".join(f"《{p['title']}》{p['article']}" for p in one["provisions"]))
    for reading in one["readings"]:
        case = f"  案：{reading['case']}" if reading["case"] else ""
        amount = yuan_from_fen(reading["amount_fen"])
        print(f"  {reading['name']}：{reading['form'] or ''} {amount} 元{case}")
    if one["why"]["deciding"]:
        print(f"  起决定作用：{'、'.join(one['why']['deciding'])}")
    for remark in one.get("not_modelled", ()):
        print(f"  未建模：{remark}")


def _print_elections(answer: dict[str, Any], shown: set[str] | None) -> None:
    for one in answer["elections"]:
        sums = {f"{o['defendant']}·{o['claim']}": o for o in one["options"] if _is_shown(o, "", shown)}
        if shown is not None and len(sums) < 2:
            continue
        options = " | ".join(f"{name} {yuan_from_fen(o['amount_fen'] or 0)} 元" for name, o in sums.items())
        who = f"由{one['chooser']}选" if one["relation"] == "择一" else ""
        print(f"{one['relation']}{who}：{options}")


def _print_chains(chains: Sequence[dict[str, Any]]) -> None:
    for one in chains:
        steps = "，".join(
            f"{step['payer']}付后可以向{step['against']}追偿至多 {yuan_from_fen(step['most_fen'])} 元"
            f"{'' if step['sure'] else '（随说法而定）'}"
            for step in one["steps"]
        )
        print(f"追偿：{' → '.join(one['parties'])}：{steps}")


def _print_total(lines: Sequence[dict[str, Any]]) -> None:
    if lines:
        print("\n== 各分案合计（择一的请求不相加，各列一行） ==")
    for one in lines:
        limits = one["amount_fen"]
        sums = f"  {yuan_from_fen(limits['min'])} 至 {yuan_from_fen(limits['max'])} 元" if limits else ""
        who = f"{one['defendant']}（{one['party']}）" if "party" in one else one["defendant"]
        print(f"{who} · {one['claim']}：成立 {one['holding']} 件，待定 {one['open']} 件{sums}")


def _print_questions(questions: Sequence[dict[str, Any]]) -> None:
    if not questions:
        return
    print("还要问：")
    for one in questions[:_MOST_QUESTIONS]:
        print(f"  {one['fact']}（{one['burden']}举证，影响 {one['influence']:.0%}）{one['question']}")
    more = len(questions) - _MOST_QUESTIONS
    if more > 0:
        print(f"  另有 {more} 项")
