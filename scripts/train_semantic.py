"""Train the semantic layer on text of ours, measure it with whole files left out, and write weights and card.

usage: .venv/bin/python scripts/train_semantic.py [--check] [--compare] [--ordinary ../shared/data]

Sums in a fixed order: the same sentences give the same bytes. ``--check`` writes nothing and says whether the shipped
weights are those that today's sentences give; ``--compare`` writes nothing and prints what other ways of learning reach.
``--ordinary`` names the folder with ordinary text (scripts/measure_hit_rates.py) of which the strong threshold lets
through at most 0.5 %; nothing is learned from it, and without it the floor that the card states is kept.
"""

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from measure_hit_rates import CORPORA

from gongzhi.law import load_book
from gongzhi.screening import FindingType, Line, Screener, load_rules
from gongzhi.screening.semantic import Model, plain_of, print_model
from gongzhi.screening.semantic.calibrating import (
    Held,
    at_least,
    calibration_error,
    fit_calibration,
    lowest_score_for,
    lowest_score_sparing,
    ranking,
    reliability,
)
from gongzhi.screening.semantic.odds import sigmoid
from gongzhi.screening.semantic.pieces import LONGEST
from gongzhi.screening.semantic.schooling import Lesson, teach
from gongzhi.screening.semantic.sentences import Sentence, load_sentences, sentences_of_rules

_SCRIPTS = Path(__file__).resolve().parent
_HOME = _SCRIPTS.parent / "src" / "gongzhi" / "screening" / "semantic"
_ROOMS = _HOME.parents[2] / "gongzhi_web" / "demo" / "market" / "rooms"
_CUES = re.compile(r"-->[^\n]*\n(.*?)\n(?:\n|$)", re.S)
_DAY = date(2026, 3, 1)
# What a single line can show; the other types are of whole broadcasts.
_LINES = set(FindingType) - {FindingType.MISSING_DISCLOSURE, FindingType.CONTRADICTS_LISTING}
_FOLDS, _PRECISION, _LAWFUL = 5, 0.9, 0.02
_STRONG_LAWFUL, _STRONG_ORDINARY, _SHORTEST = 0.015, 0.005, 4
_LESSON = Lesson()
Judged = list[tuple[Sentence, float, FindingType]]


def gathered() -> list[Sentence]:
    """All sentences, the training files' own first; what stands in both is taken once."""
    own = load_sentences()
    known = {one.text for one in own}
    rules = [one for one in sentences_of_rules(load_rules().rules) if one.text not in known]
    return [*own, *rules, *stretches_of_demo()]


def stretches_of_demo() -> list[Sentence]:
    """The invented rooms of the demo market: what their author meant to be found, and windows of all other talk.

    Windows in which a rule speaks are left out: whether they are lawful was never said.
    """
    screener = Screener(load_rules(), load_book())
    read_over = yaml.safe_load((_SCRIPTS / "semantic_demo_leads.yaml").read_text(encoding="utf-8"))
    found: list[Sentence] = []
    for room in sorted(one for one in _ROOMS.iterdir() if one.is_dir()):
        expected = yaml.safe_load((room / "expected.yaml").read_text(encoding="utf-8"))
        category = yaml.safe_load((room / "room.yaml").read_text(encoding="utf-8"))["category"]
        said = "".join(_CUES.findall((room / "speech.srt").read_text(encoding="utf-8")))
        meant = [*expected["must_find"], *read_over.get(room.name, [])]
        quotes = [one for one in meant if one["quote"] in said]
        found += [
            Sentence(one["quote"], FindingType(one["type"]), room.name) for one in quotes if one["type"] in _LINES
        ]
        line = Line(id=room.name, text=said, kind="speech", on=_DAY, category=category)
        spans = [(hit.start, hit.end) for hit in screener.screen(line).findings]
        spans += [(at, at + len(one["quote"])) for one in quotes for at in [said.index(one["quote"])]]
        found += [
            Sentence(said[at : at + _LESSON.window], None, room.name)
            for at in range(0, len(said) - _LESSON.window, _LESSON.window)
            if not any(at < end and start < at + _LESSON.window for start, end in spans)
        ]
    return list({one.text: one for one in found}.values())


