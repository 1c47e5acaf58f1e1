"""Films drawn on the spot, read by the real eyes: every container, codes, known pictures, streams, and going on after a stop."""

import functools
import http.server
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import cv2
import pytest

from cast_of_films import WECHAT, film, page, playlist, poster, sale
from gongzhi.adapters.media import Looking, continued
from gongzhi.adapters.media.eyes import MachineEyes
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.adapters.recordings import Recording, Wanted, open_recording
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.broadcasts import ProblemKind, Signal, SignalBatch, SignalKind
from gongzhi.flow.screen import Found
from gongzhi.flow.seen import sealed_bytes
from gongzhi.flow.watch import Limits, Ports, watch
from gongzhi.screening import FindingType, ImageBank, KnownImage
from gongzhi.values import decode_record

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = [("media/words", "林家果园脐橙"), ("media/words", "全网最低价仅限今天"), ("media/code", f"画面二维码：{WECHAT}"),
        ("media/words", "现价29元原价99元")]  # fmt: skip


def watched(
    recording: Recording, archive: MemoryArchive, *, most: int | None = None, readings: int = 1024
) -> list[Signal]:
    """All signals that the archive holds of a broadcast after watching it, or after ``most`` batches of it."""
    ports = Ports(
        archive=archive, screen=lambda signals: [Found() for _ in signals], clock=lambda: START, key=b"k" * 32
    )
    sealed = functools.partial(sealed_bytes, archive, recording.broadcast.id)
    sources = continued(recording.sources, sealed)
    batches = watch(recording.broadcast, sources, ports=ports, limits=Limits(readings=readings))
    for number, _ in enumerate(batches, 1):
        if number == most:
            break
    return signals_in(archive)


def signals_in(archive: MemoryArchive) -> list[Signal]:
    batches = [decode_record(SignalBatch, archive.read(one)) for one in archive.placed(kind="SignalBatch")]
    return [signal for batch in batches for signal in batch.signals]


def shown(signals: Sequence[Signal]) -> list[tuple[str | None, str | None]]:
    return [(one.method, one.text) for one in signals if one.kind is SignalKind.SCREEN]


@pytest.fixture(scope="module")
def sale_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "room.mp4", 16, sale)


def recorded(place: Path | str, **looking: Any) -> Recording:
    wanted = Wanted(started_at=START, looking=Looking(share=100, clock=lambda: START, **looking))
    return open_recording(place, wanted)


@pytest.fixture(scope="module")
def seen(sale_film: Path) -> MemoryArchive:
    """What was sealed of the sale, watched once to its end, each reading in a batch of its own."""
    archive = MemoryArchive()
    watched(recorded(sale_film), archive, readings=1)
    return archive


def test_words_and_codes_of_a_film_are_signals_with_time_place_confidence_and_their_frame(
    seen: MemoryArchive,
) -> None:
    signals, archive = signals_in(seen), seen
    assert shown(signals) == SEEN
    claim = next(one for one in signals if one.text == "全网最低价仅限今天")
    assert 4_000 <= (claim.at - START).total_seconds() * 1000 <= 7_000 and claim.span_ms is not None
    assert claim.counts["confidence"] > 80 and claim.raw is not None
    assert abs(claim.counts["y"] + claim.counts["height"] - 225) < 20 and claim.counts["x"] < 40
    raw = next(archive.read(one) for one in archive.placed(kind="raw") if one.sha256 == claim.raw.chunk)
    jpeg = raw[claim.raw.offset : claim.raw.offset + claim.raw.length]
    assert jpeg.startswith(b"\xff\xd8")
    frame = cv2.imdecode(__import__("numpy").frombuffer(jpeg, "uint8"), cv2.IMREAD_COLOR)
    assert frame.shape == (360, 640, 3)


def test_what_leaves_the_screen_says_how_long_it_stood(seen: MemoryArchive) -> None:
    signals = signals_in(seen)
    claim = next(one for one in signals if one.text == "全网最低价仅限今天")
    gone = next(one for one in signals if one.method == "media/gone" and one.message_id == claim.message_id)
    assert gone.kind is SignalKind.STATS and gone.text is None and gone.span_ms is not None
    assert 4_000 <= gone.span_ms[0] <= 7_000 and 9_000 <= gone.span_ms[1] <= 11_500
    assert sum(one.method == "media/gone" for one in signals) == len(SEEN)


@pytest.mark.parametrize("suffix", [".flv", ".ts", ".m3u8"])
def test_flv_and_hls_are_read_like_mp4(tmp_path: Path, suffix: str) -> None:
    still = functools.cache(sale)
    place = playlist(tmp_path, 16, still) if suffix == ".m3u8" else film(tmp_path / f"room{suffix}", 16, still)
    assert set(shown(watched(recorded(place), MemoryArchive()))) == set(SEEN)


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_a_film_left_after_any_batch_goes_on_without_a_lost_or_doubled_signal(
    sale_film: Path, seen: MemoryArchive, batches: int
) -> None:
    parts = MemoryArchive()
    left = watched(recorded(sale_film), parts, most=batches, readings=1)
    assert 0 < len(left) < len(signals_in(seen))
    after = watched(recorded(sale_film), parts, readings=1)
    assert [(one.sequence, one.method, one.text, one.span_ms) for one in after] == [
        (one.sequence, one.method, one.text, one.span_ms) for one in signals_in(seen)
    ]
    size = parts.size()
    watched(recorded(sale_film), parts)
    assert parts.size() == size, "a film that was seen to its end is not looked at again"


