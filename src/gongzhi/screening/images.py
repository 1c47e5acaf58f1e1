"""Pictures that are known to break the law: a bank of PDQ hashes with why, and a look-up that needs no scan."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from gongzhi.screening.findings import FindingType
from gongzhi.screening.strict_yaml import Entry, NotReadable, load_yaml, take, texts

BITS = 256
# The limits that PDQ's authors recommend: nearer than 32 bits of 256 is the same picture, and a hash of quality below 50
# (a plain surface) is near to everything.
NEAREST = 31
QUALITY = 50
_SLICES = 16
_WIDTH = BITS // _SLICES
_MASK = (1 << _WIDTH) - 1
_NEIGHBOURS = (0, *(1 << bit for bit in range(_WIDTH)))
_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownImage:
    """One picture of the bank. ``hash`` is 64 hexadecimal digits; after ``expires`` and when not ``enabled`` it rests."""

    id: str
    hash: str
    title: str
    type: FindingType
    why: str
    instead: str
    severity: int
    provisions: tuple[str, ...]
    version: str = "1"
    enabled: bool = True
    expires: date | None = None
    place: str = ""


class ImageMatch(NamedTuple):
    """A known picture and how many bits it is away."""

    image: KnownImage
    distance: int


class ImageBank:
    """Known pictures by their hashes.

    A hash is cut into 16 slices of 16 bits. Two hashes at most 31 bits apart agree in one slice up to a single bit, so
    looking each slice and its 16 neighbours up finds every match, whatever the size of the bank.
    """

    def __init__(self, images: Sequence[KnownImage]) -> None:
        self._images = tuple(images)
        self._by_id = {image.id: image for image in self._images}
        self._hashes = [int(image.hash, 16) for image in self._images]
        self._slices: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(_SLICES)]
        for number, hashed in enumerate(self._hashes):
            for at, table in enumerate(self._slices):
                table[hashed >> at * _WIDTH & _MASK].append(number)

    def __len__(self) -> int:
        return len(self._images)

    def __iter__(self) -> Iterator[KnownImage]:
        return iter(self._images)

    def named(self, wanted: str) -> KnownImage | None:
        """The picture of this id."""
        return self._by_id.get(wanted)

    def match(self, hashed: str, *, quality: int, on: date) -> list[ImageMatch]:
        """The pictures in force on this day within 31 bits, nearest first; none for a hash of low quality."""
        if quality < QUALITY:
            return []
        asked = int(hashed, 16)
        found = [
            ImageMatch(image, distance)
            for number in self._candidates(asked)
            if (distance := (self._hashes[number] ^ asked).bit_count()) <= NEAREST
            and _in_force(image := self._images[number], on)
        ]
        return sorted(found, key=lambda match: (match.distance, match.image.id))

    def _candidates(self, asked: int) -> set[int]:
        near = (
            table.get((asked >> at * _WIDTH & _MASK) ^ flipped)
            for at, table in enumerate(self._slices)
            for flipped in _NEIGHBOURS
        )
        return set(chain.from_iterable(numbers for numbers in near if numbers))


def _in_force(image: KnownImage, on: date) -> bool:
    return image.enabled and (image.expires is None or on <= image.expires)


def read_image_bank(text: str, name: str) -> ImageBank:
    """A bank as people write it (docs/howto/media.md); raises NotReadable naming file, line and remedy."""
    document = load_yaml(text, name)
    if not isinstance(document, Entry):
        raise NotReadable(f"{name} 的最外层应是“images: 一列图片”，请改")
    take(document, required=("images",))
    if not isinstance(document["images"], list) or not all(isinstance(one, Entry) for one in document["images"]):
        raise NotReadable(f"{name} 的 images 应是一列图片，每项以 - 开头")
    images: dict[str, KnownImage] = {}
    for entry in document["images"]:
        image = _image(entry)
        if image.id in images:
            raise NotReadable(f"{entry.place}的编号 {image.id} 与 {images[image.id].place}相同，请换一个")
        images[image.id] = image
    return ImageBank(tuple(images.values()))


def _image(entry: Entry) -> KnownImage:
    take(
        entry,
        required=("id", "hash", "title", "type", "why", "instead", "severity", "provisions"),
        optional=("version", "enabled", "expires"),
    )
    expires, enabled = entry.get("expires"), entry.get("enabled", True)
    _demand(entry, isinstance(enabled, bool), "enabled 应是 true 或 false")
    _demand(entry, expires is None or isinstance(expires, date), "expires 应是日期，例如 2027-01-01")
    _demand(entry, bool(_ID.fullmatch(str(entry["id"]))), "id 应由小写字母、数字、点、横线和下划线组成")
    _demand(entry, bool(_HASH.fullmatch(str(entry["hash"]))), "hash 应是 64 位十六进制的 PDQ 散列（小写，加引号）")
    _demand(entry, entry["severity"] in (1, 2, 3, 4, 5), "severity 应是 1 到 5 的整数")
    _demand(entry, bool(texts(entry, "provisions")), "provisions 不能为空：没有依据的图片不能用")
    _demand(entry, entry["type"] in set(FindingType), f"type 应是发现类型之一：{'、'.join(FindingType)}")
    plain: dict[str, Any] = {name: str(entry[name]) for name in ("id", "hash", "title", "why", "instead")}
    return KnownImage(
        **plain,
        type=FindingType(entry["type"]),
        severity=entry["severity"],
        provisions=tuple(texts(entry, "provisions")),
        version=str(entry.get("version", 1)),
        enabled=enabled,
        expires=expires,
        place=entry.place,
    )


def _demand(entry: Entry, holds: bool, what: str) -> None:
    if not holds:
        raise NotReadable(f"{entry.place}的 {what}，请改")
