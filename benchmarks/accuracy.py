"""How well leads are found, beside peers on the same labels: spans and segments of recordings, statements of penalty cases.

usage: .venv/bin/python benchmarks/accuracy.py [--rooms]

Labels are the development ones; who wrote our rules has seen them, the peers have not. ``--rooms`` adds each room of ours.
A found span is right when it overlaps a labelled one; a labelled one that is not doubtful counts as found when any found
span overlaps it; a segment is a lead when it holds one that is not doubtful. Peers are read at their most favourable: the
word lists match folded text as ours does, so that what differs is the judging.
"""

import argparse
import importlib.util
import json
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.law import load_book
from gongzhi.screening import Line, Screened, Screener, load_rules
from gongzhi.screening.fold import fold_line, fold_with_sources
from gongzhi.screening.semantic import load_model, suggest_many

_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
_DAY = date(2026, 3, 1)
# A plain list as a compliance desk keeps one: the words that trainings and templates name first.
_KEYWORDS = [
    "最好",
    "最佳",
    "最低价",
    "最便宜",
    "最高级",
    "最先进",
    "第一",
    "唯一",
    "顶级",
    "极品",
    "国家级",
    "世界级",
    "全网最低",
    "史上最低",
    "独家",
    "首选",
    "绝对",
    "百分百",
    "100%",
    "永久",
    "万能",
    "特效",
    "根治",
    "治愈",
    "治疗",
    "消炎",
    "抗癌",
    "降血糖",
    "降血压",
    "减肥",
    "祛斑",
    "排毒",
    "增强免疫力",
    "无副作用",
    "无效退款",
    "包治",
    "秘方",
    "专家推荐",
    "医生推荐",
    "特供",
    "专供",
    "原价",
    "假一赔十",
    "加微信",
    "私信",
    "转账",
    "刷单",
    "好评返现",
]
_CATEGORIES = {"保健品": "保健食品"}
# Added to the threshold of the model, nothing is suggested.
_NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch that a screener found in one line."""

    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Peer:
    """A screener under its printed name. ``alarms`` says of a whole segment's spans whether it is a lead."""

    name: str
    find: Callable[[Sequence[Line]], list[list[Span]]]
    alarms: Callable[[Sequence[Span], Sequence[Span]], bool] = lambda said, shown: any(
        not one.doubtful for one in (*said, *shown)
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """Sixty seconds of a room: its two lines, and what was labelled in each."""

    room: str
    lines: tuple[Line, Line]
    gold: tuple[tuple[Span, ...], tuple[Span, ...]]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]


def segments() -> list[Segment]:
    labels = {row["id"]: row["items"] for row in rows_of(_DATA / "live-rooms" / "labels-dev.jsonl")}
    return [
        Segment(
            row["room"],
            tuple(_line(row, where, kind) for where, kind in (("asr", "speech"), ("ocr", "screen"))),
            tuple(tuple(_gold(row[where] or "", labels[row["id"]], where)) for where in ("asr", "ocr")),
        )
        for row in rows_of(_DATA / "live-rooms" / "segments-dev.jsonl")
    ]


def _line(row: dict[str, Any], where: str, kind: str) -> Line:
    category = _CATEGORIES.get(row["category"], row["category"])
    on = date.fromisoformat(row["start"][:10])
    return Line(id=f"{row['id']}:{where}", text=row[where] or "", kind=kind, on=on, category=category)


def _gold(text: str, items: Iterable[dict[str, Any]], where: str) -> Iterable[Span]:
    """Each item at its own occurrence of its quote, in the order of the items."""
    used = Counter[str]()
    for item in items:
        if item.get("where", "asr") != where:
            continue
        at = -1
        for _ in range(used[item["quote"]] + 1):
            following = text.find(item["quote"], at + 1)
            at = following if following >= 0 else at
        used[item["quote"]] += 1
        if at >= 0:
            yield Span(at, at + len(item["quote"]), item["certainty"] == "doubtful")


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@dataclass(slots=True)
class Score:
    """Counts of one screener over some segments."""

    found: int = 0
    right: int = 0
    labelled: int = 0
    met: int = 0
    leads: Counter[tuple[bool, bool]] | None = None

    def add(self, segment: Segment, spans: Sequence[Sequence[Span]], alarmed: bool) -> None:
        for gold, found in zip(segment.gold, spans, strict=True):
            self.found += len(found)
            self.right += sum(any(overlap(one, other) for other in gold) for one in found)
            sure = [one for one in gold if not one.doubtful]
            self.labelled += len(sure)
            self.met += sum(any(overlap(one, other) for other in found) for one in sure)
        self.leads = self.leads or Counter()
        self.leads[any(not one.doubtful for gold in segment.gold for one in gold), alarmed] += 1

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.met / max(1, self.labelled)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def lead_rate(self, wanted: bool) -> float:
        leads = self.leads or Counter()
        return leads[wanted, wanted] / max(1, leads[wanted, True] + leads[wanted, False])


