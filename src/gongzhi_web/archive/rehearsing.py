"""An archive on which a verb can be rehearsed: it reads the real one and seals nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from gongzhi.flow.ports import Archive, Item, Placed


class Rehearsal:
    """All checks of a verb run as they would; what it would seal is dropped."""

    def __init__(self, real: Archive) -> None:
        self._real = real

    def append(self, items: Sequence[Item]) -> list[Placed]:
        """Where the items would stand if this were not a rehearsal; their exhibit ids are empty."""
        first = self._real.size()
        return [
            Placed(
                index=first + step,
                exhibit="",
                kind=item.kind,
                subject=item.subject,
                sha256=hashlib.sha256(item.data).hexdigest(),
                size=len(item.data),
                at=item.at,
            )
            for step, item in enumerate(items)
        ]

    def placed(self, *, kind: str | None = None, subject: str | None = None, after: int = -1) -> Iterator[Placed]:
        """As the real one."""
        return self._real.placed(kind=kind, subject=subject, after=after)

    def find(self, exhibit: str) -> Placed | None:
        """As the real one."""
        return self._real.find(exhibit)

    def read(self, placed: Placed) -> bytes:
        """As the real one."""
        return self._real.read(placed)

    def size(self) -> int:
        """As the real one."""
        return self._real.size()

    def writing(self) -> AbstractContextManager[None]:
        """Nothing is written, so nobody is kept waiting."""
        return nullcontext()
