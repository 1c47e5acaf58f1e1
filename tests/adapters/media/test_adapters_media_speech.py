"""Speech of recordings: by any program that writes timed text, or by a model that the operator has."""

import shlex
import sys
import types
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gongzhi.adapters.media import Looking, media_sources
from gongzhi.adapters.media.sherpa import RATE, pieces_of, read_sound
from gongzhi.adapters.source_errors import SourceUnusable

STUB = """import sys
open(sys.argv[2], "a").write("ran ")
print("1\\n00:00:01,000 --> 00:00:02,000\\n这是全国第一的橙子\\n")
"""


def _sound(place: Path, seconds: int = 1) -> Path:
    with wave.open(str(place), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(RATE)
        opened.writeframes(array("h", [8000, -8000] * (RATE * seconds // 2)).tobytes())
    return place


def _command(tmp_path: Path, program: str = STUB) -> str:
    stub = tmp_path / "stub.py"
    stub.write_text(program, encoding="utf-8")
    return shlex.join([sys.executable, str(stub), "{media}", str(tmp_path / "runs")])


def _said(tmp_path: Path, **looking: Any) -> list[tuple[str | None, tuple[int, int] | None]]:
    sound = _sound(tmp_path / "a.wav") if not (tmp_path / "a.wav").exists() else tmp_path / "a.wav"
    (source,) = media_sources(sound, Looking(kept_in=tmp_path / "kept", **looking), digest="d" * 64)
    assert source.name == "a.wav.speech"
    return [(draft.text, draft.span_ms) for reading in source.readings for draft in reading.drafts]


def test_what_a_recogniser_writes_is_what_was_said_and_it_runs_once(tmp_path: Path) -> None:
    command = _command(tmp_path)
    first, again = _said(tmp_path, recogniser=command), _said(tmp_path, recogniser=command)
    assert first == again == [("这是全国第一的橙子", (1000, 2000))]
    assert (tmp_path / "runs").read_text() == "ran "


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import sys; sys.exit('no model')", "以状态 1 结束：no model"),
        ("pass", "没有输出"),
    ],
)
def test_a_recogniser_that_fails_is_named_with_its_last_words_and_nothing_is_kept(
    tmp_path: Path, program: str, why: str
) -> None:
    with pytest.raises(SourceUnusable, match=why):
        _said(tmp_path, recogniser=_command(tmp_path, program))
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("command", "why"),
    [("whisper", "没有写 {media}"), ("whisper '{media}", "引号不成对"), ("/nowhere/whisper {media}", "不能运行")],
)
def test_a_command_that_cannot_be_run_is_refused(tmp_path: Path, command: str, why: str) -> None:
    with pytest.raises(SourceUnusable, match=why):
        _said(tmp_path, recogniser=command)


@dataclass
class FakeModel:
    """A recogniser of the shape of sherpa-onnx's that hears the same in every stretch."""

    heard: str = "现摘现发"

    def create_stream(self) -> Any:
        return types.SimpleNamespace(
            result=types.SimpleNamespace(text=""), accept_waveform=lambda rate, samples: len(samples) * rate
        )

    def decode_stream(self, stream: Any) -> None:
        stream.result.text = self.heard


def _model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: FakeModel) -> Path:
    folder = tmp_path / "sense-voice"
    folder.mkdir()
    for name in ("tokens.txt", "model.int8.onnx"):
        (folder / name).touch()
    offline = types.SimpleNamespace(from_sense_voice=lambda **_: made, from_paraformer=lambda **_: made)
    monkeypatch.setitem(sys.modules, "sherpa_onnx", types.SimpleNamespace(OfflineRecognizer=offline))  # type: ignore[arg-type]
    return folder


def test_a_model_folder_makes_timed_speech_of_a_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model(tmp_path, monkeypatch, FakeModel())
    _sound(tmp_path / "a.wav", 20)
    said = _said(tmp_path, model=model)
    assert [text for text, _ in said] == ["现摘现发"] * len(said) and len(said) >= 2
    spans = [span for _, span in said if span]
    assert spans[0][0] == 0 and spans[-1][1] == 20_000 and spans[0][1] == spans[1][0]


def test_a_model_that_hears_nothing_or_is_not_there_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceUnusable, match=r"应有 tokens\.txt"):
        _said(tmp_path, model=tmp_path / "none")
    model = _model(tmp_path, monkeypatch, FakeModel(heard=" "))
    with pytest.raises(SourceUnusable, match="没有听出话来"):
        _said(tmp_path, model=model)
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(SourceUnusable, match="pip install sherpa-onnx"):
        _said(tmp_path, model=model)


def test_sound_is_cut_where_it_is_quiet_and_nothing_is_lost() -> None:
    loud = array("f", [0.5, -0.5] * (RATE * 20))
    quiet_at = 10 * RATE
    loud[quiet_at : quiet_at + RATE // 4] = array("f", [0.0] * (RATE // 4))
    pieces = list(pieces_of(loud))
    assert sum(len(piece.samples) for piece in pieces) == len(loud)
    assert quiet_at <= pieces[1].start <= quiet_at + RATE // 4
    assert all(len(piece.samples) <= 15 * RATE for piece in pieces)


def test_a_sound_that_needs_converting_asks_for_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceUnusable, match="ffmpeg"):
        read_sound(tmp_path / "a.mp3")
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    with pytest.raises(SourceUnusable, match=r"读不了声音"):
        read_sound(tmp_path / "bad.wav")
