"""How long a table of leads takes from the workbook to the register, beside reading it and inserting plain rows.

    .venv/bin/python benchmarks/intake.py [ROWS]

A throw-away store on disk. Ours, through the whole site: read and check the sheet, find what was entered before and what
repeats what, number, route, set terms, seal durably in the log batch by batch, project rows, readers, counts, words and
news. The peer: openpyxl and one transaction of one INSERT a row, which proves nothing and may be gone with one edit.
"""

import io
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

ROWS = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 10_000)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
STORE = Path(tempfile.mkdtemp(prefix="gongzhi-intake-"))
os.environ["GONGZHI_STORE"] = str(STORE)
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi_web.settings_test"

import django  # noqa: E402

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from openpyxl import Workbook, load_workbook  # noqa: E402

from gongzhi_web.accounts.models import Organisation, User  # noqa: E402
from gongzhi_web.board.models import DocketReader, DocketRow, DocketTable  # noqa: E402

HEADINGS = (
    "标题",
    "反映的事实",
    "事项",
    "来源",
    "轻重",
    "承办单位",
    "当事人",
    "涉及的规则",
    "直播场次编号",
    "平台案号",
)
WORDS = ("全国第一甜", "假一赔十", "三天见效", "百分百正宗", "最后三分钟", "国家级配方", "祖传秘方", "永不反弹")


def workbook(chance: random.Random) -> bytes:
    """Leads as a city bureau gets them: a third about a broadcast that others are about too, one in a hundred unusable."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for serial in range(ROWS):
        word = chance.choice(WORDS)
        room = f"room-{chance.randrange(ROWS // 6 + 1)}" if serial % 3 == 0 else ""
        sheet.append(
            [
                f"第{serial}号直播间称“{word}”",
                f"2026年3月{serial % 28 + 1}日20时，主播介绍商品时称“{word}”，订单号 {serial:010d}，有截图和录屏。" * 2,
                "举报" if serial % 2 else "投诉" if serial % 100 else "什么",
                "投诉举报",
                "一般",
                f"县{serial % 10}局",
                f"商家{serial % 7}、主播{serial % 977}",
                "absolute.state_grade",
                room,
                "",
            ]
        )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def organisations() -> User:
    """A city with ten counties; returns its officer."""
    Organisation.objects.create(party="city", name="市局", kind="bureau", level="city")
    for county in range(10):
        Organisation.objects.create(
            party=f"c{county}", name=f"县{county}局", kind="bureau", level="county", parent_id="city"
        )
    return User.objects.create(username="gao", display="高", role="regulator_officer", organisation_id="city")


def ours(data: bytes, user: User) -> DocketTable:
    """Through the pages, as a browser does; prints the steps."""
    client = Client()
    client.force_login(user)
    began, wall = time.process_time(), time.perf_counter()
    client.post(reverse("docket_tables"), {"file": SimpleUploadedFile("x.xlsx", data)})
    table = DocketTable.objects.latest("id")
    print(f"  read and kept: {time.process_time() - began:.2f} s CPU, {time.perf_counter() - wall:.2f} s", flush=True)
    slowest = 0.0
    while not table.over:
        step = time.perf_counter()
        client.post(reverse("docket_table_go", args=[table.pk]), headers={"HX-Request": "true"})
        slowest = max(slowest, time.perf_counter() - step)
        table.refresh_from_db()
    print(
        f"ours: {table.entered} entered, {table.known} known, {table.linked} linked, {len(table.refused)} refused: "
        f"{time.process_time() - began:.2f} s CPU, {time.perf_counter() - wall:.2f} s; slowest step {slowest:.2f} s",
        flush=True,
    )
    return table


def peer(data: bytes) -> None:
    """Read the sheet, insert every row, commit once."""
    began, wall = time.process_time(), time.perf_counter()
    rows = load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
    with sqlite3.connect(STORE / "peer.sqlite3") as database:
        database.execute("CREATE TABLE lead (id INTEGER PRIMARY KEY, cells TEXT)")
        for row in rows:
            database.execute("INSERT INTO lead (cells) VALUES (?)", [json.dumps(row, ensure_ascii=False)])
    print(
        f"peer, openpyxl and one transaction: {time.process_time() - began:.2f} s CPU, {time.perf_counter() - wall:.2f} s"
    )


def main() -> None:
    """Fill a workbook, take it in, take it in again."""
    call_command("migrate", verbosity=0)
    user = organisations()
    data = workbook(random.Random(7))
    print(f"{ROWS} rows, {len(data) >> 10} KB")
    peer(data)
    ours(data, user)
    print(f"rows {DocketRow.objects.count()}, readers {DocketReader.objects.count()}")
    print("the same table again:")
    ours(data, user)


if __name__ == "__main__":
    main()
