"""Where the rows stand: SQLite in the store, or a PostgreSQL server that GONGZHI_DATABASE names."""

import importlib.util
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_FORM = "postgresql://用户:密码@主机:5432/库名"
_CONNECT_SECONDS = 5
# Said in the address itself; the rest of the query goes to the driver as it is (sslmode, sslrootcert, passfile ...).
_PLACES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}


class DatabaseUnusable(RuntimeError):
    """An address that names no database, a driver that is missing, a server that does not answer; says what to do."""


def database_of(address: str, store: Path) -> dict[str, Any]:
    """What Django calls a database, from ``postgresql://`` or from nothing (SQLite). Raises DatabaseUnusable."""
    if not address:
        return _sqlite(store)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise DatabaseUnusable(f"GONGZHI_DATABASE 的地址读不懂：请写成 {_FORM}") from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres"):
        raise DatabaseUnusable(f"GONGZHI_DATABASE 只认 {_FORM}：请改写，或不设置它而用存储目录里的 SQLite")
    if not name or "/" in name:
        raise DatabaseUnusable(f"GONGZHI_DATABASE 没有写明库名：请写成 {_FORM}")
    if importlib.util.find_spec("psycopg") is None:
        raise DatabaseUnusable("没有安装 PostgreSQL 驱动：请执行 python -m pip install 'gongzhi[postgres]'，再启动")
    options: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, **dict(parse_qsl(parts.query))}
    found = {
        "NAME": name,
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }
    for said, place in _PLACES.items():
        found[place] = str(options.pop(said, "")) or found[place]
    # A server that was restarted is asked again at the next page instead of failing it.
    return {
        "ENGINE": "gongzhi_web.postgres",
        **found,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def check_database() -> None:
    """Raises DatabaseUnusable when the server of the settings does not answer; SQLite always does."""
    from django.db import DatabaseError, connection

    if connection.vendor != "postgresql":
        return
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        asked = connection.settings_dict
        where = f"{asked['HOST'] or '本机'}{':' if asked['PORT'] else ''}{asked['PORT']} 的库 {asked['NAME']}"
        said = str(error).strip().splitlines()
        raise DatabaseUnusable(
            f"连不上 PostgreSQL {where}（{said[0] if said else '没有回答'}）："
            "请确认服务已启动，再核对 GONGZHI_DATABASE 里的主机、端口、用户、密码和库名"
        ) from error


def _sqlite(store: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": store / "web.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        },
    }
