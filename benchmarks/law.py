"""Law: loading, citing, searching and assessing, each beside a plain way to do the same.

The peers are what one would write without us: the tables through PyYAML's C loader, a dict keyed by id alone (which
knows no day, no short name and no refusal), a scan of all rows, and a dict of statuses counted per party.
"""

import random
import time
from collections.abc import Callable
from datetime import date

import yaml

from gongzhi.law import Checklist, Status, duties_of, load_book
from gongzhi.law.loading import read_tables, shipped_tables

DAY = date(2026, 3, 1)
WORDS = (
    "绝对化用语",
    "黑名单 申诉",
    "七日 退货",
    "保存 三年",
    "明码标价",
    "惩罚性赔偿",
    "连带 平台",
    "直播 回放",
    "价格欺诈",
    "刷单",
)
PARTIES = 100_000


def best(run: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)


def best_cpu(run: Callable[[], object], times: int = 5) -> float:
    """Seconds of processor time of the cheapest of several runs: what a busy machine does not add to."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def line(what: str, ours: str, peer: str) -> None:
    print(f"{what:<34}{ours:>22}    同类：{peer}")


def load() -> None:
    tables = read_tables(shipped_tables())
    ours, cpu = best(load_book), best_cpu(load_book)
    peer = best(lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in tables.values()], 2)
    line(
        "读入全部法规表（目标 ≤150 毫秒）",
        f"{ours * 1000:.0f}（处理器 {cpu * 1000:.0f}）毫秒",
        f"PyYAML（C）只解析不核对 {peer * 1000:.0f} 毫秒",
    )


def cite() -> None:
    book = load_book()
    chance = random.Random(7)
    ids = [one.id for one in book.provisions(DAY)]
    asked = [(chance.choice(ids), date(chance.choice((2025, 2026)), chance.randint(1, 12), 1)) for _ in range(50_000)]
    known = [(provision, day) for provision, day in asked if _resolves(book, provision, day)]
    plain = {one.id: one for one in book.provisions(DAY)}

    def ours() -> None:
        for provision, day in known:
            book.cite(provision, day)

    def peer() -> None:
        for provision, _ in known:
            plain[provision]

    line(
        "查条款（目标 ≥200,000 次/秒）",
        f"{len(known) / best(ours):,.0f} 次/秒",
        f"不问日子的字典 {len(known) / best(peer):,.0f} 次/秒",
    )


def _resolves(book: object, provision: str, day: date) -> bool:
    try:
        book.cite(provision, day)  # type: ignore[attr-defined]
    except LookupError:
        return False
    return True


def search() -> None:
    book = load_book()
    book.search("预热")
    rows = list(book.norms())
    taken, spent, scan = [], [], []
    for words in WORDS * 20:
        start, busy = time.perf_counter(), time.process_time()
        book.search(words, DAY)
        taken.append(time.perf_counter() - start)
        spent.append(time.process_time() - busy)
        start = time.perf_counter()
        [norm for _, norm in rows if all(word in norm.wording for word in words.split())]
        scan.append(time.perf_counter() - start)
    ours = f"{_p95(taken):.2f}（处理器 {_p95(spent):.2f}）毫秒"
    line("搜索 p95（目标 ≤20 毫秒）", ours, f"逐行查找、不排序不问日子 {_p95(scan):.2f} 毫秒")


def _p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)] * 1000


def assess() -> None:
    checklist = Checklist(duties_of(load_book(), "platform", DAY))
    chance = random.Random(7)
    some = ["".join(chance.choices("mxn-", k=len(checklist.duties))) for _ in range(1000)]
    records = some * (PARTIES // len(some))
    answers = [dict(zip((duty.code for duty in checklist.duties), one, strict=True)) for one in some[:100]]
    ours = best(lambda: checklist.tally_all(records), 3)
    counted = best(lambda: [[list(one.values()).count(status) for status in Status] for one in answers], 3)
    line(
        f"评估 {PARTIES:,} 方 × {len(checklist.duties)} 项（≤2 秒）",
        f"{ours:.2f} 秒",
        f"每方一个字典逐项计数 {counted * PARTIES / len(answers):.2f} 秒",
    )


if __name__ == "__main__":
    for run in (load, cite, search, assess):
        run()
