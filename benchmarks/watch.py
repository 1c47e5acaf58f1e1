"""Signals a second from files to sealed records, beside plain json.loads and sqlite3 with one commit a batch.

Ours cuts, reads, dates, pseudonymises, de-duplicates, screens against the shipped rules, follows the whole broadcast and
seals into a signed Merkle log with fsync. The peer keeps the rows it parsed and proves nothing: it shows what the extra costs, not a substitute.
"""

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.adapters.recordings import open_recording
from gongzhi.cli.watch import make_follow, make_screen
from gongzhi.flow.watch import Ports, watch

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DANMU, SPEECH, CARDS = 20_000, 3_000, 1_000
BATCH = 1024
_SAID = (
    "家人们晚上好今天给大家带来的是自家果园的脐橙",
    "现在拍下今天就给您发出去坏果包赔",
    "三二一上链接大家看一下左下角",
    "这个果子是我们早上刚摘的大家看这个叶子",
    "全国第一甜的橙子吃了不上火",
    "喜欢的点点关注不迷路",
)
_TYPED = (
    "怎么买",
    "甜不甜呀",
    "多少钱一斤",
    "已拍",
    "主播声音好小",
    "坏了赔吗",
    "能发新疆吗",
    "666",
    "来了来了",
    "包邮吗",
)


def generate(folder: Path) -> Path:
    """A recording folder: danmu, speech and cards of one evening, the same every time."""
    chance = random.Random(1)
    folder.mkdir()
    (folder / "room.yaml").write_text(
        'platform: 平台P\nroom: bench\ncategory: 农产品\nstarted_at: "2026-03-01T20:00:00+08:00"\n', encoding="utf-8"
    )
    cues = []
    for number in range(SPEECH):
        start = number * 4
        clock = f"{start // 3600:02d}:{start // 60 % 60:02d}:{start % 60:02d}"
        cues.append(f"{number + 1}\n{clock},000 --> {clock},900\n{chance.choice(_SAID)}\n\n")
    (folder / "speech.srt").write_text("".join(cues), encoding="utf-8")
    _write(folder / "danmu.jsonl", (_danmu(number, chance) for number in range(DANMU)))
    _write(folder / "cards.jsonl", (_card(number) for number in range(CARDS)))
    return folder


def _at(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def _danmu(number: int, chance: random.Random) -> dict[str, object]:
    words = chance.choice(_TYPED) + chance.choice(("", "呀", "啊", "？"))
    user = chance.randrange(900)
    return {
        "id": f"d{number}", "kind": "danmu", "at": _at(number * 0.6), "text": words, "user": f"用户{user}", "user_id": f"u{user}"
    }  # fmt: skip


def _card(number: int) -> dict[str, object]:
    product = {"product": f"p{number % 40}", "title": f"赣南脐橙 {number % 40} 号 5斤装", "price_fen": 2990 + number}
    return {"id": f"c{number}", "kind": "price", "at": _at(number * 12), "actor": "merchant", "listing": product}


def _write(path: Path, rows: object) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")  # type: ignore[attr-defined]


def run_gongzhi(folder: Path, store: Path) -> int:
    """Files to sealed, with the shipped rules."""
    recording = open_recording(folder)
    archive = open_archive(store)
    screen = make_screen(recording.broadcast.category)
    ports = Ports(
        archive=archive,
        screen=screen,
        clock=lambda: datetime.now(UTC),
        key=load_pseudonym_key(store),
        follow=make_follow(),
    )
    began = time.perf_counter()
    count = sum(len(sealed.batch.signals) for sealed in watch(recording.broadcast, recording.sources, ports=ports))
    _TIMES["gongzhi"] = time.perf_counter() - began
    return count


def run_plain(folder: Path, store: Path) -> int:
    """json.loads (and a regular split of the cues) into one sqlite3 table, one commit a batch, synchronous=FULL."""
    database = sqlite3.connect(store.with_suffix(".sqlite3"))
    database.execute("pragma synchronous=full")
    database.execute("create table signal (id text, kind text, at text, text text, raw text)")
    began = time.perf_counter()
    count = 0
    for name in ("danmu.jsonl", "cards.jsonl"):
        with (folder / name).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                database.execute(
                    "insert into signal values (?,?,?,?,?)", (row["id"], row["kind"], row["at"], row.get("text"), line)
                )
                count += 1
                if count % BATCH == 0:
                    database.commit()
    for cue in (folder / "speech.srt").read_text(encoding="utf-8").split("\n\n"):
        if cue.strip():
            number, clock, said = cue.strip().split("\n", 2)
            database.execute("insert into signal values (?,?,?,?,?)", (number, "speech", clock, said, cue))
            count += 1
    database.commit()
    _TIMES["plain"] = time.perf_counter() - began
    return count


_TIMES: dict[str, float] = {}


def main(rounds: int = 3) -> None:
    """Print the best of some rounds for both."""
    best: dict[str, float] = {}
    contenders: dict[str, Callable[[Path, Path], int]] = {"gongzhi": run_gongzhi, "plain": run_plain}
    for turn in range(rounds):
        with tempfile.TemporaryDirectory() as place:
            folder = generate(Path(place) / "room")
            for name, contend in contenders.items():
                count = contend(folder, Path(place) / f"store-{turn}")
                best[name] = max(best.get(name, 0.0), count / _TIMES[name])
    print(f"{DANMU} danmu, {SPEECH} speech, {CARDS} cards; best of {rounds} rounds")
    print(f"gongzhi watch, read to sealed     {best['gongzhi']:>10,.0f} signals/s  (to reach: 5,000)")
    print(f"json.loads + sqlite3, no proof    {best['plain']:>10,.0f} rows/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
