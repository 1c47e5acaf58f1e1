"""Real messages of collectors: every one is read or kept opaque, no byte is dropped, and the counts are told."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.adapters.readers import read_source
from gongzhi.adapters.recordings import open_recording
from gongzhi.broadcasts import ActorRole, SignalBatch, SignalKind, TimeSource
from gongzhi.flow.ingest import name_broadcast
from gongzhi.flow.screen import Found
from gongzhi.flow.watch import Ports, watch
from gongzhi.values import decode_record

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = (
    "f2-webcast-messages",
    "douyin-room-response",
    "bilibili-danmu-xml",
    "bilibili-live-danmu",
    "live-rooms",
)
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not REAL.is_dir(), reason="没有 ../shared/data，真实消息的核对未做"),
]


def _files(folder: str) -> list[Path]:
    notes = {"PROVENANCE.txt", "GUIDE.md", "README.md", "websocket-client.md"}
    return sorted(path for path in (REAL / folder).rglob("*") if path.is_file() and path.name not in notes)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_real_file_crashes_a_reader_or_loses_a_byte(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    kinds: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    size = 0
    for path in _files(folder):
        content = path.read_bytes()
        readings = list(read_source([content]))
        assert b"".join(reading.raw for reading in readings) == content, path.name
        size += len(content)
        kinds.update(str(draft.kind) for reading in readings for draft in reading.drafts)
        problems.update(str(problem.kind) for reading in readings for problem in reading.problems)
    assert kinds
    with capsys.disabled():
        print(f"\n{folder}: {len(_files(folder))} files, {size} bytes, {dict(kinds)}, problems {dict(problems)}")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("douyin/WebcastGiftMessage.json", {"gift": 1}),
        ("douyin/WebcastLiveShoppingMessage.json", {"stock": 1}),
        ("douyin/WebcastProductChangeMessage.json", {"listing": 198}),
        ("douyin/WebcastRoomUserSeqMessage.json", {"stats": 1}),
        ("douyin/WebcastSocialMessage.json", {"follow": 1}),
        ("douyin/WebcastStatsMessage.json", {"stats": 1}),
        ("douyin/WebcastUpdateFanTicketMessage.json", {"stats": 1}),
        ("tiktok/WebcastChatMessage.json", {"danmu": 1}),
        ("tiktok/WebcastLikeMessage.json", {"like": 1}),
        ("tiktok/WebcastMemberMessage.json", {"enter": 1}),
        ("tiktok/WebcastOecLiveShoppingMessage_0.bin", {"opaque": 1}),
        ("tiktok/WebcastRoomStreamAdaptationMessage.json", {"opaque": 1}),
    ],
)
def test_a_captured_message_is_read_as_what_it_is(name: str, kinds: dict[str, int]) -> None:
    readings = read_source([(REAL / "f2-webcast-messages" / name).read_bytes()])
    assert Counter(str(draft.kind) for reading in readings for draft in reading.drafts) == kinds


def test_the_captured_product_list_has_one_card_a_product_and_one_being_explained() -> None:
    content = (REAL / "f2-webcast-messages/douyin/WebcastProductChangeMessage.json").read_bytes()
    drafts = [draft for reading in read_source([content]) for draft in reading.drafts]
    assert {draft.counts["goods_total"] for draft in drafts} == {198}
    assert sum(draft.listing is not None and draft.listing.explaining is True for draft in drafts) == 1


def test_the_captured_room_state_says_that_its_cart_is_empty() -> None:
    content = (REAL / "douyin-room-response/room_enter.sample.json").read_bytes()
    (draft,) = [draft for reading in read_source([content]) for draft in reading.drafts]
    assert draft.kind is SignalKind.CONTROL
    assert (draft.counts["status"], draft.counts["cart_total"], draft.counts["has_cart"]) == (2, 0, 0)


def test_real_console_lines_of_taobao_are_all_read() -> None:
    lines = (REAL / "taobao-live-format" / "README.md").read_text(encoding="utf-8").splitlines()
    content = "".join(line + "\n" for line in lines if line.startswith("【")).encode()
    drafts = [draft for reading in read_source([content]) for draft in reading.drafts]
    chatter = [draft.method for draft in drafts if draft.kind is SignalKind.OPAQUE]
    assert len(drafts) == content.count(b"\n") > 10
    assert not [method for method in chatter if method and method.endswith("msg")]
    assert {SignalKind.DANMU, SignalKind.ENTER, SignalKind.STATS} <= {draft.kind for draft in drafts}
    assert all(draft.user is None for draft in drafts)


def _watched(path: Path) -> list[SignalBatch]:
    archive = MemoryArchive()
    recording = open_recording(path)
    ports = Ports(
        archive=archive,
        screen=lambda signals: [Found() for _ in signals],
        open_lead=lambda *_: None,
        clock=lambda: datetime(2026, 11, 1, tzinfo=UTC),
        key=b"k" * 32,
    )
    for _ in watch(recording.broadcast, recording.sources, ports=ports):
        pass
    raws = b"".join(archive.read(placed) for placed in archive.placed(kind="raw"))
    assert raws == path.read_bytes()
    return [
        decode_record(SignalBatch, archive.read(placed))
        for placed in archive.placed(kind="SignalBatch", subject=recording.broadcast.id)
    ]


def test_1200_real_danmu_are_sealed_under_pseudonyms_with_their_own_times() -> None:
    signals = [signal for batch in _watched(REAL / "bilibili-danmu-xml/danmaku01.xml") for signal in batch.signals]
    assert len(signals) == 1200
    assert {signal.kind for signal in signals} == {SignalKind.DANMU}
    assert {signal.at_source for signal in signals} == {TimeSource.MESSAGE}
    assert {signal.at.year for signal in signals} == {2021, 2022, 2023, 2024}
    assert all(signal.actor and signal.actor.role is ActorRole.VIEWER and signal.actor.ref for signal in signals)


def test_real_captured_messages_are_sealed_with_exact_slices() -> None:
    for path in _files("f2-webcast-messages"):
        for batch in _watched(path):
            size = {chunk.sha256: chunk.size for chunk in batch.chunks}
            for signal in batch.signals:
                assert signal.raw is not None
                assert signal.raw.offset + signal.raw.length <= size[signal.raw.chunk]


def test_every_real_file_has_a_broadcast_of_its_own() -> None:
    names = {open_recording(path).broadcast.id for path in _files("bilibili-live-danmu") if path.stat().st_size}
    assert len(names) == sum(1 for path in _files("bilibili-live-danmu") if path.stat().st_size)
    assert name_broadcast(platform="a", room="b", begins=b"c") not in names