def judged_when_left_out(sentences: Sequence[Sentence], lesson: Lesson = _LESSON) -> Judged:
    """Each sentence judged by a model that has seen no sentence of its file."""
    files = sorted({one.file for one in sentences})
    judged: Judged = []
    for fold in range(_FOLDS):
        left_out = set(files[fold::_FOLDS])
        model = teach([one for one in sentences if one.file not in left_out], lesson)
        judged += judged_by(model, [one for one in sentences if one.file in left_out])
    return judged


def judged_by(model: Model, sentences: Sequence[Sentence]) -> Judged:
    """Each sentence with its score in natural logarithms of the odds and the type that the model gives it."""
    plains = [(one, plain_of(one.text)) for one in sentences]
    return [(one, model.score(plain) / model.scale, model.type_of(plain)) for one, plain in plains if plain]


def judged_unseen(sentences: Sequence[Sentence], lesson: Lesson = _LESSON) -> Judged:
    """The examples of the rules, judged by a model that has seen none of them: other writers, other wordings."""
    of_rules = [one for one in sentences if _is_of_rules(one)]
    return judged_by(teach([one for one in sentences if not _is_of_rules(one)], lesson), of_rules)


def held_of(judged: Judged) -> list[Held]:
    return [(score, one.type is not None) for one, score, _ in judged]


def calibrated(sentences: Sequence[Sentence], held: Sequence[Held]) -> Model:
    """The model of all sentences, with the calibration and the thresholds of those left out."""
    slope, offset = fit_calibration(held)
    precise = lowest_score_for(_PRECISION, held)
    if precise is None:
        raise SystemExit(f"没有一个分数能达到 {_PRECISION:.0%} 的查准率，请增加训练句子")
    model = teach(sentences, _LESSON)
    threshold = max(precise, lowest_score_sparing(_LAWFUL, held))
    strong = lowest_score_sparing(_STRONG_LAWFUL, held)
    return replace(
        model,
        threshold=round(threshold * model.scale),
        strong=round(strong * model.scale),
        slope_thousandths=round(slope * 1000),
        offset_thousandths=round(offset * 1000),
    )


def ordinary_of(model: Model, folder: Path) -> dict[str, Any] | None:
    """What the model says of ordinary text, line by line; where the text is not here, what the shipped card states of it."""
    if not folder.is_dir():
        shipped = yaml.safe_load((_HOME / "card.yaml").read_text(encoding="utf-8"))
        stated: dict[str, Any] | None = shipped["measured"].get("ordinary_text")
        return stated
    said = (plain_of(line) for read in CORPORA.values() for line in read(folder))
    # The strong threshold is only asked of single statements.
    lines = [plain for plain in said if _SHORTEST <= len(plain) <= model.window]
    scores = [(model.score(plain), False) for plain in lines]
    return {
        "what": "公开的弹幕、商品页与主播答话，不是带货话术，没有用来训练",
        "lines": len(lines),
        "strong_floor": int(lowest_score_sparing(_STRONG_ORDINARY, scores)),
        "suggested": _share(sum(score >= model.threshold for score, _ in scores), len(lines)),
    }


