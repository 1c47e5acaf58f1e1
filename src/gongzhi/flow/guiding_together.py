"""Several verbs in one append: what they seal stands together or not at all, even when power fails between them."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from gongzhi.flow.ports import Archive, Item, Placed


class Together:
    """An archive in front of another: it reads both what is sealed and what is about to be."""

    def __init__(self, real: Archive) -> None:
        self._real = real
        self.items: list[Item] = []
        self._placed: list[Placed] = []

    def append(self, items: Sequence[Item]) -> list[Placed]:
        """Keep these for the one append; where they stand is known, their exhibit ids are not."""
        first = self.size()
        new = [
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
        self.items.extend(items)
        self._placed.extend(new)
        return new

    def placed(self, *, kind: str | None = None, subject: str | None = None, after: int = -1) -> Iterator[Placed]:
        """What is sealed, then what is about to be."""
        yield from self._real.placed(kind=kind, subject=subject, after=after)
        for one in self._placed:
            if one.index > after and kind in (None, one.kind) and subject in (None, one.subject):
                yield one

    def find(self, exhibit: str) -> Placed | None:
        """As the real one."""
        return self._real.find(exhibit)

    def read(self, placed: Placed) -> bytes:
        """The bytes, sealed or about to be."""
        at = placed.index - self._real.size()
        return self._real.read(placed) if at < 0 else self.items[at].data

    def size(self) -> int:
        """How many items there will be."""
        return self._real.size() + len(self.items)

    def writing(self) -> AbstractContextManager[None]:
        """The real one's lock."""
        return self._real.writing()


@contextmanager
def together(archive: Archive) -> Iterator[Together]:
    """Hold the single-writer lock; seal everything at the end in one append, nothing when something was refused."""
    with archive.writing():
        held = Together(archive)
        yield held
        if held.items:
            archive.append(held.items)