Judged = list[tuple[Segment, tuple[list[Span], list[Span]], bool]]


def judged(peer: Peer, over: Sequence[Segment]) -> Judged:
    spans = iter(peer.find([line for segment in over for line in segment.lines]))
    both = [(next(spans), next(spans)) for _ in over]
    return [(segment, pair, peer.alarms(*pair)) for segment, pair in zip(over, both, strict=True)]


def score(these: Judged) -> Score:
    counted = Score()
    for segment, spans, alarmed in these:
        counted.add(segment, spans, alarmed)
    return counted


def statements() -> tuple[list[Line], list[bool]]:
    rows = [row for row in rows_of(_DATA / "utterances" / "dev.jsonl") if row.get("decidable") != "needs_facts"]
    lines = [
        Line(id=row["id"], text=row["text"], kind="speech", on=_DAY, category=row.get("product_category") or "")
        for row in rows
    ]
    return lines, [row["label"] == "violation" for row in rows]


def statement_rates(peer: Peer, lines: Sequence[Line], bad: Sequence[bool]) -> tuple[float, float]:
    flagged = [any(not one.doubtful for one in spans) for spans in peer.find(lines)]
    caught = sum(flag for flag, wrong in zip(flagged, bad, strict=True) if wrong)
    spared = sum(not flag for flag, wrong in zip(flagged, bad, strict=True) if not wrong)
    return caught / max(1, sum(bad)), spared / max(1, len(bad) - sum(bad))


class Gongzhi:
    """Our pipeline as ``gongzhi screen`` runs it, with or without what the model suggests beside it; and its rules alone."""

    def __init__(self) -> None:
        rules, book, self.model = load_rules(), load_book(), load_model()
        self.screener, self.rules = Screener(rules, book, model=self.model), Screener(rules, book)

    def find(self, lines: Sequence[Line]) -> list[list[Span]]:
        return [self._spans(verdict) for verdict in self.screener.screen_many(lines)]

    def find_by_rules(self, lines: Sequence[Line]) -> list[list[Span]]:
        return [self._spans(verdict) for verdict in self.rules.screen_many(lines)]

    def find_with_suggestions(self, lines: Sequence[Line], more: int = 0) -> list[list[Span]]:
        verdicts = self.screener.screen_many(lines)
        model = replace(self.model, threshold=self.model.threshold + more)
        suggested = suggest_many(model, lines, verdicts)
        return [
            [*self._spans(verdict), *(Span(one.start, one.end, True) for one in found)]
            for verdict, found in zip(verdicts, suggested, strict=True)
        ]

    @staticmethod
    def _spans(verdict: Screened) -> list[Span]:
        return [Span(hit.start, hit.end, hit.certainty == "doubtful") for hit in verdict.findings]


class WordList:
    """Words found in folded text: the whole of what a term-list library does."""

    def __init__(self, words: Iterable[str]) -> None:
        self.machine = CharwiseDoubleArrayAhoCorasick(sorted({fold_line(word) for word in words if fold_line(word)}))

    def find(self, lines: Sequence[Line]) -> list[list[Span]]:
        return [self._in(line.text) for line in lines]

    def _in(self, text: str) -> list[Span]:
        folded, sources = fold_with_sources(text)
        return [Span(sources[start], sources[end - 1] + 1) for start, end, _ in self.machine.find_overlapping(folded)]


def regulators() -> list[Peer]:
    """The published words of a county regulator, all categories: by its formula (an alarm above 1), and at any hit.

    Its word combinations were not published, so every word counts: 0.25 for each spoken, 0.35 for each on the screen.
    """
    words = WordList(row["term"] for row in rows_of(_DATA / "curated-live-monitor-terms" / "terms.jsonl"))
    formula = json.loads((_DATA / "curated-live-monitor-terms" / "alarm_formula.json").read_text(encoding="utf-8"))
    spoken, _, shown, _ = (float(part.rpartition("*")[2]) for part in formula["formula"].split("+"))
    return [
        Peer("县级监管系统公布的词表与预警公式", words.find, lambda a, b: spoken * len(a) + shown * len(b) > 1),
        Peer("同一词表，命中即预警", words.find),
    ]


