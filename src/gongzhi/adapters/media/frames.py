"""Frames of a recording or stream with their media time; only the frames that are wanted are turned into pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gongzhi.adapters.media.extra import load
from gongzhi.adapters.source_errors import SourceUnusable

PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
_OPEN_MS, _READ_MS = 15_000, 15_000


def read_frames(place: str, wanted: Callable[[int], bool]) -> Iterator[tuple[int, Any]]:
    """(media milliseconds, BGR picture) of each frame for whose time ``wanted`` says yes, in order.

    Every frame is decoded, because most containers cannot be entered at an exact time; raises SourceUnusable.
    """
    cv2 = load("cv2")
    if Path(place).suffix.lower() in PICTURES and "://" not in place:
        yield 0, _picture(cv2, place)
        return
    capture = _opened(cv2, place)
    try:
        yield from _frames_of(cv2, capture, wanted)
    finally:
        capture.release()


def check_opens(place: str) -> None:
    """Nothing when this is a recording that can be decoded; raises SourceUnusable when it is not."""
    cv2 = load("cv2")
    if Path(place).suffix.lower() in PICTURES:
        _picture(cv2, place)
    else:
        _opened(cv2, place).release()


def _opened(cv2: Any, place: str) -> Any:
    limits = {
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC: _OPEN_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC: _READ_MS,
        cv2.CAP_PROP_N_THREADS: 1,
    }
    capture = cv2.VideoCapture(place, cv2.CAP_FFMPEG, [number for pair in limits.items() for number in pair])
    if not capture.isOpened():
        capture.release()
        shown = place.partition("?")[0]
        raise SourceUnusable(f"打不开“{shown}”：不是能解码的视频，或地址连不上；请检查文件是否完整、地址是否仍在直播")
    return capture


def _frames_of(cv2: Any, capture: Any, wanted: Callable[[int], bool]) -> Iterator[tuple[int, Any]]:
    rate = capture.get(cv2.CAP_PROP_FPS)
    step = 1000 / rate if 1 <= rate <= 240 else 40.0
    reached = -step
    while capture.grab():
        at = capture.get(cv2.CAP_PROP_POS_MSEC)
        # Clocks of streams jump and stand still; media time here only ever goes on.
        reached = at if at > reached else reached + step
        if not wanted(int(reached)):
            continue
        whole, picture = capture.retrieve()
        if whole and picture is not None:
            yield int(reached), picture


def _picture(cv2: Any, place: str) -> Any:
    picture = cv2.imread(place)
    if picture is None:
        raise SourceUnusable(f"打不开图片“{place}”：请检查文件是否完整")
    return picture
