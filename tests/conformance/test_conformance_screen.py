"""How well the shipped rules do on the development recordings and statements: printed, with a floor below what is reached."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not (SHARED / "tools").is_dir(), reason="../shared is not here"),
]
_COMMAND = f"{sys.executable} -m gongzhi.cli screen - --format jsonl"


def scored(capsys: pytest.CaptureFixture[str], tool: str) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, str(SHARED / "tools" / tool), "--cmd", _COMMAND],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    figures: dict[str, float] = json.loads(ran.stdout)
    with capsys.disabled():
        print(f"\n{tool}: {ran.stdout.strip()}")
    return figures


def test_spans_and_leads_of_the_development_rooms(capsys: pytest.CaptureFixture[str]) -> None:
    figures = scored(capsys, "score_rooms.py")
    assert figures["f1"] >= 0.8
    assert figures["lead_recall"] >= 0.9
    assert figures["lead_specificity"] >= 0.8
    assert figures["evasion_recall"] >= 0.7


def test_statements_of_penalty_cases_and_their_lawful_look_alikes(capsys: pytest.CaptureFixture[str]) -> None:
    figures = scored(capsys, "score_utterances.py")
    assert figures["recall"] >= 0.9
    assert figures["specificity"] >= 0.97
