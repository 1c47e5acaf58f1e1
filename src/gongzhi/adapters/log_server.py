"""A log over HTTP, read-only: the static resources of tlog-tiles and nothing else."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gongzhi.adapters.cosigning import COSIGNED
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.log_files import LogFiles
from gongzhi.evidence import (
    CHECKPOINT,
    TILE_WIDTH,
    NotACheckpoint,
    NotANote,
    NotATile,
    parse_checkpoint,
    parse_note,
    parse_tile_path,
)

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_FRESH, _FOREVER = "no-cache", "public, max-age=31536000, immutable"


def log_server(store: Path, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server for the log of this store, bound and not yet serving; port 0 asks for any free port."""
    files = LogFiles(store / "log", Disk())

    class Handler(_LogRequests):
        log = files

    return ThreadingHTTPServer((host, port), Handler)


class _LogRequests(BaseHTTPRequestHandler):
    """GET and HEAD of ``/checkpoint`` and ``/tile/...``; other methods are refused by the base class."""

    log: LogFiles
    protocol_version = "HTTP/1.1"
    server_version = "gongzhi-log"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who reads a log is nobody's business."""

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.removeprefix("/")
        data = self._named(path) if path in (CHECKPOINT, COSIGNED) else self._tile(path)
        status = HTTPStatus.OK if data is not None else HTTPStatus.NOT_FOUND
        body = data if data is not None else b"not found\n"
        self.send_response(status)
        self.send_header("Content-Type", _BYTES if data is not None and path not in (CHECKPOINT, COSIGNED) else _TEXT)
        self.send_header(
            "Cache-Control", _FOREVER if data is not None and path not in (CHECKPOINT, COSIGNED) else _FRESH
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _checkpoint(self) -> bytes | None:
        """The checkpoint, under its cosignatures once it has them: the same text under more signatures."""
        checkpoint, cosigned = self.log.read(CHECKPOINT), self.log.read(COSIGNED)
        same = checkpoint and cosigned and cosigned.startswith(checkpoint)
        return cosigned if same else checkpoint

    def _named(self, path: str) -> bytes | None:
        # ``checkpoint.cosigned`` is the latest that the quorum cosigned, which may be some entries behind.
        return self._checkpoint() if path == CHECKPOINT else self.log.read(COSIGNED)

    def _tile(self, path: str) -> bytes | None:
        try:
            level, number, width = parse_tile_path(path)
            size = parse_checkpoint(parse_note(self._checkpoint() or b"").text).size
        except (NotATile, NotANote, NotACheckpoint):
            return None
        # What a writer has laid beyond the checkpoint is not yet of this log.
        count = size >> 8 * (level if isinstance(level, int) else 0)
        if number * TILE_WIDTH + width > count:
            return None
        return self.log.read(path)
