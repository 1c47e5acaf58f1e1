"""Prepares a small store for the browser: run as ``python browser_store.py STORE``, prints nothing, exits 0.

Platform P with two leads, a reviewer and an auditor; platform Q with its lead Ding; officer Gao; Lin the smallholder;
stranger Zhou. One room of Lin's was heard, one finding confirmed, a case opened and decided, so that every page has
something to show.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browser_market import Market

PASSWORD = "脐橙-2026-Abc"
PEOPLE = {
    "reviewer": ("审核员 苏", "platform_reviewer", "P"),
    "lead": ("主管 何", "platform_lead", "P"),
    "lead2": ("主管 潘", "platform_lead", "P"),
    "auditor": ("审计员 谭", "auditor", "P"),
    "gao": ("高科", "regulator_officer", "city"),
    "lin": ("林国山", "merchant", "lin"),
    "zhou": ("周先生", "merchant", "zhou-shop"),
    "ding": ("主管 丁", "platform_lead", "Q"),
}
ORGANISATIONS = {
    "P": ("平台P", "platform", None),
    "city": ("市局", "bureau", None),
    "lin": ("林家果园", "merchant", "city"),
    "zhou-shop": ("周记五金", "merchant", None),
    "Q": ("邻家平台Q", "platform", None),
}
SAID = (
    "家人们晚上好，今天是青石县的脐橙",
    "我们家的橙子是全国最好的，没有之一",
    "这个橙子吃了可以治疗高血压，不用吃药了",
    "坏果包赔，七天无理由",
)
ROOM = "p-lin-20260314"


@contextmanager
def served_decided(store: Path) -> Iterator["Market"]:
    """The site over this store; stopped at the end."""
    from browser_market import Market, free_ports, wait_until_served

    made = subprocess.run([sys.executable, __file__, str(store)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    port = free_ports()
    site = Market(f"http://127.0.0.1:{port}", store, PASSWORD)
    command = [sys.executable, "-m", "gongzhi.cli", "serve", "--store", str(store), "--listen", f"127.0.0.1:{port}"]
    # Messages of the site may go to a receiver in the test itself, and nowhere else inside.
    environment = {**os.environ, "GONGZHI_WEBHOOK_NETWORKS": "127.0.0.1/32"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_until_served(f"{site.address}/sign-in/")
            yield site
        finally:
            server.terminate()
            server.wait(20)


def make_store(store: Path) -> None:
    """Tables, people, and the sealed story."""
    os.environ.update(GONGZHI_STORE=str(store), DJANGO_SETTINGS_MODULE="gongzhi_web.settings")
    from gongzhi_web.launch.prepare import prepare

    prepare(store)
    _make_people()
    from gongzhi.adapters.archive import open_archive

    with open_archive(store) as archive:
        _tell_story(archive)


def _make_people() -> None:
    from django.contrib.auth.hashers import make_password

    from gongzhi_web.accounts.models import Organisation, User

    for party, (name, kind, parent) in ORGANISATIONS.items():
        Organisation.objects.create(party=party, name=name, kind=kind, parent_id=parent)
    hashed = make_password(PASSWORD)
    for username, (display, role, organisation) in PEOPLE.items():
        User.objects.create(
            username=username, display=display, role=role, organisation_id=organisation, password=hashed
        )


def _tell_story(archive) -> None:  # type: ignore[no-untyped-def]
    from gongzhi.broadcasts import Broadcast, RawChunk, SignalBatch
    from gongzhi.cases import Lead, LeadLevel, LeadOrigin, ReviewOutcome
    from gongzhi.flow import open_case, review
    from gongzhi.flow.matters import item_of
    from gongzhi.flow.ports import Item
    from gongzhi.flow.segmenting import Capture, Segmenting
    from gongzhi.law import load_book
    from gongzhi.parties import Person, Role

    at, book = datetime.now(UTC) - timedelta(hours=2), load_book()
    about = Broadcast(
        id=ROOM, platform="P", room="果园", title="林家果园的直播", category="农产品", operator="lin", started_at=at
    )
    signals = [_said(number, text, at) for number, text in enumerate(SAID)]
    heard = "\n".join(SAID).encode()
    chunk = RawChunk(source="speech.txt", offset=0, size=len(heard), sha256=hashlib.sha256(heard).hexdigest())
    batch = SignalBatch(broadcast=ROOM, number=0, first=0, opened_at=at, signals=tuple(signals), chunks=(chunk,))
    found = [_found(number, quote, at) for number, quote in ((1, "全国最好"), (2, "治疗高血压"))]
    raw = Item(kind="raw", subject=ROOM, data=heard, at=at)
    placed = archive.append([item_of(about, ROOM, at), raw, *(item_of(one, ROOM, at) for one in (batch, *found))])
    capture = Capture(collector=archive.log.key.name, tool="gongzhi")
    archive.append(Segmenting(archive, ROOM, capture, now=at).roll(at, closing=True))
    exhibits = [one.exhibit for one in placed if one.kind == "Finding"]
    lead = Lead(
        broadcast=ROOM,
        opened_at=at,
        origin=LeadOrigin.MONITORING,
        level=LeadLevel.SERIOUS,
        summary="监测发现绝对化用语",
    )
    open_case.open_lead(archive, lead)
    reviewer = Person(ref="reviewer", name="审核员 苏", organisation="P", role=Role.PLATFORM_REVIEWER)
    # The last finding is left for whoever works the queue.
    confirmed = exhibits[:-1]
    for exhibit in confirmed:
        outcome = ReviewOutcome.CONFIRMED
        review.review_finding(archive, finding=exhibit, outcome=outcome, reason=None, by=reviewer, at=at)
    _decide(archive, book, found[: len(confirmed)], confirmed, at)


def _said(number: int, text: str, at: datetime):  # type: ignore[no-untyped-def]
    from gongzhi.broadcasts import Actor, ActorRole, Signal, SignalKind, TimeSource

    return Signal(
        broadcast=ROOM,
        sequence=number,
        kind=SignalKind.SPEECH,
        at=at + timedelta(seconds=number),
        at_source=TimeSource.MESSAGE,
        actor=Actor(role=ActorRole.PRESENTER),
        text=text,
    )


def _found(number: int, quote: str, at: datetime):  # type: ignore[no-untyped-def]
    """A finding as the screening makes them, written by hand so that these tests do not wait for the rules."""
    from gongzhi.screening import Certainty, Cited, Finding, FindingType

    start = SAID[number].index(quote)
    return Finding(
        broadcast=ROOM,
        signal=f"{ROOM}-{number}",
        said_at=at + timedelta(seconds=number),
        type=FindingType.ABSOLUTE_CLAIM,
        rule="absolute.best",
        rule_version="1",
        start=start,
        end=start + len(quote),
        quote=quote,
        reading=quote,
        certainty=Certainty.DEFINITE,
        severity=4,
        provisions=(Cited(id="广告法/9(3)", title="广告法", article="第九条第三项"),),
        why="对商品使用绝对化用语。",
        instead="说可以核实的事实。",
    )


def _decide(archive, book, findings, exhibits, at) -> None:  # type: ignore[no-untyped-def]
    from gongzhi.cases import CaseParty
    from gongzhi.decisions import (
        Answer,
        AppealRoute,
        Consideration,
        Draft,
        HouseRules,
        draft_facts,
        draft_reasons,
        load_ladder,
    )
    from gongzhi.flow import decide, open_case
    from gongzhi.parties import LegalRole, Party, PartyKind, Person, Role

    lead = Person(ref="lead", name="主管 何", organisation="P", role=Role.PLATFORM_LEAD)
    party = Party(id="lin", kind=PartyKind.SMALLHOLDER, names=("林家果园",))
    draft = open_case.CaseDraft(
        broadcast=ROOM, parties=(CaseParty(party=party, role=LegalRole.OPERATOR),), findings=tuple(exhibits)
    )
    case = open_case.open_case(archive, draft=draft, by=lead, at=at).id
    considered = tuple(
        Consideration(topic=one.id, answer=Answer.NO, remark="已核对") for one in load_ladder().questions
    )
    chosen = Draft(
        case=case,
        party="lin",
        measure="warning",
        findings=tuple(exhibits),
        facts=draft_facts("林家果园", findings),
        reasons=draft_reasons(findings),
        considerations=considered,
    )
    rules = HouseRules(issuer="平台P", mark="平P处", appeal=AppealRoute(where="本系统的“申诉”页面", days=15))
    decide.decide(archive, book, draft=chosen, by=lead, at=at, rules=rules)


if __name__ == "__main__":
    make_store(Path(sys.argv[1]).resolve())
