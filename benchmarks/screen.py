"""How fast lines are screened, beside libraries that only match the same words.

usage: .venv/bin/python benchmarks/screen.py [--lines N] [--terms N]

The full pipeline (fold, two automata, undoing evasions, judging with contexts, law, promises, and the model over single
statements) runs with 60,000 further terms loaded. The others match the same words in untouched text and do nothing else. Time is the processor's,
so that neighbours on the machine do not count; one process, one core, best of three.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import ahocorasick_rs
from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.law import load_book
from gongzhi.screening import Line, RuleSet, Screener, load_rules
from gongzhi.screening.notation import Shape
from gongzhi.screening.semantic import load_model

_DANMU = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "bilibili-live-danmu"
_DAY = date(2026, 3, 1)
_ORDINARY = [
    "主播好", "这个多少钱", "已拍", "扣一", "什么时候发货", "尺码怎么选", "哈哈哈哈", "颜色有几种", "昨天买的到了", "支持主播", "来了来了", "有没有大一点的",
    "蓝色还有吗", "怎么领券", "刚才那款叫什么", "想看看背面", "拉链顺不顺", "我在深圳", "老铁好", "新人报到", "声音有点小", "镜头近一点", "上一个再讲一遍",
    "这款面料摸着很软，里面加了一层薄绒", "三号链接是刚才那个碗，四号链接是配套的盘子", "大家看一下吊牌，成分都写在上面", "袖口这里做了收边，走线是双线",
    "我们从早上八点播到中午十二点，下午换人", "个子一米六左右的姐妹拍中码", "有没有从四川过来的朋友，打个招呼", "这个碗底有一圈防滑的硅胶",
    "这批橙子是前天下午摘的，一早装的箱", "客服在线，有事留言", "点一下关注，同一时间还在这里", "腰围二尺三的选三十码，二尺四的选三十一码",
    "锅底是复合的，电磁炉和明火能用", "洗的时候用三十度以下的水，不要用漂白剂", "杯口直径八厘米，容量三百五十毫升", "背带可以拆下来当手提",
    "水烧开以后放两勺，搅一搅就成", "我把它翻过来给大家看看里子", "左手边这个是米色，右手边是灰色", "包装里有说明书和两颗螺丝",
    "先说尺寸，再说颜色，最后说怎么保养", "这个抽屉拉到底会有个卡扣", "路上颠簸，外面套了泡沫箱", "毛巾是长绒的，一条一百二十克",
]  # fmt: skip
_CLAIMS = [
    "我们家这个是全网第一，国家级品质", "有白某障青某光的都来吃一吃", "假一赔十，七天无理由，运费险送上", "平时线下都是卖九十九元一瓶", "一颗顶别人家两三颗的",
    "加我微信给你便宜", "白大褂也会跟你说要多补充", "喝了三天就见效，无效退款",
]  # fmt: skip


def generated(count: int, chance: random.Random) -> list[str]:
    """Lines of a room: two thirds short danmu and a third speech, one in fifty a claim."""
    lines = []
    for _ in range(count):
        if chance.random() < 0.02:
            lines.append(chance.choice(_CLAIMS))
        else:
            parts = chance.sample(_ORDINARY, k=1 if chance.random() < 0.7 else 2)
            lines.append("".join(parts))
    return lines


def speech(count: int, chance: random.Random) -> list[str]:
    """Lines of thirty characters as they are spoken, no two alike; one in fifty holds a claim."""
    lines = []
    for _ in range(count):
        parts = chance.sample(_ORDINARY, k=4)
        if chance.random() < 0.02:
            parts.insert(1, chance.choice(_CLAIMS))
        lines.append("".join(parts)[:30])
    return lines


def danmu(count: int) -> list[str]:
    """Real danmu lines where they are at hand."""
    lines: list[str] = []
    for path in sorted(_DANMU.glob("*_*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        lines.extend(line for line in text.splitlines() if line and not line.startswith("TIME"))
    return lines[:count]


def invented_terms(count: int, chance: random.Random) -> list[str]:
    """Terms of two to five characters drawn from common characters; none of them means anything."""
    characters = [chr(code) for code in range(0x4E00, 0x5600)]
    return sorted({"".join(chance.choices(characters, k=chance.randint(3, 5))) for _ in range(count)})


def with_terms(rules: RuleSet, terms: Iterable[str]) -> RuleSet:
    """The shipped rules and one more that looks for all these terms."""
    shape = Shape(source="<词>", regex=None, groups=(frozenset(terms),), before=0, after=0)
    more = replace(rules.rules[0], id="bench.terms", shapes=(shape,))
    return replace(rules, rules=(*rules.rules, more))


class DictMachine:
    """The plain way: nested dicts, tried from every position."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.root: dict[str, dict] = {}
        for term in terms:
            node = self.root
            for character in term:
                node = node.setdefault(character, {})
            node[""] = {}

    def find(self, text: str) -> list[tuple[int, int]]:
        found = []
        for start in range(len(text)):
            node, at = self.root, start
            while at < len(text) and (following := node.get(text[at])) is not None:
                node, at = following, at + 1
                if "" in node:
                    found.append((start, at))
        return found


