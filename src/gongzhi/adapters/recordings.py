"""Open what ``gongzhi watch`` is given: a recording folder, a file, a stream address, or the standard input."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gongzhi.adapters.media import Looking, digest_of, media_sources, plain_address, stream_source
from gongzhi.adapters.media.readings import moments_of
from gongzhi.adapters.readers import read_source
from gongzhi.adapters.readers.recorder import Segment, read_segment_name
from gongzhi.adapters.room_sheet import RoomSheet, RoomSheetUnusable, read_room_sheet
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.broadcasts import Broadcast, Reading
from gongzhi.flow.ingest import Source, name_broadcast

BLOCK = 256 * 1024
ROOM_SHEET = "room.yaml"
_UNSTATED = "未注明平台"
_MEDIA = {
    ".mp4", ".flv", ".m3u8", ".mkv", ".ts", ".mov", ".avi", ".webm", ".m4v", ".mp3", ".m4a", ".aac", ".wav", ".ogg", ".opus", ".flac",
    ".jpg", ".jpeg", ".png", ".webp",
}  # fmt: skip
_MEDIA_STARTS = (b"FLV\x01", b"RIFF", b"\x1aE\xdf\xa3", b"ID3", b"OggS", b"fLaC", b"\xff\xd8\xff", b"\x89PNG")
# Sheets, notes and documents that may lie beside a recording.
_NOT_SIGNALS = {".yaml", ".yml", ".md", ".pdf", ".docx", ".xlsx", ".zip", ".gz"}
# Whose messages these are, by how the reader named their method.
_PLATFORMS = (
    (re.compile(r"Webcast|system|room_enter|barrage/"), "抖音"),
    (re.compile(r"kuaishou/"), "快手"),
    (re.compile(r"channels/"), "视频号"),
    (re.compile(r"DANMU_MSG|SEND_GIFT|INTERACT_WORD|SUPER_CHAT"), "哔哩哔哩"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the caller said of the source. ``like`` names the format instead of detection, ``looking`` how media are read."""

    room: str | None = None
    platform: str | None = None
    category: str | None = None
    started_at: datetime | None = None
    like: str | None = None
    listings: Path | None = None
    looking: Looking = field(default_factory=Looking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A broadcast and its sources; ``unread`` names the media files of a folder that were left, ``unread_why`` says why."""

    broadcast: Broadcast
    sources: tuple[Source, ...]
    unread: tuple[str, ...] = ()
    unread_why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReadings:
    """The readings of a file, anew each time they are asked for."""

    path: Path
    like: str | None = None

    def __iter__(self) -> Iterator[Reading]:
        return read_source(self._blocks(), like=self.like)

    def _blocks(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as opened:
                while block := opened.read(BLOCK):
                    yield block
        except OSError as error:
            raise SourceUnusable(f"读不了“{self.path}”：{error.strerror}；请检查路径与权限") from error


def open_recording(place: str | Path, wanted: Wanted | None = None) -> Recording:
    """The recording at a path or stream address; raises SourceUnusable (Chinese) for what is not there or cannot be read."""
    wanted = wanted or Wanted()
    if "://" in str(place):
        return _open_address(str(place), wanted)
    path = Path(place)
    try:
        if not path.exists():
            raise SourceUnusable(f"找不到“{path}”：请给出录制文件夹、采集文件或字幕文件的路径，或用 - 从标准输入读")
        recording = _open_folder(path, wanted) if path.is_dir() else _open_file(path, wanted)
    except OSError as error:
        raise SourceUnusable(f"读不了“{path}”：{error.strerror}；请检查路径与权限") from error
    if wanted.listings is None:
        return recording
    if not wanted.listings.is_file():
        raise SourceUnusable(f"找不到商品卡片文件“{wanted.listings}”：请检查 --listings 的路径")
    cards = Source(name=f"listings/{wanted.listings.name}", readings=FileReadings(wanted.listings))
    return dataclasses.replace(recording, sources=(cards, *recording.sources))


def open_stream(
    blocks: Iterable[bytes],
    wanted: Wanted,
    *,
    clock: Callable[[], datetime],
    ahead: Callable[[Iterator[Reading]], Iterator[Reading]] = iter,
) -> Recording:
    """The standard input: read as it arrives, each reading stamped with the time of receipt.

    ``ahead`` stands between reading and screening; by default the source waits for the screening.
    """
    arriving = _stamped(read_source(blocks, like=wanted.like), clock)
    kept: list[Reading] = []
    first = None
    for reading in arriving:
        kept.append(reading)
        if reading.drafts:
            first = reading
            break
    readings = _chained(kept, arriving, ahead)
    room = wanted.room or "标准输入"
    broadcast = _broadcast(wanted, room=room, first=first, segment=None)
    return Recording(broadcast=broadcast, sources=(Source(name="-", readings=readings),))


def _chained(
    kept: list[Reading], rest: Iterator[Reading], ahead: Callable[[Iterator[Reading]], Iterator[Reading]]
) -> Iterator[Reading]:
    yield from kept
    yield from ahead(rest)


def _stamped(readings: Iterator[Reading], clock: Callable[[], datetime]) -> Iterator[Reading]:
    for reading in readings:
        yield dataclasses.replace(reading, received_at=clock())


def _open_file(path: Path, wanted: Wanted) -> Recording:
    if _is_media(path):
        return _open_media(path, wanted)
    readings = FileReadings(path, wanted.like)
    segment = read_segment_name(path.stem)
    first = next((reading for reading in readings if reading.drafts), None)
    room = wanted.room or (segment.room if segment else path.stem)
    broadcast = _broadcast(wanted, room=room, first=first, segment=segment)
    started = wanted.started_at or (segment.started_at if segment else None)
    return Recording(broadcast=broadcast, sources=(Source(name=path.name, readings=readings, started_at=started),))


def _open_media(path: Path, wanted: Wanted) -> Recording:
    segment, digest = read_segment_name(path.stem), digest_of(path)
    started = wanted.started_at or (segment.started_at if segment else None)
    cards = FileReadings(wanted.listings) if wanted.listings and wanted.listings.is_file() else ()
    moments = moments_of(cards, started) if started else ()
    sources = media_sources(path, wanted.looking, digest=digest, started_at=started, moments=moments)
    room = wanted.room or (segment.room if segment else path.stem)
    first = Reading(raw=digest.encode(), end=0)
    return Recording(broadcast=_broadcast(wanted, room=room, first=first, segment=segment), sources=sources)


def _open_address(address: str, wanted: Wanted) -> Recording:
    if wanted.looking.recogniser or wanted.looking.model:
        raise SourceUnusable(
            "直播流的声音请由识别程序直接拉流，把 JSON 行交给另一个 gongzhi watch -；录像文件才可用 --recogniser 与 --speech-model"
        )
    place = plain_address(address)
    first = Reading(raw=place.encode(), end=0)
    broadcast = _broadcast(wanted, room=wanted.room or place, first=first, segment=None)
    return Recording(broadcast=broadcast, sources=(stream_source(address, wanted.looking),))


def _broadcast(wanted: Wanted, *, room: str, first: Reading | None, segment: Segment | None) -> Broadcast:
    started = wanted.started_at or (segment.recording_at if segment else None)
    platform = wanted.platform or _platform_of(first)
    begins = started or (first.raw.strip() if first else b"")
    return Broadcast(
        id=name_broadcast(platform=platform, room=room, begins=begins),
        platform=platform,
        room=room,
        category=wanted.category,
        started_at=started,
    )


def _platform_of(first: Reading | None) -> str:
    method = (first.drafts[0].method if first and first.drafts else None) or ""
    return next((name for pattern, name in _PLATFORMS if pattern.match(method)), _UNSTATED)


def _open_folder(folder: Path, wanted: Wanted) -> Recording:
    sheet = _sheet(folder, wanted)
    sources, films = list[Source](), list[Path]()
    for path in sorted(folder.iterdir()):
        if path.name == ROOM_SHEET or path.name.startswith(".") or not path.is_file():
            continue
        if path.suffix.lower() in _NOT_SIGNALS:
            continue
        if _is_media(path):
            films.append(path)
            continue
        segment = read_segment_name(path.stem)
        started = segment.started_at if segment else None
        sources.append(Source(name=path.name, readings=FileReadings(path, wanted.like), started_at=started))
    seen, unread = _films(films, sources, sheet.started_at, wanted)
    sources += seen
    if not sources:
        raise SourceUnusable(f"文件夹“{folder}”里没有可读的信号文件：应有 speech.srt、danmu.jsonl、cards.jsonl 等")
    return Recording(
        broadcast=_broadcast_of(sheet, wanted),
        sources=tuple(sources),
        unread=tuple(unread),
        unread_why=tuple(unread.values()),
    )


def _films(
    films: Sequence[Path], beside: Sequence[Source], started_at: datetime, wanted: Wanted
) -> tuple[list[Source], dict[str, str]]:
    """The media of a folder as sources, and those that were left, each with why: they stop nobody from reading the rest."""
    found, left = list[Source](), dict[str, str]()
    cards = [source for source in beside if source.name.startswith(("cards", "listings"))]
    moments = sorted({moment for source in cards for moment in moments_of(source.readings, started_at)})
    for path in films:
        segment = read_segment_name(path.stem)
        begins = (segment.started_at if segment else None) or started_at
        shift = int((begins - started_at).total_seconds() * 1000)
        own = [moment - shift for moment in moments if moment >= shift]
        try:
            found += media_sources(path, wanted.looking, digest=digest_of(path), started_at=begins, moments=own)
        except SourceUnusable as error:
            left[path.name] = str(error)
    return found, left


def _broadcast_of(sheet: RoomSheet, wanted: Wanted) -> Broadcast:
    platform, room = wanted.platform or sheet.platform, wanted.room or sheet.room
    started = wanted.started_at or sheet.started_at
    return Broadcast(
        id=name_broadcast(platform=platform, room=room, begins=started),
        platform=platform,
        room=room,
        title=sheet.title,
        category=wanted.category or sheet.category,
        operator=sheet.operator,
        presenters=sheet.presenters,
        mcn=sheet.mcn,
        merchant=sheet.merchant,
        started_at=started,
    )


def _sheet(folder: Path, wanted: Wanted) -> RoomSheet:
    path = folder / ROOM_SHEET
    if path.is_file():
        try:
            return read_room_sheet(path.read_bytes())
        except RoomSheetUnusable as error:
            raise SourceUnusable(f"{path}：{error}") from error
        except OSError as error:
            raise SourceUnusable(f"读不了“{path}”：{error.strerror}；请检查权限") from error
    # A folder of recorder segments needs no sheet: the file names say when.
    segments = [one for one in (read_segment_name(path.stem) for path in folder.iterdir()) if one]
    if not segments and wanted.started_at is None:
        raise SourceUnusable(
            f"文件夹“{folder}”缺少 {ROOM_SHEET}：请写明 platform、room、started_at，或用 --start 给出开播时间"
        )
    started = wanted.started_at or min(one.recording_at for one in segments)
    room = segments[0].room if segments else folder.name
    return RoomSheet(platform=_UNSTATED, room=room, started_at=started)


def _is_media(path: Path) -> bool:
    if path.suffix.lower() in _MEDIA:
        return True
    try:
        with path.open("rb") as opened:
            head = opened.read(12)
    except OSError:
        return False
    return head.startswith(_MEDIA_STARTS) or head[4:8] == b"ftyp"
