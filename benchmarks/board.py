"""How long the board takes over a million entries: its first page, a later page, counts and search, beside an unindexed peer.

    .venv/bin/python benchmarks/board.py [ROWS] [--keep STORE]
    GONGZHI_DATABASE=postgresql://... .venv/bin/python benchmarks/board.py [ROWS]

A throw-away store, or one that is kept and filled only once. p50 and p95 over the asks, of processor time (this process
and, with PostgreSQL, the backend that serves it) and of the clock. The peer asks the same of the same table by ``ORDER BY
due LIMIT`` over a subquery of readers, ``COUNT(*)`` and ``LIKE``, which is how one begins. The database is filled, not emptied.
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
KEPT = sys.argv[sys.argv.index("--keep") + 1] if "--keep" in sys.argv else ""
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ["GONGZHI_STORE"] = KEPT or tempfile.mkdtemp(prefix="gongzhi-board-")
Path(os.environ["GONGZHI_STORE"]).mkdir(parents=True, exist_ok=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi_web.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count, Q, QuerySet  # noqa: E402

from gongzhi_web.accounts.models import Organisation, User  # noqa: E402
from gongzhi_web.archive.inserting import insert_rows  # noqa: E402
from gongzhi_web.board.asking import key_of, page_of  # noqa: E402
from gongzhi_web.board.models import DocketReader, DocketRow  # noqa: E402
from gongzhi_web.board.readers import count_anew, reader_rows  # noqa: E402
from gongzhi_web.board.shown import counts  # noqa: E402
from gongzhi_web.search.words import put_many, reader_token, tokens_of, vector_of  # noqa: E402

TODAY = datetime.now(UTC).date()
STATES = ("received", "verifying", "filed", "reported", "ended", "ended", "ended", "ended")
SHOPS = ("林家果园", "西山茶业", "周记五金", "星火传媒", "禾市旗舰店", "河口水产", "云岭药材", "东山乳业")
# About as long as the record of an entry with parties, rules and an account of two sentences.
RECORD = b'{"by":{"name":"gao"},"summary":"%s' + "二十时主播介绍商品时这样说，有截图和录屏。".encode() * 8 + b'"}'
WORDS = ("全国第一甜", "假一赔十", "三天见效", "百分百正宗", "最后三分钟", "国家级配方", "祖传秘方", "永不反弹")


def organisations() -> list[tuple[str, str]]:
    """A city with ten counties of five branches each; the branches, each with its county."""
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
    return branches


def fill(chance: random.Random, branches: Sequence[tuple[str, str]]) -> None:
    """The entries, as the projection writes them."""
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
                version=1, record=RECORD % title.encode(),
            )  # fmt: skip
            who = {unit: True, above: False, "city": False}
            rows.append(row)
            readers += reader_rows(row, who)
            words.append((serial, f"{row.number} {title} 主播{serial % 977}", who))
        with transaction.atomic():
            insert_rows(rows)
            insert_rows(readers)
            put_many(words)
        if start % 100_000 == 0:
            print(f"  {start} filled", flush=True)


def fill_in_server(branches: Sequence[tuple[str, str]]) -> None:
    """The like of ``fill`` made by PostgreSQL itself, which takes minutes less; indexes are made when the rows are there."""
    texts = [
        (shop, word, vector_of(list(tokens_of(f"XS2026-111111111 {shop}第222222222场直播称{word} 主播333333333")), []))
        for shop in SHOPS
        for word in WORDS
    ]
    units = [
        (branch, county, vector_of([], [reader_token(one) for one in (branch, county, "city")]))
        for branch, county in branches
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('board_docketrow', 'board_docketreader', "
            "'search_words') AND indexdef NOT LIKE '%% UNIQUE %%'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET maintenance_work_mem = '1GB'; SELECT setseed(0.7)")
        cursor.execute("CREATE TEMP TABLE texts (at serial, shop text, word text, tokens text)")
        cursor.executemany("INSERT INTO texts (shop, word, tokens) VALUES (%s, %s, %s)", texts)
        cursor.execute("CREATE TEMP TABLE units (at serial, branch text, county text, readers text)")
        cursor.executemany("INSERT INTO units (branch, county, readers) VALUES (%s, %s, %s)", units)
        for statement in IN_SERVER:
            cursor.execute(statement, [ROWS] if "%s" in statement else None)
            print(f"  {statement.split('(')[0].strip()[:60]}", flush=True)
        for _, definition in indexes:
            cursor.execute(definition)


IN_SERVER = (
    """CREATE TEMP TABLE made AS
    SELECT n AS serial, 'XS2026-' || lpad(n::text, 7, '0') AS number, branch, county, readers, state, due, tokens,
        shop || '第' || n || '场直播称' || word AS title
    FROM (SELECT n, 1 + floor(random() * 50)::int AS unit_at, 1 + floor(random() * 64)::int AS text_at,
            (ARRAY['received', 'verifying', 'filed', 'reported', 'ended', 'ended', 'ended', 'ended'])
                [1 + floor(random() * 8)::int] AS state,
            current_date - 60 + floor(random() * 150)::int AS due
        FROM generate_series(0, %s - 1) AS n) AS drawn
    JOIN units ON units.at = unit_at JOIN texts ON texts.at = text_at""",
    """INSERT INTO board_docketrow (number, serial, index, exhibit, title, unit, state, matter, origin, level, assignee,
        assignee_name, suspended, due, broadcast, "case", linked, received_at, moved_at, version, record)
    SELECT number, serial, serial, md5(serial::text), title, branch, state, 'report', 'complaint', 'ordinary', '', '',
        false, due, '', '', '', now(), now(), 1,
        convert_to('{"by":{"name":"gao"},"summary":"' || title || repeat('二十时主播介绍商品时这样说，有截图和录屏。', 8)
            || '"}', 'utf8')
    FROM made ORDER BY serial""",
    """INSERT INTO board_docketreader (number, unit, own, serial, at_unit, state, due_key, suspended, linked)
    SELECT number, reads.unit, reads.own, serial, branch, state, due - date '0001-01-01' + 1, false, false
    FROM made, LATERAL (VALUES (branch, true), (county, false), ('city', false)) AS reads (unit, own)""",
    """INSERT INTO search_words (rowid, words)
    SELECT serial, (replace(replace(replace(tokens, '111111111', lpad(serial::text, 7, '0')), '222222222', serial::text),
        '333333333', (serial % 977)::text) || ' ' || readers)::tsvector FROM made""",
)


def spent() -> float:
    """Seconds of processor time so far: of this process, and of the backend that answers it."""
    if connection.vendor != "postgresql":
        return time.process_time()
    return time.process_time() + int(Path(f"/proc/{BACKEND[0]}/schedstat").read_text().split()[0]) / 1e9


def timed(name: str, ask: Callable[[int], object], times: int) -> None:
    """Print p50 and p95 in milliseconds, of processor time and of the clock; the first ask is not counted."""
    ask(0)
    cpu, wall = [], []
    for at in range(times):
        began, began_wall = spent(), time.perf_counter()
        ask(at)
        cpu.append((spent() - began) * 1000)
        wall.append((time.perf_counter() - began_wall) * 1000)
    p50, p95 = sorted(cpu)[times // 2], sorted(cpu)[int(times * 0.95)]
    walls = sorted(wall)
    print(
        f"{name:44} CPU p50 {p50:8.1f} p95 {p95:8.1f} ms   "
        f"clock p50 {walls[times // 2]:8.1f} p95 {walls[int(times * 0.95)]:8.1f} ms",
        flush=True,
    )


def size() -> int:
    """Bytes of the database on disk."""
    if connection.vendor != "postgresql":
        return sum(path.stat().st_size for path in Path(os.environ["GONGZHI_STORE"]).glob("web.sqlite3*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def settle() -> None:
    """What a night does: statistics, and what PostgreSQL keeps of dead rows and waiting index entries."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            BACKEND.append(cursor.fetchone()[0])
        else:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


