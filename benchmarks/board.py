"""How long the board takes over a million entries: its first page, a later page, counts and search, beside an unindexed peer.

    .venv/bin/python benchmarks/board.py [ROWS] [--postgres]

A throw-away store; CPU time of one process, p50 and p95 over the asks. The peer asks the same of the same table by
``ORDER BY due LIMIT`` over a subquery of readers, ``COUNT(*)`` and ``LIKE``, which is how one begins. ``--postgres`` takes
the database of the environment variable PGDATABASE at the server of PGHOST, and fills it.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROWS = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 1_000_000)
POSTGRES = "--postgres" in sys.argv
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ["GONGZHI_STORE"] = tempfile.mkdtemp(prefix="gongzhi-board-")
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi_web.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

if POSTGRES:
    server = {
        "NAME": os.environ["PGDATABASE"],
        "HOST": os.environ.get("PGHOST", ""),
        "USER": os.environ.get("PGUSER", ""),
    }
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **server}}
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count, Model, Q  # noqa: E402

from gongzhi_web.accounts.models import Organisation, User  # noqa: E402
from gongzhi_web.board.asking import key_of, page_of  # noqa: E402
from gongzhi_web.board.models import DocketReader, DocketRow  # noqa: E402
from gongzhi_web.board.readers import count_anew, reader_rows  # noqa: E402
from gongzhi_web.board.shown import counts  # noqa: E402
from gongzhi_web.search.words import put_many  # noqa: E402

TODAY = datetime.now(UTC).date()
STATES = ("received", "verifying", "filed", "reported", "ended", "ended", "ended", "ended")
SHOPS = ("林家果园", "西山茶业", "周记五金", "星火传媒", "禾市旗舰店", "河口水产", "云岭药材", "东山乳业")
WORDS = ("全国第一甜", "假一赔十", "三天见效", "百分百正宗", "最后三分钟", "国家级配方", "祖传秘方", "永不反弹")


def fill(chance: random.Random) -> None:
    """A city with ten counties of five branches each, and its entries."""
    Organisation.objects.create(party="city", name="市局", kind="bureau", level="city")
    branches = []
    for county in range(10):
        Organisation.objects.create(
            party=f"c{county}", name=f"县{county}局", kind="bureau", level="county", parent_id="city"
        )
        for branch in range(5):
            party = f"c{county}b{branch}"
            Organisation.objects.create(party=party, name=party, kind="bureau", level="branch", parent_id=f"c{county}")
            branches.append((party, f"c{county}"))
    now = datetime.now(UTC)
    for start in range(0, ROWS, 5000):
        rows, readers, words = [], [], []
        for serial in range(start, min(ROWS, start + 5000)):
            unit, above = chance.choice(branches)
            state = chance.choice(STATES)
            title = f"{chance.choice(SHOPS)}第{serial}场直播称{chance.choice(WORDS)}"
            row = DocketRow(
                number=f"XS2026-{serial:07d}", serial=serial, index=serial, exhibit=f"{serial:032x}", title=title,
                unit=unit, state=state, matter="report", origin="complaint", level="ordinary", assignee="",
                assignee_name="", due=TODAY + timedelta(days=chance.randrange(-60, 90)), received_at=now, moved_at=now,
                version=1, record=b"{}",
            )  # fmt: skip
            who = {unit: True, above: False, "city": False}
            rows.append(row)
            readers += reader_rows(row, who)
            words.append((serial, f"{row.number} {title} 主播{serial % 977}", who))
        with transaction.atomic():
            insert(DocketRow, rows)
            insert(DocketReader, readers)
            put_many(words)
    count_anew()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert(kind: type[Model], rows: Sequence[Model]) -> None:
    """As they are, without the mapper: filling is not what is measured."""
    columns = [field for field in kind._meta.concrete_fields if not field.auto_created]
    named, marks = ", ".join(f'"{field.column}"' for field in columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {kind._meta.db_table} ({named}) VALUES ({marks})",
            [[getattr(row, field.attname) for field in columns] for row in rows],
        )


def timed(name: str, ask: Callable[[int], object], times: int) -> None:
    """Print p50 and p95 in milliseconds, of CPU and of the clock; the first ask is not counted."""
    ask(0)
    cpu, wall = [], []
    for at in range(times):
        began, began_wall = time.process_time(), time.perf_counter()
        ask(at)
        cpu.append((time.process_time() - began) * 1000)
        wall.append((time.perf_counter() - began_wall) * 1000)
    p50, p95 = sorted(cpu)[times // 2], sorted(cpu)[int(times * 0.95)]
    print(
        f"{name:44} CPU p50 {p50:8.1f} p95 {p95:8.1f} ms   clock p95 {sorted(wall)[int(times * 0.95)]:8.1f} ms",
        flush=True,
    )


def later(user: User, at: int) -> object:
    """A page a quarter of the way down."""
    return page_of(user, {}, after=f"{key_of(TODAY) + at % 40}.{ROWS // 2}")


def peer_page(_at: int) -> object:
    """What one begins with."""
    below = [one.party for one in Organisation.objects.all()]
    mine = DocketReader.objects.filter(unit__in=below).values("number")
    found = DocketRow.objects.filter(number__in=mine).exclude(state="ended").defer("record").order_by("due", "number")
    return list(found[:40]), found.count(), list(DocketRow.objects.values("unit").annotate(n=Count("number")))


def main() -> None:
    """Fill, then ask."""
    call_command("migrate", verbosity=0)
    began = time.process_time()
    fill(random.Random(7))
    print(f"{connection.vendor}: {ROWS} entries, filled in {time.process_time() - began:.0f} s CPU", flush=True)
    adds = time.process_time()
    sum(range(20_000_000))
    print(f"this machine now: 20 M additions in {time.process_time() - adds:.2f} s CPU", flush=True)
    for party in ("city", "c3", "c3b1"):
        user = User.objects.create(username=party, role="regulator_officer", organisation_id=party)
        timed(f"{party}: first page", lambda _, user=user: page_of(user, {}), 60)
        timed(f"{party}: one unit", lambda _, user=user: page_of(user, {"unit": "c3b1"}), 40)
        timed(f"{party}: what is over", lambda _, user=user: page_of(user, {"state": "over"}), 40)
        timed(f"{party}: a later page", lambda at, user=user: later(user, at), 40)
        timed(f"{party}: counts of all units", lambda _, user=user: counts(user), 20)
        asks = ["林家果园", "三天见效 西山", "第777", "XS2026-0000777", "主播42", "没有的词", "祖传"]
        timed(
            f"{party}: search", lambda at, user=user, asks=asks: page_of(user, {"q": asks[at % 7], "state": "all"}), 70
        )
    timed("peer, city: page with COUNT(*)", peer_page, 3)
    like = Q(title__contains="三天见效") & Q(title__contains="西山")
    timed("peer, city: search by LIKE", lambda _: list(DocketRow.objects.filter(like).order_by("-number")[:40]), 3)


if __name__ == "__main__":
    main()
