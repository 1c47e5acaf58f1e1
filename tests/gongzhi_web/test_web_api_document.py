"""The OpenAPI document: valid, complete, local; and every verb held to it by generated requests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from api_cast import BASE, fresh_rate, program_of
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web_cast import seal_room

from gongzhi.adapters.archive import open_archive
from gongzhi.cases import RecallOpened
from gongzhi.decisions import load_ladder
from gongzhi.flow.docketing import NewEntry, enter
from gongzhi.flow.parallel_records import Asks
from gongzhi.flow.parallel_sanctions import OwnMeasure, SanctionDesk, SanctionWish, send_sanction
from gongzhi.flow.recalling import open_recall
from gongzhi_web.accounts.models import User
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.tokens import make_token
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.board.forms import register
from gongzhi_web.board.scope import units
from gongzhi_web.campaigns.models import PaperRow
from gongzhi_web.campaigns.scope import paper_desk
from gongzhi_web.lawbook import book
from gongzhi_web.wsgi import application

__all__ = ["fresh_rate"]
VERBS = [
    ("POST", "/screen"),
    ("GET", "/law/cite"),
    ("GET", "/law/search"),
    ("GET", "/rules"),
    ("GET", "/rules/{id}"),
    ("GET", "/broadcasts"),
    ("GET", "/broadcasts/{id}"),
    ("GET", "/findings"),
    ("POST", "/findings/{exhibit}/review"),
    ("GET", "/cases"),
    ("GET", "/cases/{id}"),
    ("POST", "/cases"),
    ("POST", "/cases/{id}/decision"),
    ("POST", "/cases/{id}/appeal"),
    ("POST", "/cases/{id}/confirmation"),
    ("POST", "/cases/{id}/ruling"),
    ("POST", "/cases/{id}/service"),
    ("POST", "/cases/{id}/closing"),
    ("GET", "/docket"),
    ("GET", "/docket/{number}"),
    ("POST", "/docket"),
    ("POST", "/docket/{number}/acts"),
    ("POST", "/docket/{number}/transfer"),
    ("POST", "/docket/{number}/merge"),
    ("POST", "/docket/{number}/split"),
    ("GET", "/parties"),
    ("GET", "/parties/due"),
    ("GET", "/parties/{number}"),
    ("POST", "/parties/{number}/acts"),
    ("GET", "/campaigns"),
    ("GET", "/campaigns/{number}"),
    ("GET", "/samples"),
    ("GET", "/samples/{number}"),
    ("GET", "/recalls"),
    ("GET", "/recalls/{number}"),
    ("POST", "/recalls/{number}/acts"),
    ("GET", "/papers"),
    ("GET", "/papers/{id}"),
    ("POST", "/papers/{id}/answer"),
    ("GET", "/sanctions"),
    ("GET", "/sanctions/{number}"),
    ("GET", "/sanctions/{number}/bundle"),
    ("POST", "/sanctions"),
    ("POST", "/sanctions/{number}/answer"),
    ("POST", "/sanctions/{number}/withdrawal"),
    ("POST", "/evidence/verify"),
    ("GET", "/evidence/{exhibit}/bundle"),
    ("GET", "/evidence/checkpoint"),
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    """The document as anybody may fetch it."""
    answer = Client().get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    assert schema.validate() is None and document["openapi"].startswith("3.1")
    for shape in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(shape)


def test_every_verb_is_in_the_document_and_nothing_else(document: dict[str, Any]) -> None:
    written = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert written == {(method, BASE + path) for method, path in VERBS}


@pytest.mark.parametrize(("method", "path"), VERBS)
def test_a_verb_documents_its_scope_and_every_refusal(document: dict[str, Any], method: str, path: str) -> None:
    verb = document["paths"][BASE + path][method.lower()]
    [security] = verb["security"]
    assert {Scope(one) for one in security["BearerToken"]} and security["BearerToken"][0] in verb["description"]
    expected = {"401", "403", "422", "429"} | ({"409", "413"} if method == "POST" else set())
    expected |= (
        {"404"}
        if "{" in path
        or ((method, path) in (("POST", "/cases"), ("POST", "/docket"), ("POST", "/sanctions"), ("GET", "/law/cite")))
        else set()
    )
    assert expected <= set(verb["responses"]), expected - set(verb["responses"])
    for status, answer in verb["responses"].items():
        assert answer["description"] and not answer["description"].isascii()
        if int(status) >= 400:
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Refused"}
    assert "Retry-After" in verb["responses"]["429"]["headers"]
    keyed = [one["name"] for one in verb["parameters"] if one["in"] == "header"]
    assert keyed == (["Idempotency-Key"] if method == "POST" else [])
    assert verb["summary"] and not verb["summary"].isascii()


def test_there_is_no_page_that_loads_anything_from_elsewhere(document: dict[str, Any]) -> None:
    assert Client().get(f"{BASE}/docs").status_code == 404
    assert "http:/" + "/" not in json.dumps(document) and "https:/" + "/" not in json.dumps(document)


def test_the_document_needs_no_sign_in_and_names_no_data(
    document: dict[str, Any], cast: dict[str, User], market
) -> None:
    text = json.dumps(document, ensure_ascii=False)
    assert "林家果园" not in text and document["components"]["securitySchemes"]["BearerToken"]["scheme"] == "bearer"


@pytest.fixture
def generated(tmp_path: Path, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Lin's room with a case, in a real log; the ids that exist, and the tokens of a platform lead and of Lin."""
    monkeypatch.setattr("gongzhi_web.api.gate.PER_TOKEN", 10_000_000)
    archive = open_archive(tmp_path / "store")
    replace_archive(archive)
    broadcast = seal_room(archive, "lin", merchant="林家果园", findings=2)  # type: ignore[arg-type]
    catch_up(archive)
    finding = next(archive.placed(kind="Finding")).exhibit
    lead = program_of(cast["lead2"])
    assert lead.post(f"/findings/{finding}/review", {"outcome": "confirmed"}).status_code == 201
    parties = [{"name": "林家果园", "role": "operator"}]
    opened = lead.post("/cases", {"broadcast": broadcast, "findings": [finding], "parties": parties})
    entry = {"title": "林家果园", "summary": "称第一", "unit": "P"}
    entered = lead.post("/docket", entry)
    assert entered.status_code == 201, entered.content
    secrets = {
        name: make_token(user, name=name, scopes=_SCOPES[name], days=1, now=timezone.now())[1]
        for name, user in (("lead", cast["lead"]), ("lin", cast["lin"]), ("gao", cast["gao"]))
    }
    lead_in = cast["gao"].acting()
    told = NewEntry(title="林家果园", summary="称第一", unit="city", parties=("林家果园",))
    number = enter(archive, register(), new=told, by=lead_in, at=timezone.now()).number
    own = OwnMeasure(
        decision="市监罚1号", whom="林家果园", measure="罚款", since=timezone.localdate(), until=None, serious=False,
        provisions=("广告法/9(3)",),
    )  # fmt: skip
    wish = SanctionWish(about=number, to=("P",), asks=Asks.WATCH, reason="换平台", own=own)
    desk = SanctionDesk(units=units(), book=book(), ladder=load_ladder(), names=("city",))
    [message] = send_sanction(archive, desk, wish=wish, by=lead_in, at=timezone.now())
    recall = RecallOpened(
        number="", title="蜜饯召回", unit="", goods="蜜饯", batch="1", seller="林家果园", defect="超标", remedy="退货",
        by=lead_in, at=timezone.now(), basis=("食品安全法/63",), platform="P",
    )  # fmt: skip
    recalled = open_recall(archive, paper_desk(), wish=recall, by=lead_in, at=timezone.now()).opened.number
    catch_up(archive)
    # The real server ends its connection with each request; here it is the test's own, in its own transaction.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield {
        "/broadcasts": broadcast,
        "/findings": finding,
        "/cases": opened.json()["id"],
        "/docket": entered.json()["number"],
        "/rules": "absolute.state_grade",
        "/evidence": finding,
        "/sanctions": message.number,
        "/recalls": recalled,
        "/papers": PaperRow.objects.get(about=recalled).id,
        **secrets,
    }
    replace_archive(None)
    archive.close()
    for signal in signals:
        signal.connect(close_old_connections)