BACKEND: list[int] = []


def later(user: User, at: int) -> object:
    """A page a quarter of the way down."""
    return page_of(user, {}, after=f"{key_of(TODAY) + at % 40}.{ROWS // 2}")


def peer_scope(party: str) -> QuerySet[DocketRow]:
    """What one begins with: the units below, and whatever they may read."""
    below, floor = [party], [party]
    while floor:
        floor = [one.party for one in Organisation.objects.filter(parent__in=floor)]
        below += floor
    return DocketRow.objects.filter(number__in=DocketReader.objects.filter(unit__in=below).values("number"))


def peer_page(party: str) -> object:
    """A page, how many there are, and how many of each unit."""
    mine = peer_scope(party)
    found = mine.exclude(state="ended").defer("record").order_by("due", "number")
    return list(found[:40]), found.count(), list(mine.values("unit").annotate(n=Count("number")))


def peer_search(party: str) -> object:
    """Two words in the title."""
    like = Q(title__contains="三天见效") & Q(title__contains="西山")
    return list(peer_scope(party).filter(like).defer("record").order_by("-number")[:40])


def main() -> None:
    """Fill, then ask."""
    call_command("migrate", verbosity=0)
    began, began_wall = time.process_time(), time.perf_counter()
    if DocketRow.objects.count() < ROWS:
        branches = organisations()
        if connection.vendor == "postgresql":
            fill_in_server(branches)
        else:
            fill(random.Random(7), branches)
        count_anew()
    settle()
    print(
        f"{connection.vendor}: {DocketRow.objects.count()} entries, {DocketReader.objects.count()} readers, "
        f"{size() >> 20} MiB; {time.process_time() - began:.0f} s CPU here, {time.perf_counter() - began_wall:.0f} s",
        flush=True,
    )
    adds = time.process_time()
    sum(range(20_000_000))
    print(f"this machine now: 20 M additions in {time.process_time() - adds:.2f} s CPU", flush=True)
    for party in ("city", "c3", "c3b1"):
        user, _ = User.objects.get_or_create(username=party, role="regulator_officer", organisation_id=party)
        timed(f"{party}: first page", lambda _, user=user: page_of(user, {}), 60)
        timed(f"{party}: one unit", lambda _, user=user: page_of(user, {"unit": "c3b1"}), 40)
        timed(f"{party}: what is over", lambda _, user=user: page_of(user, {"state": "over"}), 40)
        timed(f"{party}: a later page", lambda at, user=user: later(user, at), 40)
        timed(f"{party}: counts of all units", lambda _, user=user: counts(user), 20)
        asks = ["林家果园", "三天见效 西山", "第777", "XS2026-0000777", "主播42", "没有的词", "祖传"]
        timed(
            f"{party}: search", lambda at, user=user, asks=asks: page_of(user, {"q": asks[at % 7], "state": "all"}), 70
        )
        timed(f"peer, {party}: page with COUNT(*)", lambda _, party=party: peer_page(party), 3)
        timed(f"peer, {party}: search by LIKE", lambda _, party=party: peer_search(party), 3)


if __name__ == "__main__":
    main()
