"""How long one search over everything takes over a million objects, beside the same asked by LIKE of the same tables.

    .venv/bin/python benchmarks/search.py [ROWS] [--keep STORE]

ROWS objects in one index: half leads, a quarter findings, 15 in 100 cases, the rest broadcasts, in a city with ten counties of five
branches. Processor time of this process and the clock, p50 and p95 over the asks; the whole answer is measured: places,
the scope of every hit that is counted, the records of those that are shown, marks, law and rules. ``--keep`` fills once.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import board  # sets the store and Django up, and fills the leads

TOTAL, board.ROWS = board.ROWS, board.ROWS // 2

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from gongzhi.cases import CaseOpened, CaseParty, DocketEntered, LeadLevel, LeadOrigin, Matter  # noqa: E402
from gongzhi.parties import LegalRole, Party, PartyKind, Person, Role  # noqa: E402
from gongzhi.screening import Certainty, Cited, Finding, FindingType  # noqa: E402
from gongzhi.values import encode_record  # noqa: E402
from gongzhi_web.accounts.models import Organisation, User  # noqa: E402
from gongzhi_web.archive.inserting import insert_rows  # noqa: E402
from gongzhi_web.board.models import DocketRow  # noqa: E402
from gongzhi_web.broadcasts.models import BroadcastRow, Presented  # noqa: E402
from gongzhi_web.cases.models import CaseReader, CaseRow  # noqa: E402
from gongzhi_web.cases.readers import AUTHORITY, PARTY  # noqa: E402
from gongzhi_web.overview.asking import groups_for  # noqa: E402
from gongzhi_web.overview.keeping import BASE  # noqa: E402
from gongzhi_web.overview.matters import BROADCAST, CASE, FINDING  # noqa: E402
from gongzhi_web.overview.models import Thing  # noqa: E402
from gongzhi_web.overview.sorts import Sort  # noqa: E402
from gongzhi_web.overview.standing import Standing  # noqa: E402
from gongzhi_web.screening.models import FindingRow  # noqa: E402
from gongzhi_web.search.words import put_many  # noqa: E402

NOW = datetime.now(UTC)
LEAD = Person(ref="lead", name="何主管", organisation="P", role=Role.PLATFORM_LEAD)
SELLERS = 500
ASKS = (
    "全国第一甜",
    "家果",
    "治疗",
    "主播 高血压",
    "林家果园 三天见效",
    "第777",
    "没有的词",
    "场直播",
    "AJ-00042",
    "祖传秘方",
)
SAID = ("我们家的橙子是全国第一甜", "吃了可以治疗高血压", "三天见效不反弹", "这是祖传秘方", "国家级配方大家放心")


def main() -> None:
    """Fill, then ask as the platform, the city, a county, a branch and a seller."""
    call_command("migrate", verbosity=0)
    if not Organisation.objects.exists():
        fill()
    adds = time.process_time()
    sum(range(20_000_000))
    print(f"this machine now: 20 M additions in {time.process_time() - adds:.2f} s CPU", flush=True)
    print(f"{connection.vendor}: {DocketRow.objects.count()} leads, {Thing.objects.count()} other objects", flush=True)
    for who, role, unit in (
        ("platform", "platform_lead", "P"),
        ("city", "regulator_officer", "city"),
        ("county", "regulator_officer", "c3"),
        ("branch", "regulator_officer", "c3b1"),
        ("seller", "merchant", "m42"),
    ):
        user, _ = User.objects.get_or_create(username=f"asks-{who}", role=role, organisation_id=unit)
        board.timed(f"{who}: search over everything", lambda at, user=user: groups_for(user, ASKS[at % len(ASKS)]), 100)
    board.timed("peer, city: LIKE over the same four tables", peer, 4)


def peer(at: int) -> object:
    """What one begins with: the newest that hold the words, and how many there are, without an index and without scopes."""
    asked = ASKS[at].split()
    found = []
    for model, column in ((DocketRow, "title"), (FindingRow, "line"), (CaseRow, "concerned"), (BroadcastRow, "title")):
        rows = model._default_manager.defer("record")
        for term in asked:
            rows = rows.filter(**{f"{column}__contains": term})
        found.append((rows.count(), list(rows.order_by("-index")[:5])))
    return found


def fill() -> None:
    """Leads by the board's own filling, then the rest as their projections write them."""
    chance, began = random.Random(7), time.process_time()
    branches = board.organisations()
    board.fill(chance, branches)
    Organisation.objects.create(party="P", name="平台P", kind="platform")
    for at in range(SELLERS):
        Organisation.objects.create(
            party=f"m{at}", name=seller_of(at), kind="merchant", parent_id=branches[at % len(branches)][0]
        )
    above = {seller_of(at): branches[at % len(branches)] for at in range(SELLERS)}
    standing = Standing()
    for start in range(board.ROWS, TOTAL, 5000):
        with transaction.atomic():
            keep([made(chance, index) for index in range(start, min(TOTAL, start + 5000))], standing, above)
        if start % 100_000 < 5000:
            print(f"  {start} filled", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"filled in {time.process_time() - began:.0f} s CPU", flush=True)


