"""The endpoint over real HTTP on this machine, and the purse on a real disk."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gongzhi.adapters.opinion_purse import FilePurse, Limits, PurseDamaged
from gongzhi.adapters.second_opinion import ChatEndpoint, EndpointRefused
from gongzhi.flow.second_opinion import LimitReached, Unanswered

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # past midnight in Beijing
SECRET = "sk-not-to-be-shown"


class Stub(BaseHTTPRequestHandler):
    """Answers what the server was told to answer."""

    server: Any

    def do_POST(self) -> None:
        self.server.seen.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        status, body, wait, headers = self.server.gives
        time.sleep(wait)
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def stub() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.seen, server.gives = [], completion('{"opinions": []}')
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def completion(text: Any, **more: Any) -> tuple[int, bytes, float, dict[str, str]]:
    body = {"choices": [{"message": {"content": text}}], "usage": {"total_tokens": 77}, **more}
    return 200, json.dumps(body).encode(), 0.0, {}


def endpoint(stub: Any, **more: Any) -> ChatEndpoint:
    return ChatEndpoint(url=f"http://127.0.0.1:{stub.server_port}/v1", model="stub-1", key=SECRET, timeout_s=5, **more)


def test_a_question_goes_out_and_its_answer_comes_back(stub: Any) -> None:
    answer = endpoint(stub).ask(b'{"model": "stub-1"}')
    assert (answer.text, answer.tokens) == ('{"opinions": []}', 77)
    ((path, headers, body),) = stub.seen
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert body == b'{"model": "stub-1"}'


@pytest.mark.parametrize(("status", "passing"), [(500, True), (429, True), (401, False), (404, False)])
def test_a_bad_status_says_whether_asking_again_may_help(stub: Any, status: int, passing: bool) -> None:
    stub.gives = (status, SECRET.encode(), 0.0, {})
    with pytest.raises(Unanswered, match=str(status)) as raised:
        endpoint(stub).ask(b"{}")
    assert raised.value.passing is passing
    assert SECRET not in str(raised.value)


def test_a_server_that_takes_too_long_is_left(stub: Any) -> None:
    stub.gives = (200, b"{}", 0.6, {})
    slow = ChatEndpoint(url=f"http://127.0.0.1:{stub.server_port}", model="m", timeout_s=0.1)
    with pytest.raises(Unanswered, match="超时") as raised:
        slow.ask(b"{}")
    assert raised.value.passing


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": 5}}]}', b"x" * 300_000]
)
def test_an_answer_that_is_no_completion_is_refused(stub: Any, body: bytes) -> None:
    stub.gives = (200, body, 0.0, {})
    with pytest.raises(Unanswered, match="读不出"):
        endpoint(stub).ask(b"{}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(stub: Any, status: int) -> None:
    stub.gives = (status, b"", 0.0, {"Location": f"http://127.0.0.1:{stub.server_port}/elsewhere"})
    with pytest.raises(Unanswered, match=str(status)):
        endpoint(stub).ask(b"{}")
    assert len(stub.seen) == 1


def test_nobody_there_is_a_fault_that_may_pass() -> None:
    with pytest.raises(Unanswered, match="连接失败") as raised:
        ChatEndpoint(url="http://127.0.0.1:9/v1", model="m").ask(b"{}")
    assert raised.value.passing


@pytest.mark.parametrize(
    "url", ["ftp://host/v1", "http://example.com/v1", "https://", "https://a:b@host/v1", "https://host/v1?key=1", ""]
)
def test_an_address_that_room_text_must_not_go_to_is_refused(url: str) -> None:
    with pytest.raises(EndpointRefused, match="https"):
        ChatEndpoint(url=url, model="m")


def purse(folder: Path, **limits: int) -> FilePurse:
    return FilePurse(folder / "spent.json", Limits(**limits))


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        ({"requests_per_run": 2}, "本次的次数"),
        ({"requests_per_day": 2}, "今日的次数"),
        ({"tokens_per_run": 250}, "本次的词元"),
        ({"tokens_per_day": 250}, "今日的词元"),
        ({"price": 1_000_000, "fen_per_run": 250}, "本次的金额上限 2.50 元"),
        ({"price": 1_000_000, "fen_per_day": 250}, "今日的金额上限 2.50 元"),
    ],
)
def test_the_third_request_passes_the_limit_and_is_not_counted(
    tmp_path: Path, limits: dict[str, int], word: str
) -> None:
    ours = purse(tmp_path, **limits)
    ours.reserve(100, NOW)
    ours.reserve(100, NOW)
    before = (tmp_path / "spent.json").read_bytes()
    with pytest.raises(LimitReached, match=word):
        ours.reserve(100, NOW)
    assert (tmp_path / "spent.json").read_bytes() == before


def test_the_day_is_kept_across_runs_and_begins_anew_at_midnight_in_beijing(tmp_path: Path) -> None:
    purse(tmp_path, requests_per_day=1).reserve(10, NOW)
    with pytest.raises(LimitReached):
        purse(tmp_path, requests_per_day=1).reserve(10, NOW)
    purse(tmp_path, requests_per_day=1).reserve(10, NEXT_DAY)


def test_what_was_not_used_is_given_back(tmp_path: Path) -> None:
    ours = purse(tmp_path, tokens_per_run=1000, price=7)
    ours.reserve(900, NOW)
    ours.settle(900, 100, NOW)
    assert json.loads((tmp_path / "spent.json").read_bytes()) == {
        "2026-03-01": {"requests": 1, "tokens": 100, "cost": 700}
    }
    ours.reserve(900, NOW)


@pytest.mark.parametrize("written", [b"{", b"[1]", b'{"2026-03-01": 5}', b'{"2026-03-01": {"requests": "0"}}'])
def test_a_damaged_sum_stops_all_sending(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "spent.json").write_bytes(written)
    with pytest.raises(PurseDamaged, match="未发送"):
        purse(tmp_path).reserve(1, NOW)
