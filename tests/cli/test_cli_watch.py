"""``gongzhi watch`` as a person runs it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.adapters.recordings import open_recording
from gongzhi.cli import main
from gongzhi.cli.watch_report import Report
from in_process import run_gongzhi

ROOT = Path(__file__).resolve().parents[2]
FOLDER = {
    "room.yaml": 'platform: 平台P\nroom: lin\ncategory: 食品\nstarted_at: "2026-03-01T20:00:00+08:00"\n',
    "speech.srt": (
        "1\n00:00:01,000 --> 00:00:02,000\n这是全国第一的橙子\n\n2\n00:00:05,000 --> 00:00:06,000\n假一赔十大家放心\n"
    ),
    "danmu.jsonl": '{"id":"1","kind":"danmu","at":"2026-03-01T20:00:03+08:00","text":"甜吗","user":"阿文","user_id":"7"}\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "room"
    place.mkdir()
    for name, content in FOLDER.items():
        (place / name).write_text(content, encoding="utf-8")
    return place


def rows_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_findings_are_printed_with_time_type_quote_and_article_and_the_sum_follows(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", str(folder), "--store", str(tmp_path / "store")]) == 0
    out = capsys.readouterr().out
    assert "20:00:01  绝对化用语" in out and "《广告法》第九条第三项" in out
    assert "建立线索" in out
    assert "信号 3：口播 2、弹幕 1" in out
    assert out.rstrip().endswith("本结果仅供辅助，由人作出决定。")


def test_the_machine_form_is_one_json_object_a_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", str(folder), "--store", str(tmp_path / "store"), "--format", "json"]) == 0
    rows = rows_of(capsys)
    schema = json.loads((ROOT / "docs" / "formats" / "watch-event.schema.json").read_text(encoding="utf-8"))
    for row in rows:
        jsonschema.validate(row, schema)
    assert rows[0]["event"] == "begin"
    assert {row["event"] for row in rows} >= {"begin", "finding", "promise", "lead", "summary"}
    finding = next(row for row in rows if row["event"] == "finding")
    assert finding["provisions"][0]["id"].startswith("广告法/9")
    assert rows[-1]["signals"] == {"speech": 2, "danmu": 1} and rows[-1]["lead"] is True


def test_a_second_run_says_that_it_goes_on_and_seals_nothing_twice(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["watch", str(folder), "--store", str(tmp_path / "store"), "--format", "json"]
    assert main(arguments) == 0
    capsys.readouterr()
    assert main(arguments) == 0
    rows = rows_of(capsys)
    assert rows[0]["resumed"] is True
    assert (rows[-1]["sealed"], rows[-1]["signals"]) == (0, {})


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere.srt"], "找不到"),
        (["rtmp://example.invalid/live"], "地址连不上"),
        (["{folder}", "--speed", "fast"], "--speed"),
        (["{folder}", "--start", "yesterday"], "--start"),
        (["{folder}", "--format-like", "mp3"], "没有名为“mp3”的格式"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_chinese_line(
    arguments: list[str], why: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(folder=folder) for argument in arguments]
    assert main(["watch", *filled, "--store", str(tmp_path / "store")]) == 2
    error = capsys.readouterr().err
    assert why in error and len(error.strip().splitlines()) == 1


def test_a_changed_source_is_refused_and_nothing_is_sealed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["watch", str(folder), "--store", str(tmp_path / "store")]
    assert main(arguments) == 0
    (folder / "danmu.jsonl").write_text(FOLDER["danmu.jsonl"].replace("甜", "酸"), encoding="utf-8")
    assert main(arguments) == 2
    assert "与封存时不同" in capsys.readouterr().err


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8"}


def _start(*arguments: str, **streams: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gongzhi.cli", "watch", *arguments],
        stdout=subprocess.PIPE,
        env=_environment(),
        **streams,
    )


def test_the_standard_input_is_screened_as_it_arrives_and_sigterm_ends_it_with_a_sum(tmp_path: Path) -> None:
    watching = _start("-", "--room", "lin", "--store", str(tmp_path / "store"), stdin=subprocess.PIPE)
    assert watching.stdin and watching.stdout
    watching.stdin.write(
        b'{"id":"1","kind":"speech","at":"2026-03-01T20:00:01+08:00","text":"\xe5\x85\xa8\xe5\x9b\xbd\xe7\xac\xac\xe4\xb8\x80"}\n'
    )
    watching.stdin.flush()
    while "绝对化用语" not in (line := watching.stdout.readline().decode()):
        assert line, "the finding must come while the input is still open"
    watching.send_signal(signal.SIGTERM)
    out = watching.stdout.read().decode()
    assert watching.wait(timeout=20) == 0
    assert "已中断" in out and "信号 1：口播 1" in out
    watching.stdin.close()


def test_ctrl_c_during_a_paced_run_ends_cleanly_and_the_rest_follows_later(folder: Path, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    watching = _start(str(folder), "--store", store, "--speed", "0.05")
    assert watching.stdout
    while "绝对化用语" not in (line := watching.stdout.readline().decode()):
        assert line, "the finding must come before the recording is over"
    watching.send_signal(signal.SIGINT)
    assert "信号 1：口播 1" in watching.stdout.read().decode()
    assert watching.wait(timeout=20) == 0
    rest = run_gongzhi("watch", folder, "--store", store, "--format", "json")
    summary = json.loads(rest.stdout.splitlines()[-1])
    assert summary["signals"] == {"danmu": 1, "speech": 1}


def test_what_somebody_typed_does_not_steer_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "room.yaml").write_text(FOLDER["room.yaml"] + 'title: "a\\e[2Jb\\nc"\n', encoding="utf-8")
    report = Report(form="text", out=sys.stdout)
    report.begin(open_recording(folder), known=MemoryArchive().size())
    out = capsys.readouterr().out
    assert "a [2Jb c" in out and "\x1b" not in out


def test_a_store_that_is_a_file_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "store").write_text("x")
    assert main(["watch", str(folder), "--store", str(tmp_path / "store")]) == 2
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1 and "store" in error