_SCOPES = {
    "lead": [one for one in Scope if one not in (Scope.CASES_APPEAL, Scope.CAMPAIGNS_READ)],
    "lin": [Scope.CASES_APPEAL],
    "gao": [Scope.CAMPAIGNS_READ],
}


def _caller(path: str) -> str:
    if path.startswith(("/campaigns", "/samples")):
        return "gao"
    return "lin" if path.endswith("/appeal") else "lead"


# Every verb of a resource meets the same store: making one takes longer than asking it.
RESOURCES = sorted({path.split("/")[1] for _, path in VERBS})


@pytest.mark.parametrize("resource", RESOURCES)
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(resource: str, generated: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application)
    schema.config.generation.update(with_security_parameters=False)
    asked = [(method, path) for method, path in VERBS if path.split("/")[1] == resource]
    for method, path in asked:
        statuses = _sent(schema[BASE + path][method], path, generated)
        assert 401 not in statuses and 500 not in statuses, (method, path)


def _sent(operation: Any, path: str, generated: dict[str, Any]) -> set[int]:
    """The statuses of generated requests to one verb; each answer was held to the document."""
    headers = {"Authorization": f"Bearer {generated[_caller(path)]}"}
    existing = generated.get("/" + path.split("/")[1])
    statuses: set[int] = set()

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        ),
        real=st.booleans(),
    )
    def send(case: schemathesis.Case, real: bool) -> None:
        if real and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, existing)
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    send()
    return statuses
