"""Nothing goes to a private network, to a second address, or where a redirect points."""

import http.client
import ipaddress
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import sleep

import pytest

from gongzhi.adapters.webhook_sending import (
    AddressRefused,
    Allowed,
    Resolve,
    check_url,
    find_target,
    post,
    read_networks,
)

LOCAL = Allowed(networks=read_networks("127.0.0.0/8, ::1/128"))


def leads_to(*addresses: str) -> Resolve:
    """A name that leads to these."""

    def answer(host: str, port: int) -> Sequence[str]:
        return addresses

    return answer


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:7f00:1::", "2001::1", "198.18.0.1", "192.0.2.1",
    ],
)  # fmt: skip
def test_an_inner_address_is_refused_however_it_is_written(address: str) -> None:
    with pytest.raises(AddressRefused, match="内部"):
        find_target("https://hook.example/x", Allowed(), leads_to(address))


def test_a_name_that_leads_outside_and_inside_is_refused_whole() -> None:
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        find_target("https://hook.example/", Allowed(), leads_to("1.1.1.1", "10.0.0.1"))


def test_a_public_name_is_resolved_once_and_held_to_that_address() -> None:
    asked = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return ["1.1.1.1"]

    target = find_target("https://hook.example/in?a=1", Allowed(), resolve)
    assert asked == [("hook.example", 443)]
    assert (target.address, target.host, target.path, target.secure) == ("1.1.1.1", "hook.example", "/in?a=1", True)


def test_without_https_only_where_the_operator_allowed() -> None:
    with pytest.raises(AddressRefused, match="只用 https"):
        find_target("http://hook.example/", Allowed(), leads_to("1.1.1.1"))
    inner = Allowed(networks=read_networks("10.0.0.0/8"))
    assert find_target("http://hook.inner/", inner, leads_to("10.0.0.9")).port == 80
    with pytest.raises(AddressRefused, match=r"内部地址 192\.168\.0\.1"):
        find_target("http://hook.inner/", inner, leads_to("192.168.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "", "hook.example", "ftp://hook.example/", "gopher://hook.example/", "https://", "https:///x", "https://a:0/",
        "https://user:secret@hook.example/", "https://hook.example/#x", "https://hook.example/a b", "https://[::1/",
        "https://例子.example/", "https://h/" + "x" * 500, "https://hook.example:99999/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_not_registered(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url)


def test_networks_are_read_and_a_word_that_is_none_is_named() -> None:
    assert read_networks("") == ()
    assert ipaddress.ip_address("127.0.0.1") in read_networks(" 127.0.0.1 ,")[0]
    with pytest.raises(AddressRefused, match="内网"):
        read_networks("10.0.0.0/8,内网")


class Inbox(BaseHTTPRequestHandler):
    """Keeps what it gets; /away redirects."""

    got: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        """Take a message."""
        self.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        if self.path == "/drip":
            for _ in range(40):
                self.wfile.write(b"H")
                sleep(0.02)
            return
        self.send_response(307 if self.path == "/away" else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep still."""


@pytest.fixture(scope="module")
def inbox() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Inbox)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_message_arrives_and_a_redirect_is_not_followed(inbox: str) -> None:
    Inbox.got.clear()
    assert post(find_target(f"{inbox}/in", LOCAL), b"{}", {"X": "1"}).status == 204
    assert post(find_target(f"{inbox}/away", LOCAL), b"{}", {}).status == 307
    assert Inbox.got == [("/in", b"{}"), ("/away", b"{}")]


def test_who_answers_byte_by_byte_is_cut_off(inbox: str) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        post(find_target(f"{inbox}/drip", LOCAL), b"{}", {}, timeout=0.1)


def test_the_name_is_spoken_and_the_checked_address_is_called(inbox: str) -> None:
    port = inbox.rpartition(":")[2]
    target = find_target(f"http://never-resolved.example:{port}/in", LOCAL, leads_to("127.0.0.1"))
    assert post(target, b"{}", {}).status == 204
