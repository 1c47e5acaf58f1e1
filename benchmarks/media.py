"""What watching a picture costs: ours, which reads what is new, beside OCR on every frame; the image bank beside linear scans.

Times are processor time of one core. The film is drawn here: 60 s of 1280 x 720 at 25 frames/s, somebody moving, a shop's name, five
overlays that come and go, and a code. The peer's cost over the film is its measured cost per frame times the frames it reads.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp

from gongzhi.adapters.media.eyes import MachineEyes
from gongzhi.adapters.media.frames import read_frames
from gongzhi.broadcasts import Box, Sampling
from gongzhi.flow.looking import Progress, finish, glance
from gongzhi.screening import FindingType, ImageBank, KnownImage

WIDTH, HEIGHT, RATE, SECONDS = 1280, 720, 25, 60
WHOLE = Box(x=0, y=0, width=WIDTH, height=HEIGHT)
OVERLAYS = (
    ("全网最低价仅限今天", 5, 17),
    ("现价29元 原价99元", 17, 30),
    ("现价39元 原价99元", 30, 41),
    ("假一赔十 七天无理由", 41, 50),
    ("加微信领内部价", 50, 60),
)


def draw(at: float, code: Any) -> Any:
    frame = np.full((HEIGHT, WIDTH, 3), 70, np.uint8)
    sway = int(60 * np.sin(at * 1.7))
    cv2.rectangle(frame, (840 + sway, 260), (1100 + sway, 719), (90, 140, 200), -1)
    cv2.circle(frame, (970 + sway, 190), 90, (140, 170, 220), -1)
    font = cv2.FontFace("uni")
    cv2.putText(frame, "林家果园 产地直播", (40, 80), (255, 255, 255), font, 36, 500)
    for text, start, end in OVERLAYS:
        if start <= at < end:
            cv2.putText(frame, text, (60, 420), (0, 255, 255), font, 56, 700)
    if 20 <= at < 40:
        frame[480 : 480 + code.shape[0], 60 : 60 + code.shape[1]] = code[..., None]
    return frame


def film(place: Path) -> Path:
    code = np.asarray(
        zxingcpp.create_barcode("https://u.wechat.com/kAbC", zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)
    )
    writer = cv2.VideoWriter(str(place), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*"mp4v"), RATE, (WIDTH, HEIGHT))
    for number in range(SECONDS * RATE):
        writer.write(draw(number / RATE, code))
    writer.release()
    return place


def spent(work: Callable[[], Any], times: int) -> float:
    """Processor milliseconds of one call, the best of ``times`` after one call to warm up."""
    work()
    best = []
    for _ in range(times):
        start = time.process_time()
        work()
        best.append(time.process_time() - start)
    return 1000 * min(best)


def watch(place: Path, eyes: MachineEyes, sampling: Sampling) -> tuple[float, int, int, set[str]]:
    """Processor seconds, glances, regions read, and the words and codes that were seen."""
    reached, glances, regions, seen = [Progress()], 0, 0, set[str]()
    start = time.process_time()
    for at, frame in read_frames(str(place), lambda at: at >= reached[0].next_ms):
        found = glance(eyes, frame, at_ms=at, sampling=sampling, progress=reached[0])
        reached[0] = found.progress
        glances, regions = glances + 1, regions + len(found.regions)
        seen |= {one.sight.text.replace(" ", "") for one in found.came}
        if found.came:
            eyes.jpeg(frame)
    finish(reached[0])
    return time.process_time() - start, glances, regions, seen


def compare_pictures(place: Path) -> None:
    eyes = MachineEyes()
    frames = [frame for _, frame in read_frames(str(place), lambda at: at % 10_000 < 40)]
    grab = spent(lambda: list(read_frames(str(place), lambda _at: False)), 1) / (SECONDS * RATE)
    strip = Box(x=20, y=340, width=640, height=120)
    print(
        f"解码一帧 {grab:.2f} 毫秒；一次察看中的译码（二维码）{spent(lambda: eyes.codes(frames[2]), 3):.1f} 毫秒，PDQ {spent(lambda: eyes.hash_of(frames[2]), 3):.1f} 毫秒"
    )
    whole, part = spent(lambda: eyes.words(frames[2], WHOLE), 2), spent(lambda: eyes.words(frames[2], strip), 2)
    print(f"识别整帧文字 {whole:.0f} 毫秒，即每核每秒 {1000 / whole:.1f} 帧；只识别一条横幅 {part:.0f} 毫秒")
    wanted = {text.replace(" ", "") for text, _, _ in OVERLAYS} | {"林家果园产地直播", "https://u.wechat.com/kAbC"}
    for share in (0, 20, 100):
        cost, glances, regions, seen = watch(place, eyes, Sampling(share=share))
        print(
            f"共治，关注程度 {share}：每分钟录像用处理器 {cost:.1f} 秒（其中解码 {grab * SECONDS * RATE / 1000:.1f} 秒），"
            f"察看 {glances} 次、识别 {regions} 处，看到 {len(wanted & seen)}/{len(wanted)}；一核可看 {60 / cost:.1f} 个直播间"
        )
    for name, count in (("每帧识别", SECONDS * RATE), ("每秒识别一帧", SECONDS)):
        cost = (grab * SECONDS * RATE + whole * count) / 1000
        print(f"{name}：每分钟录像用处理器 {cost:.0f} 秒；一核可看 {60 / cost:.2f} 个直播间")


def compare_banks() -> None:
    chance = np.random.default_rng(1)
    for size in (10_000, 100_000):
        compare_bank(chance.integers(0, 256, (size, 32), dtype=np.uint8))


def compare_bank(packed: Any) -> None:
    numbers = [int.from_bytes(row.tobytes(), "big") for row in packed]
    size, on = len(numbers), date(2026, 3, 1)
    asked = numbers[size // 2] ^ (1 << 3 | 1 << 77 | 1 << 200)
    start = time.process_time()
    bank = ImageBank([_image(at, number) for at, number in enumerate(numbers)])
    built = time.process_time() - start
    hexed, row = f"{asked:064x}", np.frombuffer(asked.to_bytes(32, "big"), np.uint8)
    assert [match.image.id for match in bank.match(hexed, quality=100, on=on)] == [f"n{size // 2}"]
    ours = spent(lambda: bank.match(hexed, quality=100, on=on), 5)
    plain = spent(lambda: [at for at, one in enumerate(numbers) if (one ^ asked).bit_count() <= 31], 3)
    quick = spent(lambda: np.flatnonzero(np.bitwise_count(packed ^ row).sum(axis=1) <= 31), 3)
    print(
        f"图片库 {size:,} 张：建索引 {built:.2f} 秒；查一张 {ours:.3f} 毫秒，"
        f"逐张比（Python）{plain:.2f} 毫秒，逐张比（NumPy）{quick:.2f} 毫秒"
    )


def _image(at: int, number: int) -> KnownImage:
    return KnownImage(
        id=f"n{at}", hash=f"{number:064x}", title="", type=FindingType.COUNTERFEIT_IP, why="", instead="", severity=3, provisions=("x",)
    )  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        compare_pictures(film(Path(place) / "room.mp4"))
    compare_banks()
    return 0


if __name__ == "__main__":
    sys.exit(main())
