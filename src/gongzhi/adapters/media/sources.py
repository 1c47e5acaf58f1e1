"""Open a recording or a stream address as sources: its picture, and its speech when there is a recogniser."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from gongzhi.adapters.media.extra import load
from gongzhi.adapters.media.eyes import MachineEyes
from gongzhi.adapters.media.frames import check_opens
from gongzhi.adapters.media.readings import MediaReadings
from gongzhi.adapters.media.recogniser import SpokenReadings, spoken_with_command
from gongzhi.adapters.media.sherpa import recognise_with_model
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.broadcasts import Sampling
from gongzhi.flow.ingest import Source
from gongzhi.screening import ImageBank, NotReadable, read_image_bank
from gongzhi.values import BEIJING

SOUND_ONLY = {".mp3", ".m4a", ".aac", ".wav", ".ogg", ".opus", ".flac"}
_BLOCK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """How pictures and speech are to be read. ``kept_in`` is the folder where recognised speech stays.

    ``recogniser`` is a command line with ``{media}``; ``model`` the folder of a sherpa-onnx model; ``images`` a bank of
    known pictures; ``share`` (0..100) how closely the room is watched; ``clock`` tells the time of receipt of a stream.
    """

    kept_in: Path = Path("gongzhi-store/recognised")
    recogniser: str | None = None
    model: Path | None = None
    images: Path | None = None
    share: int = Sampling().share
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def media_sources(
    path: Path, looking: Looking, *, digest: str, started_at: datetime | None = None, moments: Sequence[int] = ()
) -> tuple[Source, ...]:
    """The picture of a recording file and, with a recogniser, its speech; ``digest`` is the SHA-256 of the file.

    ``started_at`` is when the file begins. Raises SourceUnusable (Chinese) when the extra or a recogniser is missing.
    """
    found = []
    if path.suffix.lower() not in SOUND_ONLY:
        picture = _picture(str(path), digest, looking, on=_day(started_at, looking), moments=moments)
        check_opens(str(path))
        found.append(Source(name=path.name, readings=picture, started_at=started_at))
    spoken = _spoken(path, looking, digest)
    if spoken is not None:
        found.append(Source(name=f"{path.name}.speech", readings=spoken, started_at=started_at))
    if not found:
        raise SourceUnusable(
            f"“{path.name}”只有声音：请用 --recogniser 给出语音识别程序（例如 --recogniser 'whisper-srt {{media}}'），或先转写成 SRT"
        )
    return tuple(found)


def stream_source(address: str, looking: Looking) -> Source:
    """The picture of a stream. Its name and what is sealed of the address leave out the query, which may hold keys."""
    place = plain_address(address)
    digest = hashlib.sha256(place.encode()).hexdigest()
    picture = _picture(address, digest, looking, on=_day(None, looking), moments=())
    return Source(name=place, readings=replace(picture, clock=looking.clock))


def plain_address(address: str) -> str:
    """The address without user, password, query and fragment."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def continued(sources: Iterable[Source], sealed: Callable[[str], Iterable[bytes]]) -> tuple[Source, ...]:
    """The same sources; pictures go on after what ``sealed`` gives for their name."""
    return tuple(
        replace(source, readings=source.readings.after(partial(sealed, source.name)))
        if isinstance(source.readings, MediaReadings)
        else source
        for source in sources
    )


def digest_of(path: Path) -> str:
    """The SHA-256 (hex) of a file; raises SourceUnusable."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise SourceUnusable(f"读不了“{path}”：{error.strerror}；请检查路径与权限") from error
    return digest.hexdigest()


def with_share(sources: Iterable[Source], share: int) -> tuple[Source, ...]:
    """The same sources, their pictures watched this closely (0..100)."""
    return tuple(
        replace(one, readings=replace(one.readings, sampling=replace(one.readings.sampling, share=share)))
        if isinstance(one.readings, MediaReadings)
        else one
        for one in sources
    )


def load_bank(path: Path | None) -> ImageBank | None:
    """The bank of known pictures at a path, None without one; raises SourceUnusable."""
    if path is None:
        return None
    try:
        return read_image_bank(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceUnusable(f"读不了图片库“{path}”：请检查 --images 的路径与编码（UTF-8）") from error
    except NotReadable as error:
        raise SourceUnusable(f"图片库：{error}") from error


def _picture(place: str, digest: str, looking: Looking, *, on: date, moments: Sequence[int]) -> MediaReadings:
    # Said before anything is sealed, not in the middle of the run.
    for module in ("cv2", "rapidocr", "zxingcpp", "pdqhash"):
        load(module)
    bank = load_bank(looking.images)
    return MediaReadings(
        place=place,
        media=digest,
        open_eyes=partial(MachineEyes, bank=bank, on=on),
        sampling=Sampling(share=looking.share, moments=tuple(moments)),
    )


def _spoken(path: Path, looking: Looking, digest: str) -> SpokenReadings | None:
    if looking.recogniser is not None:
        return spoken_with_command(looking.recogniser, path, digest=digest, kept_in=looking.kept_in)
    if looking.model is not None:
        name = hashlib.sha256(f"{digest} {looking.model}".encode()).hexdigest()[:32]
        return SpokenReadings(
            recognise=partial(recognise_with_model, looking.model, path), kept=looking.kept_in / f"{name}.txt"
        )
    return None


def _day(started_at: datetime | None, looking: Looking) -> date:
    return (started_at or looking.clock()).astimezone(BEIJING).date()
