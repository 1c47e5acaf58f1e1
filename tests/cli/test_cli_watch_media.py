"""``gongzhi watch`` on a film, as a person runs it: findings, refusals, and going on after kill -9."""

import functools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cast_of_films import film, page, sale
from forked import fork_gongzhi
from gongzhi.adapters.archive import open_archive
from gongzhi.broadcasts import SignalBatch
from gongzhi.cli import main
from gongzhi.flow.watch import Limits
from gongzhi.values import decode_record

START = ["--start", "2026-03-01T20:00:00+08:00", "--share", "100"]


@pytest.fixture(scope="module")
def sale_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "room.mp4", 16, functools.cache(sale))


def sealed(store: Path) -> list[tuple[int, str | None, str | None]]:
    archive = open_archive(store)
    batches = [decode_record(SignalBatch, archive.read(one)) for one in archive.placed(kind="SignalBatch")]
    return [(one.sequence, one.method, one.text) for batch in batches for one in batch.signals]


def test_a_film_gives_findings_in_words_and_in_the_code_with_their_law(
    sale_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = tmp_path / "spoken.srt"
    spoken.write_text("1\n00:00:02,000 --> 00:00:03,000\n这是全国第一的橙子\n", encoding="utf-8")
    arguments = ["watch", str(sale_film), *START, "--store", str(tmp_path / "store"), "--format", "json"]
    assert main([*arguments, "--recogniser", f"cat {spoken} {{media}}.none"]) == 2
    assert "以状态 1 结束" in capsys.readouterr().err
    program = f"{sys.executable} -c \"print(open('{spoken}').read())\" {{media}}"
    assert main([*arguments, "--recogniser", program]) == 0
    rows: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    quotes = {(row["type"], row["quote"]) for row in rows if row["event"] == "finding"}
    assert any(kind == "absolute_claim" and "最低价" in quote for kind, quote in quotes)
    assert any(kind == "off_platform" and "u.wechat.com" in quote for kind, quote in quotes)
    assert any(kind == "absolute_claim" and "第一" in quote for kind, quote in quotes)
    assert rows[-1]["signals"] == {"screen": 4, "stats": 4, "speech": 1} and rows[-1]["lead"] is True


def test_killed_at_any_moment_and_run_again_nothing_is_lost_or_doubled(
    sale_film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small batches, so that the first is told of while most of the film has not been looked at, however slow the machine.
    monkeypatch.setattr("gongzhi.flow.watch.Limits", lambda: Limits(readings=2))
    store = tmp_path / "store"
    running = fork_gongzhi("watch", sale_film, *START, "--store", store)
    assert any("最低价" in line.decode() for line in running.stdout)
    assert running.kill() == -signal.SIGKILL
    before = sealed(store)
    assert main(["watch", str(sale_film), *START, "--store", str(store)]) == 0
    assert main(["watch", str(sale_film), *START, "--store", str(tmp_path / "whole")]) == 0
    after = sealed(store)
    assert 0 < len(before) < len(after) and after[: len(before)] == before
    assert after == sealed(tmp_path / "whole")


def test_the_bank_shown_in_the_guide_can_be_used_and_one_on_unknown_law_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "howto" / "media.md").read_text(encoding="utf-8")
    bank = tmp_path / "bank.yaml"
    bank.write_text(guide.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    place = film(tmp_path / "a.mp4", 1, lambda at: page())
    arguments = ["watch", str(place), "--store", str(tmp_path / "store"), "--images", str(bank)]
    assert main(arguments) == 0
    bank.write_text(bank.read_text(encoding="utf-8").replace("广告法/28", "广告法/2800"), encoding="utf-8")
    assert main(arguments) == 2 and "广告法/2800" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--share", "101"], "0 到 100"),
        (["--images", "none.yaml"], "读不了图片库"),
        (["--recogniser", "whisper"], "没有写 {media}"),
        (["--speech-model", "none"], "应有 tokens.txt"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_chinese_line(
    arguments: list[str], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = film(tmp_path / "a.mp4", 1, lambda at: page())
    assert main(["watch", str(place), *arguments, "--store", str(tmp_path / "store")]) == 2
    error = capsys.readouterr().err
    assert why in error and len(error.strip().splitlines()) == 1


def test_a_room_is_watched_without_loading_what_reads_pictures(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        '{"id":"1","kind":"speech","text":"现摘的橙子","at":"2026-03-01T20:00:00+08:00"}\n', encoding="utf-8"
    )
    asked = (
        "import sys; from gongzhi.cli import main; code = main(sys.argv[1:]); "
        "sys.exit(code or any(name in sys.modules for name in ('cv2', 'rapidocr', 'zxingcpp')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, "watch", str(lines), "--store", str(tmp_path / "store")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
