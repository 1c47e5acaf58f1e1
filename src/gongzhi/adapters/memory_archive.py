"""An archive that lives as long as the program: for tests, dry runs and trying things out."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from gongzhi.evidence import ExhibitErased
from gongzhi.flow.ports import Item, Placed


class MemoryArchive:
    """The second implementation of ``gongzhi.flow.ports.Archive``: all or nothing, in order, gone at exit."""

    def __init__(self) -> None:
        self._placed: list[Placed] = []
        self._bytes: list[bytes] = []
        self._erased: set[int] = set()

    def append(self, items: Sequence[Item]) -> list[Placed]:
        """Seal all items or none, in this order."""
        new = [self._place(item, len(self._placed) + step) for step, item in enumerate(items)]
        self._bytes.extend(bytes(item.data) for item in items)
        self._placed.extend(new)
        return new

    def _place(self, item: Item, index: int) -> Placed:
        sha256 = hashlib.sha256(item.data).hexdigest()
        exhibit = hashlib.sha256(f"{index}:{sha256}".encode()).hexdigest()[:26]
        return Placed(
            index=index,
            exhibit=exhibit,
            kind=item.kind,
            subject=item.subject,
            sha256=sha256,
            size=len(item.data),
            at=item.at,
        )

    def placed(self, *, kind: str | None = None, subject: str | None = None, after: int = -1) -> Iterator[Placed]:
        """Sealed items in log order, filtered, with ``index > after``."""
        for one in self._placed[after + 1 :]:
            if kind in (None, one.kind) and subject in (None, one.subject):
                yield one

    def find(self, exhibit: str) -> Placed | None:
        """The sealed item with this exhibit id."""
        return next((one for one in self._placed if one.exhibit == exhibit), None)

    def read(self, placed: Placed) -> bytes:
        """The exact bytes that were sealed; raises ExhibitErased."""
        if placed.index in self._erased:
            raise ExhibitErased("内容已依法销毁：封存的证明仍可核验")
        return self._bytes[placed.index]

    def erased(self, placed: Placed) -> bool:
        """Whether the content of this entry was destroyed."""
        return placed.index in self._erased

    def destroy(self, indices: Collection[int]) -> None:
        """Destroy the content of these entries."""
        self._erased.update(indices)
        for index in indices:
            self._bytes[index] = b""

    def size(self) -> int:
        """How many items are sealed."""
        return len(self._placed)

    def writing(self) -> AbstractContextManager[None]:
        """Nobody else can write: the archive belongs to this process."""
        return nullcontext()
