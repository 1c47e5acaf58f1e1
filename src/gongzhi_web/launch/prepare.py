"""Make a store ready to serve: secret key, tables, static files. Quick when nothing has changed."""

import hashlib
import os
import secrets
from pathlib import Path

from gongzhi_web.settings_database import check_database


def prepare(store: Path) -> None:
    """Idempotent. The order matters: the key before the settings are loaded, tables before any server asks for them.

    Raises OSError for a store that cannot be used, DatabaseUnusable for a database that cannot.
    """
    store.mkdir(parents=True, exist_ok=True)
    _write_secret(store / "web-secret")
    import django

    django.setup()
    check_database()
    _migrate(store)
    _collect(store)


def _write_secret(path: Path) -> None:
    """A session key that only this account can read, written once."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))


def _migrate(store: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    here = Path(__file__).resolve().parent.parent
    mark = _digest(sorted(here.glob("*/migrations/*.py")))
    # Whether a server still has its tables it alone can say; asking it costs less than a page.
    if _unchanged(store / "web-tables", mark) and connection.vendor == "sqlite" and (store / "web.sqlite3").is_file():
        return
    call_command("migrate", verbosity=0, interactive=False)
    (store / "web-tables").write_text(mark, encoding="ascii")


def _collect(store: Path) -> None:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    mark = _digest(sorted(files))
    if _unchanged(store / "web-static", mark) and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    (store / "web-static").write_text(mark, encoding="ascii")


def _digest(files: list[Path]) -> str:
    seen = hashlib.sha256()
    for path in files:
        state = path.stat()
        seen.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _unchanged(path: Path, mark: str) -> bool:
    return path.is_file() and path.read_text(encoding="ascii") == mark
