"""Speech by a sherpa-onnx model that the operator has: loaded only when a model folder is given, nothing is downloaded."""

from __future__ import annotations

import array
import importlib
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gongzhi.adapters.media.extra import MediaMissing
from gongzhi.adapters.source_errors import SourceUnusable

RATE = 16_000
# Speech is cut where it is quietest between these lengths, so that no word is cut in two if there is a pause at all.
_SHORTEST, _LONGEST, _STEP = 4 * RATE, 15 * RATE, RATE // 20


class Piece(NamedTuple):
    """A stretch of sound: its first sample, its samples (-1..1)."""

    start: int
    samples: Sequence[float]


def recognise_with_model(model: Path, media: Path) -> bytes:
    """The speech of a recording as SRT; raises SourceUnusable (Chinese) when model, module or sound is missing."""
    recogniser = open_model(model)
    cues: list[str] = []
    for piece in pieces_of(read_sound(media)):
        stream = recogniser.create_stream()
        stream.accept_waveform(RATE, piece.samples)
        recogniser.decode_stream(stream)
        text = stream.result.text.strip()
        if text:
            start, end = piece.start / RATE, (piece.start + len(piece.samples)) / RATE
            cues.append(f"{len(cues) + 1}\n{_clock(start)} --> {_clock(end)}\n{text}\n")
    if not cues:
        raise SourceUnusable(f"“{media.name}”里没有听出话来：请检查声音与模型是否相配，或去掉 --speech-model")
    return "\n".join(cues).encode()


def open_model(model: Path) -> Any:
    """The recogniser in a folder of SenseVoice or Paraformer as sherpa-onnx publishes them."""
    files = {path.name: str(path) for path in model.glob("*")} if model.is_dir() else {}
    tokens, network = files.get("tokens.txt"), files.get("model.int8.onnx") or files.get("model.onnx")
    if tokens is None or network is None:
        raise SourceUnusable(
            f"--speech-model“{model}”里应有 tokens.txt 和 model.onnx（或 model.int8.onnx）：请检查路径"
        )
    try:
        offline = importlib.import_module("sherpa_onnx").OfflineRecognizer
    except ImportError as error:
        raise MediaMissing(
            "--speech-model 需要 sherpa-onnx：请执行 pip install sherpa-onnx，或改用 --recogniser"
        ) from error
    if "paraformer" in model.name.lower():
        return offline.from_paraformer(paraformer=network, tokens=tokens, num_threads=1)
    return offline.from_sense_voice(model=network, tokens=tokens, num_threads=1)


def read_sound(media: Path) -> array.array[float]:
    """The sound of a recording at 16 kHz, one channel: a fitting WAV as it is, all else through the program ffmpeg."""
    if media.suffix.lower() == ".wav":
        try:
            with wave.open(str(media), "rb") as opened:
                if (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, RATE):
                    return _floats(opened.readframes(opened.getnframes()))
        except (OSError, EOFError, wave.Error) as error:
            raise SourceUnusable(f"读不了声音“{media.name}”：{error}；请检查文件是否完整") from error
    program = shutil.which("ffmpeg")
    if program is None:
        raise SourceUnusable("取出声音需要 ffmpeg：请安装它，或给出 16 kHz 单声道的 WAV，或改用 --recogniser")
    command = [program, "-v", "error", "-i", str(media), "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    # The operator's own files, run without a shell.
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[-200:]
        raise SourceUnusable(f"ffmpeg 取不出“{media.name}”的声音：{said}；请检查文件是否有声音")
    return _floats(done.stdout)


def pieces_of(samples: array.array[float]) -> Iterator[Piece]:
    """The sound in stretches of 4 to 15 seconds, cut at the quietest twentieth of a second; joined, they are the whole."""
    start = 0
    while start < len(samples):
        end = len(samples)
        if end - start > _LONGEST:
            places = range(start + _SHORTEST, start + _LONGEST, _STEP)
            end = min(places, key=lambda at: sum(abs(sample) for sample in samples[at : at + _STEP]))
        yield Piece(start, samples[start:end])
        start = end


def _floats(pcm: bytes) -> array.array[float]:
    whole = array.array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        whole.byteswap()
    return array.array("f", (sample / 32768 for sample in whole))


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"
