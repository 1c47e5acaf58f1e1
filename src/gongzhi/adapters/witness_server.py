"""A witness over HTTP: ``POST /add-checkpoint``, and for monitors the latest checkpoint that it cosigned of each log."""

import time
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gongzhi.adapters.witness_record import WitnessFile
from gongzhi.evidence import LONGEST_SUBMISSION, Answer, StoreUnwritable, VerifierKey, Witness, WitnessKey

_PREFIX, _SUFFIX = "/logs/", "/checkpoint"


def witness_server(
    keys: Sequence[WitnessKey], logs: Sequence[VerifierKey], record: WitnessFile, *, host: str, port: int
) -> ThreadingHTTPServer:
    """A server for this witness, bound and not yet serving; port 0 asks for any free port. Raises WitnessIsOperator."""
    served = {"witness": Witness(keys, logs, record), "record": record}
    return ThreadingHTTPServer((host, port), type("Handler", (_WitnessRequests,), served))


class _WitnessRequests(BaseHTTPRequestHandler):
    witness: Witness
    record: WitnessFile
    protocol_version = "HTTP/1.1"
    server_version = "gongzhi-witness"
    sys_version = ""
    # A client that stops in the middle of its body must not hold a thread for ever.
    timeout = 30

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._say(Answer(status=404, body=b"not found\n"))
        elif not length.isdigit() or int(length) > LONGEST_SUBMISSION:
            # What was not read would be taken for the next request.
            self.close_connection = True
            self._say(Answer(status=400, body="请求须写明长度，且不超过 64 KiB\n".encode()))
        else:
            self._say(self._add(self.rfile.read(int(length))))

    def do_GET(self) -> None:
        digest = self.path.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        origin = self.record.origin_of(digest) if self.path == f"{_PREFIX}{digest}{_SUFFIX}" else None
        note = self.record.latest_note(origin) if origin is not None else None
        self._say(Answer(status=404, body=b"not found\n") if note is None else Answer(status=200, body=note))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: refusals that matter are kept in the record."""

    def _add(self, body: bytes) -> Answer:
        try:
            return self.witness.add_checkpoint(body, now=int(time.time()))
        except StoreUnwritable as error:
            return Answer(status=503, body=f"{error}\n".encode())

    def _say(self, answer: Answer) -> None:
        self.send_response(HTTPStatus(answer.status))
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