def card_of(sentences: Sequence[Sentence], judged: Judged, model: Model, ordinary: Any) -> dict[str, Any]:
    """What the model is, what it was taught, how far it can be trusted."""
    table = print_model(model)
    return {
        "name": "共治语义层",
        "purpose": "提示规则没有说到的线索、排列复核次序；不下结论，由人判断",
        "method": "一至三字片段、词类、词类先后与词类旁的字的逻辑回归；类型为多项逻辑回归；整数权重；留出整份文件校准",
        "sha256": hashlib.sha256(table).hexdigest(),
        "bytes": len(table),
        "features": len(model.leads),
        "word_classes": {"classes": len(model.classes.names), "digest": model.classes.digest},
        "trained_on": {
            "sentences": len(sentences),
            "leads": sum(one.type is not None for one in sentences),
            "lawful": sum(one.type is None for one in sentences),
            "own_training_files": sum(_is_own(one) for one in sentences),
            "examples_of_rules": sum(_is_of_rules(one) for one in sentences),
            "stretches_of_demo_rooms": sum(not one.file.endswith(".yaml") for one in sentences),
            "own_text_sha256": digest_of(one for one in sentences if _is_own(one)),
            "all_text_sha256": digest_of(sentences),
        },
        "measured": measured(judged, model, held_of(judged_unseen(sentences)), ordinary),
        "limits": [
            "句子是我们拟写的和规则自带的示例，不是真实录音；真实直播里的查准率以 make conformance 打印的为准",
            "留出的文件与训练的文件出自同样的几个人之手，真实的话比它们难得多；没见过的来源见 rules_unseen",
            "不看商品类别、登记批准内容和上下文，同一句话对不同商品可能一个合法一个违法",
            "只读卖方的话（口播、画面文字、商品页、商家发言），不读观众弹幕",
            "召回有限：没有提示不等于没有问题",
        ],
    }


def measured(judged: Judged, model: Model, unseen: Sequence[Held], ordinary: Any) -> dict[str, Any]:
    """How the scores of what was left out rank, how far the chances keep their word, what each threshold lets through."""
    held = held_of(judged)
    slope, offset = model.slope_thousandths / 1000, model.offset_thousandths / 1000
    bins = reliability([(sigmoid(slope * score + offset), lead) for score, lead in held])
    threshold, strong = model.threshold / model.scale, model.strong / model.scale
    return {
        "how": f"{_FOLDS} 组，每组留出整份文件（规则文件、训练文件），由没有见过它们的模型来判",
        **ranked(held),
        "threshold": passed(threshold, held),
        "strong": passed(strong, held),
        "rules_unseen": {
            "what": "规则的示例，由一句也没见过它们的模型来判",
            **ranked(unseen),
            "threshold": passed(threshold, unseen),
            "strong": passed(strong, unseen),
        },
        "ordinary_text": ordinary,
        "calibration_error": _rounded(calibration_error(bins)),
        "calibration": [
            {"count": one.count, "forecast": _rounded(one.forecast), "came_true": _rounded(one.came_true)}
            for one in bins
        ],
        "by_type": _by_type(judged, model),
    }


def ranked(held: Sequence[Held]) -> dict[str, float]:
    """How well scores rank, and the recall where 1 % of the lawful are flagged and where 90 % of the flagged are leads."""
    precise = lowest_score_for(_PRECISION, held)
    return {
        "ranking_auc": _rounded(ranking(held)),
        "recall_at_1_percent_of_lawful": _rounded(at_least(lowest_score_sparing(0.01, held), held)[1]),
        "recall_at_precision_0_9": 0.0 if precise is None else _rounded(at_least(precise, held)[1]),
    }


def passed(score: float, held: Sequence[Held]) -> dict[str, float]:
    """Precision and recall from this score up, and the share of the lawful that is flagged."""
    precision, recall = at_least(score, held)
    flagged = [one >= score for one, lead in held if not lead]
    return {
        "precision": _rounded(precision),
        "recall": _rounded(recall),
        "lawful_flagged": _share(sum(flagged), len(flagged)),
    }


def digest_of(sentences: Any) -> str:
    """One digest for the text, the labels and the files of these sentences, in their order."""
    said = "\n".join(f"{one.file}\t{one.type or '-'}\t{one.text}" for one in sentences)
    return hashlib.sha256(said.encode()).hexdigest()


def _is_own(sentence: Sentence) -> bool:
    return (_HOME / "training" / sentence.file).exists()


