"""The pages about the API say what the API does, and its answers are those of the command line."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from api_cast import BASE, fresh_rate, program_of
from pydantic import BaseModel
from test_web_api_document import VERBS
from web_cast import LINE

from gongzhi.cli.screen import make_model, make_screener, plain_verdict
from gongzhi.screening import Line
from gongzhi_web.accounts.models import User
from gongzhi_web.api import errors, limits, scopes
from gongzhi_web.api.cases import CaseIn
from gongzhi_web.api.deciding import AppealIn, DecisionIn
from gongzhi_web.api.findings import ReviewIn
from gongzhi_web.api.sanctions import AnswerIn, SanctionIn
from gongzhi_web.api.screening import LONGEST_LINE, MOST_LINES, ScreenIn
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.screening.models import FindingRow

__all__ = ["fresh_rate"]
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/formats/api.md").read_text(encoding="utf-8")
HOWTO = (ROOT / "docs/howto/api.md").read_text(encoding="utf-8")
BODIES: list[tuple[str, type[BaseModel]]] = [
    ("/screen", ScreenIn),
    ("/findings/{exhibit}/review", ReviewIn),
    ("/cases", CaseIn),
    ("/cases/{id}/decision", DecisionIn),
    ("/cases/{id}/appeal", AppealIn),
    ("/sanctions", SanctionIn),
    ("/sanctions/{number}/answer", AnswerIn),
]


def _schema(name: str) -> jsonschema.Draft202012Validator:
    text = (ROOT / f"docs/formats/{name}.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def test_the_page_lists_every_verb_with_its_scope() -> None:
    rows = re.findall(r"^\| `(GET|POST) (/\S*)` \| .+ \| `([a-z:]+)` \|$", PAGE, re.M)
    assert [(method, path) for method, path, _ in rows] == VERBS
    assert {scope for *_, scope in rows} == {scope.value for scope in scopes.Scope}


def test_the_page_lists_every_code_that_a_refusal_may_carry() -> None:
    sources = (ROOT / "src/gongzhi_web/api").glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    raised = {code for _, _, code, _ in errors._MEANS}
    raised |= set(re.findall(r"ApiRefusal\(\s*\d{3},\s*\"(\w+)\"", text))
    told = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| \d{3} \| (.+?) \|", PAGE, re.M))))
    assert raised == told


def test_the_page_names_the_limits_that_hold() -> None:
    for number in (f"{limits.PER_TOKEN} 次", f"{limits.PER_ADDRESS} 次", f"{MOST_LINES} 行", f"{LONGEST_LINE} 字"):
        assert number in PAGE, number
    assert (limits.LINES, limits.SMALL, limits.BUNDLE >> 20) == (2 << 20, 256 << 10, 64)


@pytest.mark.parametrize(("path", "model"), BODIES, ids=[path for path, _ in BODIES])
def test_a_body_shown_is_a_body_taken(path: str, model: type[BaseModel]) -> None:
    shown = PAGE.split(f"### POST {path}\n")[1].split("```json\n")[1].split("```")[0]
    assert model.model_validate(json.loads(shown))


def test_the_program_shown_reads_every_finding(
    cast: dict[str, User], market: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = program_of(cast["lead"])
    code = HOWTO.split("```python\n")[1].split("```")[0]
    monkeypatch.setenv("GONGZHI", BASE)
    monkeypatch.setenv("GONGZHI_TOKEN", "gzt_x")

    def fetch(request: Any) -> Any:
        path, _, query = str(request.full_url).removeprefix(BASE).partition("?")
        import io
        from urllib.parse import parse_qsl

        assert request.headers["Authorization"] == "Bearer gzt_x"
        return io.BytesIO(program.get(path, **{**dict(parse_qsl(query)), "limit": 1}).content)

    class Address(str):
        """A request that needs no host."""

        def __new__(cls, address: str, headers: dict[str, str]) -> "Address":
            made = super().__new__(cls, address)
            made.full_url, made.headers = address, headers  # type: ignore[attr-defined]
            return made

    monkeypatch.setattr("urllib.request.urlopen", fetch)
    monkeypatch.setattr("urllib.request.Request", Address)
    exec(compile(code, "api.md", "exec"), {})
    printed = capsys.readouterr().out
    assert all(exhibit in printed for exhibit in FindingRow.objects.values_list("exhibit", flat=True))
    assert len(printed.splitlines()) == FindingRow.objects.count() == 4
    assert BroadcastRow.objects.count() == 3


def test_screening_over_the_api_says_what_the_command_line_says(cast: dict[str, User]) -> None:
    from datetime import date

    texts = [LINE, "加我薇❤下单更便宜", "多少钱一箱", "本品可以治疗糖尿病，无效退款"]
    lines = [{"id": str(at), "text": text, "kind": "speech"} for at, text in enumerate(texts)]
    answer = program_of(cast["lin"]).post("/screen", {"lines": lines, "on": "2026-03-01", "category": "食品"}).json()
    day, command = date(2026, 3, 1), make_screener(make_model())
    expected = [
        plain_verdict(command.screen(Line(id=str(at), text=text, kind="speech", on=day, category="食品")))
        for at, text in enumerate(texts)
    ]
    assert answer["results"] == expected
    assert [error.message for one in expected for error in _schema("screen-verdict").iter_errors(one)] == []


def test_citing_over_the_api_says_what_the_command_line_says(
    cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    from gongzhi.cli.main import run

    for provision in ("广告法/9(3)", "电子商务法/38.2", "广告法/57"):
        assert run(["law", "cite", provision, "--on", "2026-03-01", "--format", "json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        answer = program_of(cast["lin"]).get("/law/cite", provision=provision, on="2026-03-01").json()
        assert answer == printed
        assert list(_schema("law-citation").iter_errors(answer)) == []