def seller_of(at: int) -> str:
    """Five hundred names."""
    return f"{board.SHOPS[at % 8]}{at}号店"


def made(chance: random.Random, index: int) -> tuple[Sort, Any]:
    """Of ten objects five findings, three cases and two broadcasts; a broadcast, then what belongs to it."""
    room, name = f"b-{index - index % 10}", seller_of(index // 10 % SELLERS)
    kind = index % 10
    if kind in (0, 9):
        identity = room if kind == 0 else f"b-{index}"
        title = f"{name}{chance.choice(board.WORDS)}第{index}场直播"
        row = BroadcastRow(
            id=identity, index=index, platform="P", room=f"room-{index % 5000}", title=title, category="农产品",
            operator=name, merchant=name, mcn="", presenters=f"\n主播{index % 977}\n", heard_at=NOW, record=b"{}",
        )  # fmt: skip
        return BROADCAST, row
    if kind < 6:
        line = f"{chance.choice(SAID)}，{chance.choice(SAID)}，第{index}号链接"
        said = replace(_FOUND, broadcast=room, quote=line[:8], reading=line[:8])
        row = FindingRow(
            exhibit=f"{index:032x}", index=index, platform="P", broadcast=room, signal=f"{room}-{kind}",
            type="absolute_claim", rule="absolute.state_grade", certainty="definite", severity=4, priority=19,
            said_at=NOW, sealed_at=NOW, line=line, record=encode_record(said),
        )  # fmt: skip
        return FINDING, row
    party = CaseParty(party=Party(id=name, kind=PartyKind.OTHER, names=(name,)), role=LegalRole.OPERATOR)
    opened = CaseOpened(
        id=f"AJ-{index:07d}", lead="x", broadcast=room, parties=(party,), findings=(), level=LeadLevel.SERIOUS, holder="P",
        by=LEAD, at=NOW,
    )  # fmt: skip
    row = CaseRow(
        id=opened.id, index=index, broadcast=room, holder="P", concerned=f"\n{name}\n", onlookers="\ncity\n",
        level="serious", state="open", opened_at=NOW, moved_at=NOW, version=index, record=encode_record(opened),
    )  # fmt: skip
    return CASE, row


def keep(objects: list[tuple[Sort, Any]], standing: Standing, above: dict[str, tuple[str, str]]) -> None:
    """Rows, who reads them, and the words by which they are found."""
    for model in (BroadcastRow, FindingRow, CaseRow):
        insert_rows(row for _, row in objects if isinstance(row, model))
    rooms = [row for _, row in objects if isinstance(row, BroadcastRow)]
    insert_rows(Presented(broadcast_id=row.id, name=row.presenters.strip()) for row in rooms)
    cases = [row for _, row in objects if isinstance(row, CaseRow)]
    insert_rows(reader for row in cases for reader in case_readers(row, above))
    places = [BASE + row.index for _, row in objects]
    insert_rows(
        Thing(place=place, sort=sort.name, key=str(row.pk), exhibit=f"{row.index:032x}")
        for place, (sort, row) in zip(places, objects, strict=True)
    )
    put_many(
        [
            (place, sort.describe(row).words, {f"{sort.name}/{one}" for one in sort.readers(row, standing)})
            for place, (sort, row) in zip(places, objects, strict=True)
        ]
    )


def case_readers(row: CaseRow, above: dict[str, tuple[str, str]]) -> Iterator[CaseReader]:
    """The seller, and the three authorities above."""
    name = row.concerned.strip()
    named = [(PARTY, name), *((AUTHORITY, party) for party in (*above[name], "city"))]
    for how, reader in named:
        yield CaseReader(case_id=row.id, how=how, reader=reader, state="open", moved_at=NOW, index=row.index)


_FOUND = Finding(
    broadcast="b", signal="b-0", said_at=NOW, type=FindingType.ABSOLUTE_CLAIM, rule="absolute.state_grade", rule_version="1",
    start=0, end=8, quote="x", reading="x", certainty=Certainty.DEFINITE, severity=4,
    provisions=(Cited(id="广告法/9(3)", title="广告法", article="第九条第三项"),), why="对商品使用绝对化用语。", instead="说可以核实的事实。",
)  # fmt: skip
_ENTERED = DocketEntered(
    number="XS2026-0000000", title="%s", summary="二十时主播介绍商品时这样说，有截图和录屏。" * 8, matter=Matter.REPORT,
    origin=LeadOrigin.COMPLAINT, level=LeadLevel.ORDINARY, unit="city", at=NOW, parties=("林家果园",),
)  # fmt: skip

if __name__ == "__main__":
    # The search reads the records of what it shows, so these are real ones.
    board.RECORD = encode_record(_ENTERED)
    main()
