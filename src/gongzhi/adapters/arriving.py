"""Read the standard input as it comes, saying when nothing has come, so that a stop is heard while waiting."""

import os
import select
from collections.abc import Callable, Iterator

_BLOCK = 256 * 1024
_PATIENCE = 0.2


def read_arriving(descriptor: int, should_stop: Callable[[], bool]) -> Iterator[bytes]:
    """Blocks as they arrive; an empty block whenever the source is silent. Ends at its end, or at a stop if nothing came."""
    came = False
    while True:
        ready, _, _ = select.select([descriptor], [], [], _PATIENCE)
        if should_stop() and not came:
            return
        if not ready or should_stop():
            yield b""
            continue
        block = os.read(descriptor, _BLOCK)
        if not block:
            return
        came = True
        yield block
