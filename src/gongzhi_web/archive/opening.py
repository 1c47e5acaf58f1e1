"""Opening the sealed archive of this store: one per thread, because a database handle stays with its thread."""

import threading

from django.conf import settings

from gongzhi.flow.ports import Archive

_local = threading.local()


def opened() -> Archive:
    """The archive under ``<store>``; raises what the adapter raises when the store cannot be used."""
    archive: Archive | None = getattr(_local, "archive", None)
    if archive is None:
        from gongzhi.adapters.archive import open_archive

        archive = _local.archive = open_archive(settings.STORE)
    return archive


def replace_archive(archive: Archive | None) -> None:
    """Let this thread work on another archive (a memory one under test); None goes back to the store."""
    _local.archive = archive