def test_another_film_of_the_same_name_is_refused(sale_film: Path, tmp_path: Path) -> None:
    place = film(tmp_path / "room.mp4", 2, lambda at: page([("甲", 60)]))
    archive = MemoryArchive()
    watched(recorded(place), archive)
    place.write_bytes(sale_film.read_bytes())
    with pytest.raises(SourceUnusable, match="不是同一个文件"):
        watched(recorded(place), archive)


def test_a_known_picture_is_seen_and_another_is_not(tmp_path: Path) -> None:
    hashed, quality = MachineEyes().hash_of(poster())
    assert quality >= 50
    bank = tmp_path / "bank.yaml"
    bank.write_text(
        f'images:\n  - id: fake-cert\n    hash: "{hashed}"\n    title: 伪造的检测报告\n    type: false_origin_content\n'
        "    why: 系伪造\n    instead: 展示真报告\n    severity: 4\n    provisions: [广告法/28]\n",
        encoding="utf-8",
    )
    place = film(tmp_path / "a.mp4", 8, lambda at: page(picture=poster(7 if at < 4 else 8)))
    signals = watched(recorded(place, images=bank), MemoryArchive())
    known = [one for one in signals if one.method == "media/image"]
    assert [one.text for one in known] == ["已知违规图：fake-cert"]
    assert known[0].counts["confidence"] >= 88 and known[0].at < START.replace(second=2)


def test_eyes_look_nothing_up_without_a_bank_and_hash_as_others_do() -> None:
    eyes = MachineEyes(bank=ImageBank([]), on=date(2026, 3, 1))
    frame = page(picture=poster())
    whole = sale_box()
    assert list(eyes.known(frame, whole)) == []
    hashed, _ = eyes.hash_of(frame)
    known = KnownImage(
        id="a",
        hash=hashed,
        title="图",
        type=FindingType.COUNTERFEIT_IP,
        why="",
        instead="",
        severity=3,
        provisions=("x",),
    )
    (sight,) = MachineEyes(bank=ImageBank([known]), on=date(2026, 3, 1)).known(frame, whole)
    assert (sight.text, sight.confidence, len(hashed)) == ("a", 100, 64)


def sale_box() -> Any:
    from gongzhi.broadcasts import Box

    return Box(x=0, y=0, width=640, height=360)


def test_a_picture_alone_is_read_too(tmp_path: Path) -> None:
    place = tmp_path / "page.png"
    cv2.imwrite(str(place), page([("全网最低价", 60)]))
    assert shown(watched(recorded(place), MemoryArchive())) == [("media/words", "全网最低价")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    # FLV is read from its first byte on, as it comes.
    film(tmp_path / "room.flv", 16, functools.cache(sale))
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/room.flv?token=secret"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


def test_a_stream_address_is_read_and_bears_the_time_of_receipt_but_not_its_keys(site: str) -> None:
    archive = MemoryArchive()
    recording = open_recording(site, Wanted(looking=Looking(share=100, clock=lambda: START)))
    signals = watched(recording, archive)
    assert set(shown(signals)) == set(SEEN)
    assert {one.at for one in signals} == {START} and {str(one.at_source) for one in signals} == {"received"}
    everything = b"".join(archive.read(one) for one in archive.placed())
    assert b"secret" not in everything and "secret" not in recording.broadcast.room


def test_a_stream_that_was_left_goes_on_with_a_declared_gap(site: str) -> None:
    archive = MemoryArchive()
    recording = open_recording(site, Wanted(looking=Looking(share=100, clock=lambda: START)))
    watched(recording, archive, most=1, readings=1)
    signals = watched(recording, archive)
    batches = [decode_record(SignalBatch, archive.read(one)) for one in archive.placed(kind="SignalBatch")]
    assert [one.kind for batch in batches for one in batch.problems] == [ProblemKind.GAP]
    assert len({one.message_id for one in signals if one.kind is SignalKind.SCREEN}) == len(shown(signals))
    assert shown(signals).count(("media/words", "林家果园脐橙")) == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", "不是能解码的视频"),
        ("a.png", b"\x89PNG", "打不开图片"),
        ("a.mp3", b"ID3", "只有声音"),
    ],
)
def test_what_cannot_be_decoded_is_refused_in_plain_words(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceUnusable, match=why):
        open_recording(tmp_path / name)


def test_an_address_that_answers_nothing_is_refused() -> None:
    recording = open_recording("http://127.0.0.1:9/live.flv?key=secret")
    with pytest.raises(SourceUnusable, match="地址连不上") as refused:
        watched(recording, MemoryArchive())
    assert "secret" not in str(refused.value)