def installed_libraries() -> list[Peer]:
    """The list that pysenseword (MIT) brings, where it happens to be installed: no other library here brings one."""
    spec = importlib.util.find_spec("pysenseword")
    if spec is None or spec.origin is None:
        return []
    # Its own search opens the list by a path that only Windows reads, so the list is matched as the others are.
    words = (Path(spec.origin).parent / "default_dict.py").read_text(encoding="utf-8").splitlines()
    return [Peer(f"pysenseword 自带词表（{len(words):,} 词）", WordList(words).find)]


def left_out(ours: Gongzhi, over: Sequence[Segment]) -> tuple[Score, Score]:
    """Rules alone, and with suggestions whose threshold was chosen on the other rooms, summed over the rooms left out."""
    steps = {
        step: judged(Peer("", lambda lines, step=step: ours.find_with_suggestions(lines, step)), over)
        for step in (0, 64, 128, 192, 256, 320, _NEVER)
    }
    plain: Judged = []
    chosen: Judged = []
    for room in sorted({segment.room for segment in over}):
        others = {step: score([one for one in these if one[0].room != room]).f1 for step, these in steps.items()}
        best = max(others, key=lambda step: (others[step], step))
        plain += [one for one in steps[_NEVER] if one[0].room == room]
        chosen += [one for one in steps[best] if one[0].room == room]
    return score(plain), score(chosen)


def suggested_beyond(ours: Gongzhi, over: Sequence[Segment]) -> str:
    """How many distinct suggestions each room got beyond the rules, and how many of them overlap a label."""
    right: dict[tuple[str, str], bool] = {}
    for segment in over:
        suggested = suggest_many(ours.model, segment.lines, ours.screener.screen_many(segment.lines))
        for gold, found in zip(segment.gold, suggested, strict=True):
            for one in found:
                stands = any(overlap(Span(one.start, one.end), other) for other in gold)
                right[segment.room, one.quote] = right.get((segment.room, one.quote), False) or stands
    return f"规则之外的模型提示（每间相同的话只算一次）{len(right)} 处，其中 {sum(right.values())} 处与标注重合"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rooms", action="store_true")
    args = parser.parse_args()
    if not (_DATA / "live-rooms").is_dir():
        print("没有 ../shared/data：准确度要用那里的开发标注，本次未测")
        return
    over, ours = segments(), Gongzhi()
    lines, bad = statements()
    peers = [
        Peer("共治", ours.find),
        Peer("共治，另算模型提示（存疑）", ours.find_with_suggestions),
        Peer("共治，只按规则", ours.find_by_rules),
        *regulators(),
        Peer(f"{len(_KEYWORDS)} 个常见违禁词", WordList(_KEYWORDS).find),
        *installed_libraries(),
    ]
    print(f"{len(over)} 段录音，{len({one.room for one in over})} 个直播间；{len(lines)} 条处罚案例语句与合法近似句\n")
    print("| 同一份标注 | 片段查准 | 片段召回 | 片段 F1 | 线索召回 | 线索特异 | 语句召回 | 语句特异 |")
    print("|---|---|---|---|---|---|---|---|")
    for peer in peers:
        counted = score(judged(peer, over))
        rates = (counted.precision, counted.recall, counted.f1, counted.lead_rate(True), counted.lead_rate(False))
        print(
            f"| {peer.name} | "
            + " | ".join(f"{one:.2f}" for one in (*rates, *statement_rates(peer, lines, bad)))
            + " |"
        )
    mine = judged(peers[0], over)
    rooms = {room: [one for one in mine if one[0].room == room] for room in sorted({one.room for one in over})}
    each = {room: score(part) for room, part in rooms.items()}
    largest = max(rooms, key=lambda room: len(rooms[room]))
    rest = score([one for one in mine if one[0].room != largest])
    print(
        f"\n共治逐间 F1：中位 {statistics.median(one.f1 for one in each.values()):.2f}；不含最大的一间（{len(rooms[largest])} 段）{rest.f1:.2f}"
    )
    if args.rooms:
        for room, counted in each.items():
            print(f"  {room}\t{len(rooms[room])} 段\tF1 {counted.f1:.2f}\t召回 {counted.recall:.2f}")
    plain, chosen = left_out(ours, over)
    print(
        f"留一间：模型提示的阈值只在其余直播间上选，F1 {plain.f1:.2f}（只有规则）→ {chosen.f1:.2f}；片段召回 {plain.recall:.2f} → {chosen.recall:.2f}"
    )
    print(suggested_beyond(ours, over))


if __name__ == "__main__":
    main()
