"""Hostile lines through ``gongzhi screen`` and ``gongzhi watch``: a verdict or a refusal that names the line, nothing else lost."""

import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.broadcasts import SignalBatch
from gongzhi.cli import main
from gongzhi.screening import Line, Screened
from gongzhi.screening.verdicts import Verdicts
from gongzhi.values import decode_record

SAID = {"kind": "speech", "at": "2026-03-01T20:00:01+08:00"}
BAD = "全国第一".encode()
FIRST, LAST = ({"id": name, "text": f"{name}全国第一", **SAID} for name in ("first", "last"))


def row(text: bytes) -> bytes:
    return b'{"id":"mid","kind":"speech","at":"2026-03-01T20:00:02+08:00","text":"' + text + b'"}'


def between(middle: bytes) -> bytes:
    return json.dumps(FIRST).encode() + b"\n" + middle + b"\n" + json.dumps(LAST).encode() + b"\n"


HOSTILE = {
    "a megabyte": row("好".encode() * 350_000 + BAD),
    "invalid UTF-8": row(b"\xff\xfe" + BAD),
    "bidi": row("\u202e\u2066".encode() + BAD + "\u2069".encode()),
    "bare control characters": row(b"\x01\x1b[2J" + BAD),
    "bare NUL": row(b"\x00" + BAD),
    "escaped NUL": row(b"\\u0000\\u001b[2J" + BAD),
    "a lone surrogate": row(b"\\ud83d" + BAD),
    "deep nesting": b'{"id":"mid","kind":"speech","text":"'
    + BAD
    + b'","more":'
    + b"[" * 100_000
    + b"]" * 100_000
    + b"}",
    "deep brackets": b"[" * 1_000_000,
    "half a line": b'{"id":"mid","kind":"speech","text":"' + BAD,
    "no object": b"NaN",
    "a number of a million digits": b'{"id":"mid","kind":"speech","text":"'
    + BAD
    + b'","more":'
    + b"9" * 1_000_000
    + b"}",
}
# What no JSON reader may take for JSON at all; the line is refused or kept unread, by its number.
UNREADABLE = {"deep nesting", "deep brackets", "half a line", "no object", "a number of a million digits"}


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_screen_gives_a_verdict_or_names_the_line_and_screens_the_rest(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, between(HOSTILE[kind]))
    status = main(["screen", "-"])
    told = capsys.readouterr()
    verdicts = {one["id"]: one["findings"] for one in map(json.loads, told.out.splitlines())}
    assert verdicts["first"] and verdicts["last"]
    if "mid" in verdicts:
        assert verdicts["mid"] and status == 0 and not told.err
    else:
        assert status == 2 and "第 2 行" in told.err and "其余各行都已筛查" in told.err
        assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize("ending", [".txt", ".srt", ".vtt"])
@pytest.mark.parametrize("middle", [b"\xff\xfe", b"\x00\x01", "\u202e".encode(), "好".encode() * 350_000])
def test_plain_text_and_subtitles_too(
    ending: str, middle: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [BAD, middle + BAD, BAD]
    if ending != ".txt":
        rows = [b"%d\n00:00:0%d.000 --> 00:00:0%d.500\n%s\n" % (at, at, at, said) for at, said in enumerate(rows, 1)]
    source = tmp_path / f"in{ending}"
    source.write_bytes((b"WEBVTT\n\n" if ending == ".vtt" else b"") + b"\n".join(rows))
    status = main(["screen", str(source)])
    told = capsys.readouterr()
    found = [bool(one["findings"]) for one in map(json.loads, told.out.splitlines())]
    if status == 0:
        assert found == [True, True, True]
    else:
        assert (status, found.count(True)) == (2, 2) and "行不是 UTF-8" in told.err


def test_screen_stops_where_the_file_is_plainly_of_another_kind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, b"{\n" * 10_000)
    assert main(["screen", "-"]) == 2
    error = capsys.readouterr().err
    assert "其后各行没有筛查" in error and "第 20 行" in error and "第 21 行" not in error


def test_what_somebody_said_does_not_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {**FIRST, "id": "\x1b[2J", "text": "全国\u202e第一 全\x1b国第一"}
    feed(monkeypatch, json.dumps(said).encode())
    assert main(["screen", "-", "--format", "text"]) == 0
    out = capsys.readouterr().out
    assert "绝对化用语" in out and not set(out) & {"\x1b", "\u202e"}


@pytest.fixture
def watch_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[Any], str]]:
    def run(content: bytes, *more: str) -> tuple[int, list[Any], str]:
        source = tmp_path / "in.jsonl"
        source.write_bytes(content)
        status = main(["watch", str(source), "--store", str(tmp_path / "store"), "--format", "json", *more])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    return run


@pytest.mark.parametrize("kind", HOSTILE)
def test_watch_screens_what_can_be_read_and_keeps_the_rest_with_its_place(
    kind: str, watch_bytes: Callable[..., tuple[int, list[Any], str]], tmp_path: Path
) -> None:
    content = between(HOSTILE[kind])
    status, events, _ = watch_bytes(content, "--format-like", "jsonl")
    assert status == 0
    archive = open_archive(tmp_path / "store", create=False)
    batches = [decode_record(SignalBatch, archive.read(placed)) for placed in archive.placed(kind="SignalBatch")]
    signals = [str(signal.kind) for batch in batches for signal in batch.signals]
    findings = [event for event in events if event["event"] == "finding"]
    unread = kind in UNREADABLE
    assert signals == ["speech", "opaque" if unread else "speech", "speech"]
    assert len({one["signal"] for one in findings}) == (2 if unread else 3)
    if unread:
        problems = [problem for batch in batches for problem in batch.problems]
        assert any(one.offset == content.index(b"\n") + 1 for one in problems)
    assert b"".join(archive.read(placed) for placed in archive.placed(kind="raw")) == content


def break_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that raises on one line only."""
    verdict = Verdicts.verdict

    def fail(self: Verdicts, line: Line, *rest: Any) -> Screened:
        if "出错" in line.text:
            raise ValueError("坏了")
        return verdict(self, line, *rest)

    monkeypatch.setattr(Verdicts, "verdict", fail)


def said(*texts: str) -> bytes:
    rows: Sequence[dict[str, str]] = [{**FIRST, "id": str(at), "text": text} for at, text in enumerate(texts)]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_a_rule_that_fails_ends_the_watching_loudly_and_its_batch_is_not_sealed(
    monkeypatch: pytest.MonkeyPatch, watch_bytes: Callable[..., tuple[int, list[Any], str]], tmp_path: Path
) -> None:
    break_rules(monkeypatch)
    content = said("全国第一", "出错的全国第一", "大家好")
    status, events, error = watch_bytes(content)
    assert status == 2 and "不得当作无问题" in error and len(error.splitlines()) == 1
    assert events[-1]["event"] == "summary" and events[-1]["interrupted"] is True
    assert events[-1]["signals"] == {}
    kinds = {placed.kind for placed in open_archive(tmp_path / "store", create=False).placed()}
    assert not kinds & {"SignalBatch", "Finding"} and "CaptureEnded" in kinds
    monkeypatch.undo()
    status, events, _ = watch_bytes(content)
    assert status == 0 and events[-1]["signals"] == {"speech": 3}


def test_a_rule_that_fails_ends_the_screening_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_rules(monkeypatch)
    feed(monkeypatch, said("全国第一", "出错的全国第一", "大家好"))
    assert main(["screen", "-"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "不得当作无问题" in told.err
