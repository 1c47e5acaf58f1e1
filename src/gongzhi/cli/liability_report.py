"""Print an answer for a reader: results first, then the sums side by side, then what to ask."""

from typing import Any

from gongzhi.values import yuan_from_fen

_MOST_QUESTIONS = 8


def print_answer(answer: dict[str, Any]) -> None:
    """The answer as text."""
    mode = "裁判（不明的事实按举证责任）" if answer["mode"] == "adjudication" else "筛查（不明的事实仍不明）"
    print(f"{'、'.join(answer['layer'])}  事实日 {answer['conduct']}  审理日 {answer['trial']}  {mode}")
    for key, heading in (("results", ""), ("other_results", "其他主体"), ("administrative", "行政")):
        live = [one for one in answer[key] if one["outcome"] in ("成立", "取决于")]
        if live and heading:
            print(f"\n【{heading}】")
        for one in live:
            _print_result(one)
    rest = sum(one["outcome"] in ("不成立", "不适用") for key in ("results", "other_results") for one in answer[key])
    print(f"\n不成立或不适用 {rest} 项（--format json 列出全部）")
    _print_elections(answer)
    _print_questions(answer)
    for remark in answer["remarks"]:
        print(f"注意：{remark}")
    print(answer["notice"])
    for part in answer.get("parts", ()):
        print(f"\n== {part['name']} ==")
        print_answer(part)


def _print_result(one: dict[str, Any]) -> None:
    form = f"（{one['form']}）" if one["form"] else ""
    modality = f"{one['modality']}：" if one.get("modality") else ""
    print(f"\n{one['outcome']}  {one['defendant']} · {modality}{one['claim']}{form}")
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


def _print_elections(answer: dict[str, Any]) -> None:
    for one in answer["elections"]:
        options = " | ".join(
            f"{o['defendant']}·{o['claim']} {yuan_from_fen(o['amount_fen'] or 0)} 元" for o in one["options"]
        )
        who = f"由{one['chooser']}选" if one["relation"] == "择一" else ""
        print(f"{one['relation']}{who}：{options}")


def _print_questions(answer: dict[str, Any]) -> None:
    if not answer["questions"]:
        return
    print("还要问：")
    for one in answer["questions"][:_MOST_QUESTIONS]:
        print(f"  {one['fact']}（{one['burden']}举证，影响 {one['influence']:.0%}）{one['question']}")
    more = len(answer["questions"]) - _MOST_QUESTIONS
    if more > 0:
        print(f"  另有 {more} 项")