def _is_of_rules(sentence: Sentence) -> bool:
    return sentence.file.endswith(".yaml") and not _is_own(sentence)


def _by_type(judged: Judged, model: Model) -> list[dict[str, Any]]:
    """For each type: its sentences, how many were flagged, how many of those under the right type, how precisely."""
    of, flagged, strongly, right, named = Counter[str](), Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one, score, kind in judged:
        over = score >= model.threshold / model.scale
        if one.type is not None:
            of[one.type] += 1
            flagged[one.type] += over
            strongly[one.type] += score >= model.strong / model.scale
            right[one.type] += over and kind is one.type
        named[kind] += over
    return [
        {
            "type": str(kind),
            "sentences": of[kind],
            "recall": _share(flagged[kind], of[kind]),
            "recall_strong": _share(strongly[kind], of[kind]),
            "recall_with_type": _share(right[kind], of[kind]),
            "precision_with_type": _share(right[kind], named[kind]) if named[kind] else None,
        }
        for kind in sorted(of)
    ]


def compare(sentences: Sequence[Sentence]) -> None:
    """Print what each way of learning reaches on files that it has not seen, and on the rules' examples unseen."""
    ways = {
        "一至三字片段": replace(_LESSON, sees=lambda name: not _is_trait(name)),
        "另加词类": replace(_LESSON, sees=lambda name: not _is_trait(name) or _is_class(name)),
        "另加词类与先后": replace(_LESSON, sees=lambda name: not _is_trait(name) or _is_class(name) or "…" in name),
        "词类、先后与旁边的字（所用）": _LESSON,
        "只有词类、先后与旁边的字": replace(_LESSON, sees=_is_trait),
        "所用，权重更拘束（0.3）": replace(_LESSON, freedom=0.3),
        "所用，至少出现三次": replace(_LESSON, least=3),
    }
    print(
        "| 学法 | 留出文件 AUC | 误报 1 % 时召回 | 查准九成时召回 | 没见过的规则示例 AUC | 误报 1 % 时召回 | 查准九成时召回 |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, lesson in ways.items():
        lesson = replace(lesson, type_turns=0)
        figures = [ranked(held_of(judge(sentences, lesson))) for judge in (judged_when_left_out, judged_unseen)]
        print(f"| {name} | " + " | ".join(f"{one:.3f}" for part in figures for one in part.values()) + " |", flush=True)


def _is_trait(name: str) -> bool:
    # The name of a class has two characters or more, so that no piece of text is as long as a trait.
    return len(name) > LONGEST and "<" in name


def _is_class(name: str) -> bool:
    return name.startswith("<") and name.endswith(">") and "…" not in name


def _rounded(value: float) -> float:
    return round(value, 3)


def _share(some: int, of: int) -> float:
    return round(some / max(1, of), 4)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--ordinary", type=Path, default=_SCRIPTS.parents[1] / "shared" / "data")
    args = parser.parse_args()
    sentences = gathered()
    if args.compare:
        compare(sentences)
        return
    judged = judged_when_left_out(sentences)
    model = calibrated(sentences, held_of(judged))
    ordinary = ordinary_of(model, args.ordinary)
    if ordinary is not None:
        model = replace(model, strong=max(model.strong, ordinary["strong_floor"]))
    table = print_model(model)
    if args.check:
        same = (_HOME / "weights.txt").read_bytes() == table
        print("权重与今天的句子一致" if same else "权重与今天的句子不一致：规则示例或训练句子改过，重新运行本脚本")
        sys.exit(0 if same else 1)
    card = yaml.safe_dump(card_of(sentences, judged, model, ordinary), allow_unicode=True, sort_keys=False, width=200)
    (_HOME / "weights.txt").write_bytes(table)
    (_HOME / "card.yaml").write_text("# 由 scripts/train_semantic.py 写出，请勿手改。\n" + card, encoding="utf-8")
    print(card)


if __name__ == "__main__":
    main()
