"""The cast of the site's tests: platform P, a city with two counties, Lin, Qiao at 星火, Gao, and stranger Zhou."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import (
    Actor,
    ActorRole,
    Broadcast,
    Listing,
    Promise,
    PromiseKind,
    Signal,
    SignalBatch,
    SignalKind,
    TimeSource,
)
from gongzhi.cases import Lead, LeadLevel, LeadOrigin
from gongzhi.flow.ports import Item
from gongzhi.screening import Certainty, Cited, Finding, FindingType
from gongzhi.values import encode_record
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.broadcasts import signals

NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
LINE = "家人们这是全国最好的脐橙假一赔十"


@pytest.fixture
def archive() -> Iterator[MemoryArchive]:
    """An empty archive on which this test's site works."""
    signals._decoded.cache_clear()
    memory = MemoryArchive()
    replace_archive(memory)
    yield memory
    replace_archive(None)


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """Everybody, by name. Passwords are not set: tests sign in with force_login."""
    organisations = {
        "P": ("平台P", Kind.PLATFORM, None, ""),
        "city": ("市局", Kind.BUREAU, None, "city"),
        "east": ("东县局", Kind.BUREAU, "city", "county"),
        "west": ("西县局", Kind.BUREAU, "city", "county"),
        "lin": ("林家果园", Kind.MERCHANT, "east", ""),
        "tea": ("西山茶业", Kind.MERCHANT, "west", ""),
        "xinghuo": ("星火", Kind.MCN, "west", ""),
        "other": ("别家平台", Kind.PLATFORM, None, ""),
        "zhou-shop": ("周记五金", Kind.MERCHANT, None, ""),
    }
    Organisation.objects.bulk_create(
        Organisation(party=party, name=name, kind=kind, parent_id=parent, level=level)
        for party, (name, kind, parent, level) in organisations.items()
    )
    people = {
        "reviewer": (Role.PLATFORM_REVIEWER, "P"),
        "second": (Role.PLATFORM_REVIEWER, "P"),
        "lead": (Role.PLATFORM_LEAD, "P"),
        "lead2": (Role.PLATFORM_LEAD, "P"),
        "auditor": (Role.AUDITOR, "P"),
        "gao": (Role.REGULATOR_OFFICER, "city"),
        "east": (Role.REGULATOR_OFFICER, "east"),
        "west": (Role.REGULATOR_OFFICER, "west"),
        "lin": (Role.MERCHANT, "lin"),
        "tea": (Role.MERCHANT, "tea"),
        "qiao": (Role.MERCHANT, "xinghuo"),
        "elsewhere": (Role.PLATFORM_LEAD, "other"),
        "zhou": (Role.MERCHANT, "zhou-shop"),
        "nobody": ("", None),
    }
    users = User.objects.bulk_create(
        User(username=name, display=name, role=role, organisation_id=organisation)
        for name, (role, organisation) in people.items()
    )
    return dict(zip(people, users, strict=True))


def client_of(user: User) -> Client:
    """A browser in which this user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def make_finding(broadcast: str, sequence: int = 0, **changes: object) -> Finding:
    """A finding of the word 最好 in LINE."""
    given: dict[str, object] = {
        "broadcast": broadcast,
        "signal": f"{broadcast}-{sequence}",
        "said_at": NOW,
        "type": FindingType.ABSOLUTE_CLAIM,
        "rule": "absolute.state_grade",
        "rule_version": "1",
        "start": 7,
        "end": 9,
        "quote": "最好",
        "reading": "最好",
        "certainty": Certainty.DEFINITE,
        "severity": 4,
        "provisions": (Cited(id="广告法/9(3)", title="广告法", article="第九条第三项"),),
        "why": "对商品使用绝对化用语。",
        "instead": "说可以核实的事实。",
    }
    return Finding(**{**given, **changes})  # type: ignore[arg-type]


def seal_room(archive: MemoryArchive, room: str, *, merchant: str, findings: int = 1, **parties: object) -> str:
    """Seal one broadcast of platform P with a batch, findings, a promise and a lead; returns its id."""
    identity = f"b-{room}"
    about = Broadcast(
        id=identity, platform="P", room=room, title=f"{room}的直播", category="农产品", merchant=merchant,
        operator=merchant, started_at=NOW, **parties,  # type: ignore[arg-type]
    )  # fmt: skip
    spoken = [
        Signal(
            broadcast=identity, sequence=step, kind=SignalKind.SPEECH, at=NOW + timedelta(seconds=step),
            at_source=TimeSource.MESSAGE, actor=Actor(role=ActorRole.PRESENTER), text=LINE,
        )
        for step in range(max(findings, 1))
    ]  # fmt: skip
    said = len(spoken)
    rest = [
        Signal(
            broadcast=identity, sequence=said, kind=SignalKind.DANMU, at=NOW, at_source=TimeSource.MESSAGE,
            actor=Actor(role=ActorRole.VIEWER, name_masked="山**"), text="多少钱一箱",
        ),
        Signal(
            broadcast=identity, sequence=said + 1, kind=SignalKind.LISTING, at=NOW, at_source=TimeSource.MESSAGE,
            listing=Listing(product="p1", title="脐橙5斤装", price_fen=2990, explaining=True),
        ),
        Signal(
            broadcast=identity, sequence=said + 2, kind=SignalKind.STATS, at=NOW, at_source=TimeSource.MESSAGE,
            counts={"watching": 321},
        ),
    ]  # fmt: skip
    found = [make_finding(identity, step) for step in range(findings)]
    promise = Promise(
        broadcast=identity, signal=f"{identity}-0", kind=PromiseKind.COMPENSATION, start=12, end=16, quote="假一赔十",
        said_at=NOW, terms={"倍数": "10"},
    )  # fmt: skip
    lead = Lead(
        broadcast=identity,
        opened_at=NOW,
        origin=LeadOrigin.MONITORING,
        level=LeadLevel.SERIOUS,
        summary="监测发现“最好”",
    )
    batch = SignalBatch(broadcast=identity, number=0, first=0, opened_at=NOW, signals=(*spoken, *rest))
    archive.append(
        [
            Item(kind=type(one).__name__, subject=identity, data=encode_record(one), at=NOW)
            for one in (about, batch, *found, promise, lead)
        ]
    )
    return identity


@pytest.fixture
def market(archive: MemoryArchive, cast: dict[str, User]) -> dict[str, str]:
    """Three rooms of platform P in two counties, projected into rows."""
    rooms = {
        "lin": seal_room(archive, "lin", merchant="林家果园"),
        "tea": seal_room(archive, "tea", merchant="西山茶业", findings=2),
        "qiao": seal_room(archive, "qiao", merchant="西山茶业", mcn="星火", presenters=("乔小满",)),
    }
    catch_up(archive)
    return rooms
