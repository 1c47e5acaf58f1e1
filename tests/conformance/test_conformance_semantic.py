"""The table of peers on the development labels, printed, and what the model's suggestions may and may not change."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not (ROOT.parent / "shared" / "data").is_dir(), reason="../shared is not here"),
]


def test_we_stand_above_the_peers_and_suggestions_change_no_lead(capsys: pytest.CaptureFixture[str]) -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "accuracy.py")],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    with capsys.disabled():
        print("\n" + ran.stdout)
    rows = {
        row[1].strip(): [float(one) for one in row[2].split("|")]
        for row in re.finditer(r"^\| ([^|]+)\|(( [\d.]+ \|?)+)\|$", ran.stdout, re.M)
    }
    ours, suggested, rules_alone, *peers = rows.values()
    assert len(peers) >= 3
    assert all(ours[2] > peer[2] for peer in peers)
    assert ours[3:] == suggested[3:]
    assert suggested[1] >= ours[1]
    # Single statements are found better, and running talk is not judged by the model.
    assert ours[5] > rules_alone[5] and ours[6] >= 0.97
    assert ours[2] >= rules_alone[2] - 0.01
