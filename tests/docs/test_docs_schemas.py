"""The schemas of docs/formats hold for their own examples and for what the commands and the API really print."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from in_process import run_gongzhi

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats"
SCHEMAS = sorted(path.name for path in FORMATS.glob("*.schema.json"))


def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FORMATS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def _check(name: str, value: Any) -> None:
    schema = _schema(name)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema_and_its_examples_fit(name: str) -> None:
    schema = json.loads((FORMATS / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in schema.get("examples", []):
        _check(name.removesuffix(".schema.json"), example)
    assert schema["title"]


def test_the_schemas_of_the_interfaces_show_an_example() -> None:
    for name in ("screen-line", "screen-verdict", "evidence-verdict"):
        assert _schema(name)["examples"], name


def test_screen_reads_the_example_lines_and_prints_verdicts_of_its_schema() -> None:
    lines = _schema("screen-line")["examples"]
    ran = run_gongzhi("screen", "--on", "2026-03-01", given="".join(json.dumps(line) + "\n" for line in lines))
    assert ran.returncode == 0, ran.stderr
    verdicts = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [verdict["id"] for verdict in verdicts] == [line["id"] for line in lines]
    for line, verdict in zip(lines, verdicts, strict=True):
        _check("screen-verdict", verdict)
        for found in (*verdict["findings"], *verdict["promises"], *verdict["evasions"]):
            assert line["text"][found["start"] : found["end"]] == found["quote"]
    assert verdicts[0]["findings"] and verdicts[0]["promises"] and not verdicts[1]["findings"]


@pytest.mark.parametrize("missing", ["id", "text", "kind"])
def test_the_schema_of_a_line_refuses_what_screen_refuses(missing: str) -> None:
    line = {name: value for name, value in _schema("screen-line")["examples"][1].items() if name != missing}
    assert not jsonschema.Draft202012Validator(_schema("screen-line")).is_valid(line)
    ran = run_gongzhi("screen", given=json.dumps(line) + "\n")
    assert ran.returncode == 2 and missing in ran.stderr


def test_evidence_verify_prints_a_verdict_of_its_schema_whether_sound_flipped_or_no_bundle(tmp_path: Path) -> None:
    photo, bundle, store = tmp_path / "photo.jpg", tmp_path / "one.evz", tmp_path / "store"
    photo.write_bytes(b"\xff\xd8 not really a photograph")
    exhibit = run_gongzhi("evidence", "seal", photo, "--store", store).stdout.split()[0]
    assert run_gongzhi("evidence", "bundle", exhibit, "-o", bundle, "--store", store).returncode == 0
    sound = bundle.read_bytes()
    flipped = bytearray(sound)
    flipped[flipped.index(b"not really")] ^= 1
    for data, verdict, status in ((sound, "verified", 0), (bytes(flipped), "failed", 1), (b"PK", "failed", 1)):
        bundle.write_bytes(data)
        ran = run_gongzhi("evidence", "verify", bundle, "--format", "json")
        printed = json.loads(ran.stdout)
        _check("evidence-verdict", printed)
        assert (printed["verdict"], ran.returncode) == (verdict, status)


def test_law_cite_prints_a_citation_of_its_schema() -> None:
    ran = run_gongzhi("law", "cite", "广告法/9(3)", "--on", "2026-03-01", "--format", "json")
    printed = json.loads(ran.stdout)
    _check("law-citation", printed)
    assert printed["on"] == "2026-03-01"
