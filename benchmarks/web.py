"""The review queue with 100,000 findings stored: p95 of the whole page, beside the same fifty rows from a plain table.

The page is asked through the whole WSGI stack (session, scope, menu, holds, templates). The peer is one SQL query in
sqlite3 over the same rows without an index: it renders nothing and checks nobody's scope.
"""

import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

FINDINGS, ROOMS, ASKED = 100_000, 400, 200
REACH_MS = 150.0
NOW = datetime(2026, 3, 14, 6, tzinfo=UTC)
LINES = [
    "家人们这是全国最好的脐橙假一赔十",
    "这个茶喝了血压马上就降下来",
    "加我微信给你内部价",
    "原价二九九今天只要三十九",
]


def main() -> int:
    """Fill a store, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGZHI_STORE"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi_web.settings"
        from gongzhi_web.launch.prepare import prepare

        prepare(Path(folder))
        began = time.perf_counter()
        client = _fill()
        print(f"存入 {FINDINGS} 条发现、{ROOMS} 个直播间，用时 {time.perf_counter() - began:.1f} 秒")
        pages = {
            "复核队列整页": "/queue/",
            "只看一个直播间": "/queue/?room=b-7",
            "实时监看整页": "/monitor/",
        }
        figures = {name: _times(lambda path=path: _ask(client, path)) for name, path in pages.items()}
        figures["同类：无索引表查同样 50 行（不渲染、不查权限）"] = _times(
            _plain_query(Path(folder) / "plain.sqlite3"), asked=40
        )
    for name, spent in figures.items():
        p50, p95 = statistics.median(spent), sorted(spent)[int(len(spent) * 0.95)]
        print(f"{name}：p50 {p50:.1f} 毫秒，p95 {p95:.1f} 毫秒")
    p95 = sorted(figures["复核队列整页"])[int(ASKED * 0.95)]
    print(f"目标 p95 ≤ {REACH_MS:.0f} 毫秒：{'达到' if p95 <= REACH_MS else '未达到'}")
    return 0


def _fill() -> object:
    from django.test import Client

    from gongzhi.screening import Certainty, Cited, Finding, FindingType
    from gongzhi.values import encode_record
    from gongzhi_web.accounts.models import Organisation, User
    from gongzhi_web.archive.planning import refresh_statistics
    from gongzhi_web.broadcasts.models import BroadcastRow
    from gongzhi_web.screening.models import FindingRow

    dice = random.Random(7)
    platform = Organisation.objects.create(party="P", name="P", kind="platform")
    user = User.objects.create(username="bench", role="platform_reviewer", organisation=platform)
    BroadcastRow.objects.bulk_create(
        BroadcastRow(
            id=f"b-{room}", index=room, platform="P", room=str(room), title=f"直播间{room}", category="食品",
            operator="商家", merchant="商家", mcn="", presenters="", heard_at=NOW, last_at=NOW, pending=250, findings=250, record=b"",
        )
        for room in range(ROOMS)
    )  # fmt: skip
    types, rows = list(FindingType), []
    for step in range(FINDINGS):
        line, severity, broadcast = LINES[step % len(LINES)], dice.randint(1, 5), f"b-{dice.randrange(ROOMS)}"
        at = NOW + timedelta(seconds=step)
        record = Finding(
            broadcast=broadcast, signal=f"{broadcast}-{step}", said_at=at, type=dice.choice(types), rule=f"r{step % 90}",
            rule_version="1", start=2, end=5, quote=line[2:5], reading=line[2:5], certainty=Certainty.LIKELY,
            severity=severity, provisions=(Cited(id="广告法/9(3)", title="广告法", article="第九条第三项"),),
            why="对商品使用绝对化用语。", instead="说可以核实的事实。",
        )  # fmt: skip
        rows.append(
            FindingRow(
                exhibit=f"{step:026x}", index=step, broadcast=broadcast, signal=record.signal, platform="P", type=record.type.value,
                rule=record.rule, certainty=record.certainty.value, severity=severity, priority=severity * 4 + 2,
                place=(severity * 4 + 2) * 8 + step % 8, ranked_by="bench",
                said_at=at, sealed_at=at, state="pending" if step % 3 else "confirmed", line=line, record=encode_record(record),
            )
        )  # fmt: skip
    FindingRow.objects.bulk_create(rows, batch_size=2000)
    refresh_statistics()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


def _ask(client: object, path: str) -> None:
    answer = client.get(path)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise SystemExit(f"{path} 答复 {answer.status_code}")


def _plain_query(path: Path) -> Callable[[], object]:
    """The rows of the queue in a table without any index."""
    from django.db import connection

    plain = sqlite3.connect(path)
    plain.execute("ATTACH ? AS site", (str(connection.settings_dict["NAME"]),))
    plain.execute("CREATE TABLE finding AS SELECT * FROM site.screening_findingrow")
    plain.commit()
    wanted = "SELECT * FROM finding WHERE state='pending' ORDER BY place DESC, \"index\" LIMIT 50"
    return lambda: plain.execute(wanted).fetchall()


def _times(ask: Callable[[], object], asked: int = ASKED) -> list[float]:
    """Milliseconds of each call, after ten that warm up."""
    for _ in range(10):
        ask()
    spent = []
    for _ in range(asked):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return spent


if __name__ == "__main__":
    sys.exit(main())
