"""Train the semantic layer on text of ours, measure it with whole files left out, and write weights and card.

usage: .venv/bin/python scripts/train_semantic.py [--check]

Plain Python in a fixed order: the same sentences give the same bytes. ``--check`` writes nothing and says whether the
shipped weights are those that today's sentences give.
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

from gongzhi.law import load_book
from gongzhi.screening import FindingType, Line, Screener, load_rules
from gongzhi.screening.semantic import Model, plain_of, print_model
from gongzhi.screening.semantic.calibrating import (
    Held,
    at_least,
    calibration_error,
    fit_calibration,
    lowest_score_for,
    ranking,
    reliability,
)
from gongzhi.screening.semantic.fitting import sigmoid
from gongzhi.screening.semantic.schooling import Lesson, teach
from gongzhi.screening.semantic.sentences import Sentence, load_sentences, sentences_of_rules

_SCRIPTS = Path(__file__).resolve().parent
_HOME = _SCRIPTS.parent / "src" / "gongzhi" / "screening" / "semantic"
_ROOMS = _HOME.parents[2] / "gongzhi_web" / "demo" / "market" / "rooms"
_CUES = re.compile(r"-->[^\n]*\n(.*?)\n(?:\n|$)", re.S)
_DAY = date(2026, 3, 1)
# What a single line can show; the other types are of whole broadcasts.
_LINES = set(FindingType) - {FindingType.MISSING_DISCLOSURE, FindingType.CONTRADICTS_LISTING}
_FOLDS, _PRECISION = 10, 0.9
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


def judged_when_left_out(sentences: Sequence[Sentence]) -> Judged:
    """Each sentence judged by a model that has seen no sentence of its file."""
    files = sorted({one.file for one in sentences})
    judged: Judged = []
    for fold in range(_FOLDS):
        left_out = set(files[fold::_FOLDS])
        model = teach([one for one in sentences if one.file not in left_out], _LESSON)
        judged += [
            (one, model.score(plain) / model.scale, model.type_of(plain))
            for one in sentences
            if one.file in left_out and (plain := plain_of(one.text))
        ]
    return judged


def calibrated(sentences: Sequence[Sentence], held: Sequence[Held]) -> Model:
    """The model of all sentences, with the calibration and the threshold of those left out."""
    slope, offset = fit_calibration(held)
    threshold = lowest_score_for(_PRECISION, held)
    if threshold is None:
        raise SystemExit(f"没有一个分数能达到 {_PRECISION:.0%} 的查准率，请增加训练句子")
    model = teach(sentences, _LESSON)
    return replace(
        model,
        threshold=round(threshold * model.scale),
        slope_thousandths=round(slope * 1000),
        offset_thousandths=round(offset * 1000),
    )


def card_of(sentences: Sequence[Sentence], judged: Judged, model: Model) -> dict[str, Any]:
    """What the model is, what it was taught, how far it can be trusted."""
    held = [(score, one.type is not None) for one, score, _ in judged]
    slope, offset = model.slope_thousandths / 1000, model.offset_thousandths / 1000
    bins = reliability([(sigmoid(slope * score + offset), lead) for score, lead in held])
    threshold = model.threshold / model.scale
    precision, recall = at_least(threshold, held)
    table = print_model(model)
    return {
        "name": "共治语义层",
        "purpose": "提示规则没有说到的线索、排列复核次序；不下结论，由人判断",
        "method": "一至三字片段的逻辑回归；类型为多项逻辑回归；整数权重；留出整份文件校准",
        "sha256": hashlib.sha256(table).hexdigest(),
        "bytes": len(table),
        "pieces": len(model.leads),
        "trained_on": {
            "sentences": len(sentences),
            "leads": sum(one.type is not None for one in sentences),
            "lawful": sum(one.type is None for one in sentences),
            "own_training_files": sum(_is_own(one) for one in sentences),
            "examples_of_rules": sum(not _is_own(one) and one.file.endswith(".yaml") for one in sentences),
            "stretches_of_demo_rooms": sum(not one.file.endswith(".yaml") for one in sentences),
            "own_text_sha256": digest_of(one for one in sentences if _is_own(one)),
            "all_text_sha256": digest_of(sentences),
        },
        "measured": {
            "how": f"{_FOLDS} 组，每组留出整份文件（规则文件、训练文件），由没有见过它们的模型来判",
            "ranking_auc": _rounded(ranking(held)),
            "threshold_precision": _rounded(precision),
            "threshold_recall": _rounded(recall),
            "calibration_error": _rounded(calibration_error(bins)),
            "calibration": [
                {"count": one.count, "forecast": _rounded(one.forecast), "came_true": _rounded(one.came_true)}
                for one in bins
            ],
            "by_type": _by_type(judged, threshold),
        },
        "limits": [
            "句子是我们拟写的和规则自带的示例，不是真实录音；真实直播里的查准率以 make conformance 打印的为准",
            "不看商品类别、登记批准内容和上下文，同一句话对不同商品可能一个合法一个违法",
            "只读卖方的话（口播、画面文字、商品页、商家发言），不读观众弹幕",
            "召回有限：没有提示不等于没有问题",
        ],
    }


def digest_of(sentences: Any) -> str:
    """One digest for the text, the labels and the files of these sentences, in their order."""
    said = "\n".join(f"{one.file}\t{one.type or '-'}\t{one.text}" for one in sentences)
    return hashlib.sha256(said.encode()).hexdigest()


def _is_own(sentence: Sentence) -> bool:
    return (_HOME / "training" / sentence.file).exists()


def _by_type(judged: Judged, threshold: float) -> list[dict[str, Any]]:
    """For each type: its sentences, how many were flagged, how many of those under the right type, how precisely."""
    of, flagged, right, named = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one, score, kind in judged:
        over = score >= threshold
        if one.type is not None:
            of[one.type] += 1
            flagged[one.type] += over
            right[one.type] += over and kind is one.type
        named[kind] += over
    return [
        {
            "type": str(kind),
            "sentences": of[kind],
            "recall": _rounded(flagged[kind] / of[kind]),
            "recall_with_type": _rounded(right[kind] / of[kind]),
            "precision_with_type": _rounded(right[kind] / named[kind]) if named[kind] else None,
        }
        for kind in sorted(of)
    ]


def _rounded(value: float) -> float:
    return round(value, 3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    sentences = gathered()
    judged = judged_when_left_out(sentences)
    model = calibrated(sentences, [(score, one.type is not None) for one, score, _ in judged])
    table = print_model(model)
    if args.check:
        same = (_HOME / "weights.txt").read_bytes() == table
        print("权重与今天的句子一致" if same else "权重与今天的句子不一致：规则示例或训练句子改过，重新运行本脚本")
        sys.exit(0 if same else 1)
    card = yaml.safe_dump(card_of(sentences, judged, model), allow_unicode=True, sort_keys=False, width=200)
    (_HOME / "weights.txt").write_bytes(table)
    (_HOME / "card.yaml").write_text("# 由 scripts/train_semantic.py 写出，请勿手改。\n" + card, encoding="utf-8")
    print(card)


if __name__ == "__main__":
    main()
