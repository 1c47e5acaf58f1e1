"""Opening sources: folders, files, segments, and what is refused with advice."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.adapters.readers.recorder import read_segment_name
from gongzhi.adapters.recordings import Wanted, open_recording, open_stream
from gongzhi.adapters.room_sheet import RoomSheetUnusable, read_room_sheet
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.evidence import StoreDamaged

SHEET = """platform: 平台P
room: lin
title: 林家果园
category: 农产品
operator: 林家果园
presenters: [乔安]
mcn: 星火
merchant: 林家果园
started_at: "2026-03-01T20:00:00+08:00"
"""
CUE = "1\n00:00:01,000 --> 00:00:02,000\n现摘的橙子\n"
DANMU = '{"id":"1","kind":"danmu","at":"2026-03-01T20:00:01+08:00","text":"甜吗"}\n'


def _folder(place: Path, sheet: str | None = SHEET, **files: str) -> Path:
    for name, content in files.items():
        (place / name.replace("__", ".")).write_text(content, encoding="utf-8")
    if sheet is not None:
        (place / "room.yaml").write_text(sheet, encoding="utf-8")
    return place


def test_a_recording_folder_says_which_broadcast_it_is_and_what_it_holds(tmp_path: Path) -> None:
    folder = _folder(tmp_path, speech__srt=CUE, danmu__jsonl=DANMU, README__md="说明", expected__yaml="a: 1")
    (folder / "video.mp4").write_bytes(b"\x00\x00\x00\x20ftypisom")
    recording = open_recording(folder)
    assert [source.name for source in recording.sources] == ["danmu.jsonl", "speech.srt"]
    assert recording.unread == ("video.mp4",) and "不是能解码的视频" in recording.unread_why[0]
    assert (recording.broadcast.platform, recording.broadcast.room) == ("平台P", "lin")
    assert recording.broadcast.started_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert recording.broadcast.id == open_recording(folder).broadcast.id


def test_an_unquoted_start_is_read_as_well() -> None:
    assert read_room_sheet(SHEET.replace('"', "").encode()).started_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ("platform: P\n", "缺少 platform 或 room"),
        (SHEET + "anchor: x\n", "不认识的字段 anchor"),
        (SHEET.replace("+08:00", ""), "没有时区"),
        ("a: [", "不是 YAML"),
        ("- a\n", "字段: 值"),
        (SHEET.replace("[乔安]", "乔安"), "姓名的列表"),
        (SHEET.replace("2026", "9999"), "9999 年"),
        (SHEET.replace("room: lin", "room: {a: 1}"), "room 应为文字"),
    ],
)
def test_a_sheet_that_cannot_be_used_names_the_field_and_the_remedy(sheet: str, why: str) -> None:
    with pytest.raises(RoomSheetUnusable, match=why):
        read_room_sheet(sheet.encode())


def test_a_folder_without_a_sheet_or_without_signals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match=r"缺少 room\.yaml"):
        open_recording(_folder(tmp_path, sheet=None, speech__srt=CUE))
    (tmp_path / "speech.srt").unlink()
    with pytest.raises(SourceUnusable, match="没有可读的信号文件"):
        open_recording(_folder(tmp_path))


def test_segments_of_a_recorder_tell_their_own_time(tmp_path: Path) -> None:
    for number in ("000", "003"):
        (tmp_path / f"林家果园_2026-03-01_20-00-00_{number}.srt").write_text(CUE, encoding="utf-8")
    recording = open_recording(tmp_path)
    assert recording.broadcast.room == "林家果园"
    assert recording.broadcast.started_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert [source.started_at for source in recording.sources] == [
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 1, 12, 3, tzinfo=UTC),
    ]


@pytest.mark.parametrize("stem", ["speech", "room_2026-13-01_20-00-00_001", "_2026-03-01", "a_2026-03-01_20-00"])
def test_another_file_name_is_not_a_segment(stem: str) -> None:
    assert read_segment_name(stem) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.mp4", b""), ("a.bin", b"FLV\x01\x05"), ("a", b"\x00\x00\x00\x18ftypmp42"), ("a.png", b"x")],
)
def test_without_the_extra_media_is_refused_with_what_to_do_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(SourceUnusable, match=r"pip install 'gongzhi\[media\]'.*转写成 SRT"):
        open_recording(tmp_path / name)


def test_without_the_extra_a_stream_address_is_refused_with_what_to_do_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(SourceUnusable, match=r"pip install 'gongzhi\[media\]'.*转写成 SRT"):
        open_recording("rtmp://example.invalid/live")


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="找不到"):
        open_recording(tmp_path / "none.srt")


def test_a_file_that_grows_stays_the_same_broadcast(tmp_path: Path) -> None:
    path = tmp_path / "lin.jsonl"
    path.write_text(DANMU, encoding="utf-8")
    before = open_recording(path).broadcast.id
    path.write_text(DANMU + DANMU.replace('"1"', '"2"'), encoding="utf-8")
    assert open_recording(path).broadcast.id == before
    path.write_text(DANMU.replace("甜", "酸"), encoding="utf-8")
    assert open_recording(path).broadcast.id != before


def test_cards_given_beside_a_file_are_a_source_of_their_own(tmp_path: Path) -> None:
    folder = _folder(tmp_path, sheet=None, speech__srt=CUE, cards__jsonl=DANMU)
    recording = open_recording(folder / "speech.srt", Wanted(listings=folder / "cards.jsonl"))
    assert [source.name for source in recording.sources] == ["listings/cards.jsonl", "speech.srt"]
    with pytest.raises(SourceUnusable, match="--listings"):
        open_recording(folder / "speech.srt", Wanted(listings=folder / "none.jsonl"))


def test_the_standard_input_is_stamped_with_the_time_of_receipt() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    recording = open_stream([b"", DANMU.encode(), b""], Wanted(room="lin"), clock=lambda: now)
    (source,) = recording.sources
    readings = [reading for reading in source.readings if reading.raw]
    assert [reading.received_at for reading in readings] == [now]
    assert recording.broadcast.room == "lin"


def test_the_pseudonym_key_of_a_store_is_made_once(tmp_path: Path) -> None:
    key = load_pseudonym_key(tmp_path)
    assert load_pseudonym_key(tmp_path) == key and len(key) == 32
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["pseudonym.key"]
    assert (tmp_path / "keys" / "pseudonym.key").stat().st_mode & 0o077 == 0
    (tmp_path / "keys" / "pseudonym.key").write_text("x")
    with pytest.raises(StoreDamaged, match="不是化名密钥"):
        load_pseudonym_key(tmp_path)