def per_second(run: Callable[[], object], count: int, *, times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return count / best


def latencies(screener: Screener, lines: Sequence[Line]) -> tuple[float, float]:
    """Median and 99th percentile of one line screened alone, in microseconds."""
    taken = []
    for line in lines[:40_000]:
        before = time.process_time_ns()
        screener.screen(line)
        taken.append((time.process_time_ns() - before) / 1e3)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def measure(name: str, texts: list[str], screener: Screener, terms: list[str]) -> None:
    lines = [Line(id="", text=text, kind="danmu", actor="merchant", on=_DAY, category="保健食品") for text in texts]
    print(f"\n{name}：{len(texts):,} 行，平均 {sum(map(len, texts)) / len(texts):.1f} 字")
    # Every text once, by a screener that has not seen it: what it costs when no line repeats.
    distinct = list({line.text: line for line in lines}.values())
    once, later = distinct[: len(distinct) // 2], distinct[len(distinct) // 2 :]
    first = per_second(lambda: screener.screen_many(once), len(once), times=1)
    # As many others of its kind, screened once: patterns are compiled by now, and no line has been seen.
    unseen = per_second(lambda: screener.screen_many(later), len(later), times=1) if later else 0
    flagged = sum(bool(one.findings) for one in screener.screen_many(lines))
    rate = per_second(lambda: screener.screen_many(lines), len(lines))
    middle, worst = latencies(screener, lines)
    print(
        f"  共治全流程（折叠、匹配、判断、法条、承诺） {rate:>12,.0f} 行/秒   单行 p50 {middle:.1f} 微秒  p99 {worst:.1f} 微秒   有发现 {flagged / len(lines):.2%}"
    )
    print(f"  其中各不相同的 {len(once):,} 行，第一次见，含首次编译  {first:>12,.0f} 行/秒")
    print(f"  另外各不相同的 {len(later):,} 行，第一次见，已热      {unseen:>12,.0f} 行/秒")
    peers: list[tuple[str, Callable[[str], object]]] = [
        ("daachorse，只匹配", CharwiseDoubleArrayAhoCorasick(terms).find_overlapping),
        ("ahocorasick_rs，只匹配", ahocorasick_rs.AhoCorasick(terms).find_matches_as_indexes),
        ("字典逐位，只匹配", DictMachine(terms).find),
    ]
    for label, find in peers:
        print(f"  {label:<24} {per_second(lambda find=find: [find(text) for text in texts], len(texts)):>12,.0f} 行/秒")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--terms", type=int, default=60_000)
    args = parser.parse_args()
    chance = random.Random(20260201)
    terms = invented_terms(args.terms, chance)
    before = time.process_time()
    rules = with_terms(load_rules(), terms)
    loaded = time.process_time()
    model, book = load_model(), load_book()
    ready = time.process_time()
    screener = Screener(rules, book, model=model)
    built = time.process_time()
    CharwiseDoubleArrayAhoCorasick(terms)
    alone = time.process_time() - built
    print(
        f"规则 {len(rules.rules)} 条，另加 {len(terms):,} 词；读规则 {loaded - before:.2f} 秒，读模型与法规 {ready - loaded:.2f} 秒，"
        f"建自动机 {built - ready:.2f} 秒（daachorse 只建这些词 {alone:.2f} 秒）"
    )
    measure("拟写的直播间文字", generated(args.lines, chance), screener, terms)
    measure("拟写的三十字口播", speech(args.lines, chance), screener, terms)
    real = danmu(args.lines)
    if real:
        measure("真实弹幕", real, screener, terms)


if __name__ == "__main__":
    main()
