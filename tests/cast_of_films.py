"""Films for tests, drawn on the spot: OpenCV brings its own Chinese font, so a bare machine needs none."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp

WIDTH, HEIGHT, RATE = 640, 360, 4
CODECS = {".mp4": "mp4v", ".flv": "FLV1", ".ts": "MPEG"}
WECHAT = "https://u.wechat.com/kAbCdEf123"


def page(lines: Sequence[tuple[str, int]] = (), *, code: str | None = None, picture: Any = None) -> Any:
    """A frame: lines of words at given heights, a QR code in the right upper corner, or a picture that fills it."""
    frame = np.full((HEIGHT, WIDTH, 3), 70, np.uint8) if picture is None else cv2.resize(picture, (WIDTH, HEIGHT))
    for text, y in lines:
        cv2.putText(frame, text, (24, y), (255, 255, 255), cv2.FontFace("uni"), 28, 500)
    if code is not None:
        drawn = np.asarray(zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4))
        high, wide = drawn.shape[:2]
        frame[20 : 20 + high, WIDTH - 20 - wide : WIDTH - 20] = drawn[..., None] if drawn.ndim == 2 else drawn
    return frame


def film(place: Path, seconds: int, shown: Callable[[float], Any]) -> Path:
    """A film of so many seconds whose frame at each moment is what ``shown`` draws."""
    writer = cv2.VideoWriter(
        str(place), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*CODECS[place.suffix]), RATE, (WIDTH, HEIGHT)
    )
    assert writer.isOpened(), f"OpenCV cannot write {place.suffix}"
    for number in range(seconds * RATE):
        writer.write(shown(number / RATE))
    writer.release()
    return place


def playlist(folder: Path, seconds: int, shown: Callable[[float], Any]) -> Path:
    """The same as two HLS segments with their playlist."""
    half = seconds // 2
    for number in range(2):
        film(folder / f"part{number}.ts", half, lambda at, number=number: shown(at + number * half))
    lines = ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{half}", "#EXT-X-MEDIA-SEQUENCE:0"]
    for number in range(2):
        lines += ["#EXT-X-DISCONTINUITY"] if number else []
        lines += [f"#EXTINF:{half}.0,", f"part{number}.ts"]
    place = folder / "room.m3u8"
    place.write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]), encoding="utf-8")
    return place


def sale(at: float) -> Any:
    """Sixteen seconds: a shop's name throughout, a claim from 4 to 10, a price from 10 on, a code from 6 to 12."""
    lines = [("林家果园脐橙", 60)]
    if 4 <= at < 10:
        lines.append(("全网最低价仅限今天", 220))
    if at >= 10:
        lines.append(("现价29元原价99元", 220))
    return page(lines, code=WECHAT if 6 <= at < 12 else None)


def poster(seed: int = 7) -> Any:
    """A picture of smooth blots, the same for the same seed: what a perceptual hash takes for a picture of its own."""
    blots = np.random.default_rng(seed).integers(0, 255, (9, 16, 3), dtype=np.uint8)
    return cv2.resize(blots, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
