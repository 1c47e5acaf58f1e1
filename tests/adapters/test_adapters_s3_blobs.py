"""Packs in an S3-compatible store, over real HTTP to a small one that checks every signature."""

import hashlib
import hmac
import http.server
import re
import threading
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.adapters.fsck import check_store
from gongzhi.adapters.s3_blobs import S3Account, S3Packs, read_account, sign_v4
from gongzhi.evidence import ExhibitDamaged, ExhibitErased, StoreDamaged, StoreUnwritable
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


class Store(http.server.ThreadingHTTPServer):
    """Objects in memory; ``answers`` are given instead of the right ones, one by one; ``lost`` answers after writing."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.objects: dict[str, bytes] = {}
        self.answers: list[int] = []
        self.lost = 0
        self.refused: list[str] = []


class Requests(http.server.BaseHTTPRequestHandler):
    server: Store

    def log_message(self, *_: object) -> None:
        return

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        path = self.path.split("?")[0]
        if not self.begins(body):
            return
        if self.headers.get("if-none-match") == "*" and path in self.server.objects:
            self.answer(412)
            return
        self.server.objects[path] = body
        if self.server.lost:
            self.server.lost -= 1
            self.close_connection = True
            self.connection.close()
            return
        self.answer(200)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if not self.begins(b""):
            return
        if query:
            self.listed(urllib.parse.parse_qs(query))
            return
        data = self.server.objects.get(path)
        if data is None:
            self.answer(404)
            return
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("range", ""))
        if asked and int(asked[1]) >= len(data):
            self.answer(416)
        elif asked:
            self.answer(206, data[int(asked[1]) : int(asked[2]) + 1])
        else:
            self.answer(200, data)

    def listed(self, query: dict[str, list[str]]) -> None:
        names = sorted(name for name in self.server.objects if name.startswith("/b/" + query["prefix"][0]))
        start = int(query.get("continuation-token", ["0"])[0])
        rows = "".join(
            f"<Contents><Key>{name[3:]}</Key><Size>{len(self.server.objects[name])}</Size></Contents>"
            for name in names[start : start + 2]
        )
        more = f"<NextContinuationToken>{start + 2}</NextContinuationToken>" if start + 2 < len(names) else ""
        self.answer(200, f'<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{rows}{more}</R>'.encode())

    def begins(self, body: bytes) -> bool:
        if self.server.answers:
            self.answer(self.server.answers.pop(0))
            return False
        if self.signature(body) not in self.headers["authorization"]:
            self.server.refused.append(self.path)
            self.answer(403)
            return False
        return True

    def signature(self, body: bytes) -> str:
        """Worked out anew from the request as it arrived, not with the code under test."""
        found = re.search(r"Credential=([^/]+)/(\d+)/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+)", self.headers["authorization"])  # fmt: skip
        assert found is not None
        path, _, query = self.path.partition("?")
        digest = hashlib.sha256(body).hexdigest()
        assert self.headers["x-amz-content-sha256"] == digest
        lines = "".join(f"{name}:{self.headers[name]}\n" for name in found[4].split(";"))
        request = f"{self.command}\n{path}\n{query}\n{lines}\n{found[4]}\n{digest}"
        scope = f"{found[2]}/{found[3]}/s3/aws4_request"
        text = (
            f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        )
        key = ("AWS4" + SECRET).encode()
        for part in (found[2], found[3], "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return "Signature=" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def far() -> Iterator[Store]:
    server = Store()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def packs_at(server: Store, secret: str = SECRET) -> S3Packs:
    account = S3Account(
        endpoint=f"http://127.0.0.1:{server.server_port}", bucket="b", access_key="AK", secret_key=secret
    )
    return S3Packs(account, pause=lambda _: None)


def item(text: str, subject: str = "B-1") -> Item:
    return Item(kind="raw", subject=subject, data=text.encode(), at=AT)


def contents(archive: DirectoryArchive) -> list[bytes]:
    return [archive.read(placed) for placed in archive.placed()]


def test_the_signature_is_the_one_of_the_published_example() -> None:
    account = S3Account(
        endpoint="https://examplebucket.s3.amazonaws.com",
        bucket="",
        access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )
    headers = {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9"}
    at = datetime(2013, 5, 24, tzinfo=UTC)
    signed = sign_v4(account, "GET", "/test.txt", "", headers, b"", at)
    assert "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" in signed["authorization"]


def test_content_sealed_into_the_store_is_read_erased_and_scanned(tmp_path: Path, far: Store) -> None:
    archive = DirectoryArchive(tmp_path, packs=packs_at(far))
    for n in range(5):
        archive.append([item(f"one {n}"), item(f"two {n}", "B-2")])
    assert len(far.objects) == 5 and b"one 1" not in b"".join(far.objects.values())
    assert contents(DirectoryArchive(tmp_path, packs=packs_at(far)))[2:4] == [b"one 1", b"two 1"]
    archive.destroy([placed.index for placed in archive.placed(subject="B-2")] + [0])
    assert [archive.erased(placed) for placed in archive.placed()] == [True, True] + [False, True] * 4
    with pytest.raises(ExhibitErased):
        archive.read(archive._index.at(0))
    (tmp_path / "places" / "00000000").unlink()
    assert archive.repair() == 9
    assert [trouble for trouble in check_store(archive) if trouble.damage and "第 0 条" not in trouble.detail] == []
    assert far.refused == []


def test_an_answer_that_got_lost_is_found_to_be_written(tmp_path: Path, far: Store) -> None:
    archive = DirectoryArchive(tmp_path, packs=packs_at(far))
    far.lost = 1
    archive.append([item("once")])
    assert contents(archive) == [b"once"] and len(far.objects) == 1


def test_what_a_dead_writer_left_is_not_overwritten(tmp_path: Path, far: Store) -> None:
    archive = DirectoryArchive(tmp_path, packs=packs_at(far))
    left = f"/b/packs/{0:020d}.pack"
    far.objects[left] = b"another writer's"
    archive.append([item("ours")])
    assert far.objects[left] == b"another writer's" and contents(archive) == [b"ours"]


def test_a_store_out_of_breath_is_asked_again(tmp_path: Path, far: Store) -> None:
    archive = DirectoryArchive(tmp_path, packs=packs_at(far))
    far.answers = [503, 500, 429]
    assert archive.append([item("patience")])[0].index == 0
    assert contents(archive) == [b"patience"]


@pytest.mark.parametrize("answers", [[503] * 9, [403], [507]])
def test_nothing_is_acknowledged_that_the_store_did_not_take(tmp_path: Path, far: Store, answers: list[int]) -> None:
    archive = DirectoryArchive(tmp_path, packs=packs_at(far))
    archive.append([item("before")])
    far.answers = answers
    with pytest.raises(StoreUnwritable, match="已确认的记录都在"):
        archive.append([item("lost")])
    far.answers = []
    assert archive.size() == 1
    archive.append([item("after")])
    assert contents(open_again(tmp_path, far)) == [b"before", b"after"]


def open_again(directory: Path, server: Store) -> DirectoryArchive:
    return DirectoryArchive(directory, packs=packs_at(server))


def test_a_wrong_secret_and_changed_objects_are_noticed(tmp_path: Path, far: Store) -> None:
    with pytest.raises(StoreUnwritable, match="403"):
        DirectoryArchive(tmp_path / "x", packs=packs_at(far, "wrong")).append([item("x")])
    archive = DirectoryArchive(tmp_path / "s", packs=packs_at(far))
    [placed] = archive.append([item("whole")])
    [name] = far.objects
    far.objects[name] = far.objects[name][:-1] + b"?"
    with pytest.raises(ExhibitDamaged):
        archive.read(placed)


def test_the_account_is_read_from_a_file_beside_the_keys(tmp_path: Path, far: Store) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "s3.json").write_text(
        f'{{"endpoint":"http://127.0.0.1:{far.server_port}","bucket":"b","access_key":"AK","secret_key":"{SECRET}"}}'
    )
    archive = open_archive(tmp_path)
    archive.append([item("by file")])
    assert len(far.objects) == 1 and contents(archive) == [b"by file"]
    assert SECRET not in repr(read_account(keys / "s3.json"))
    (keys / "s3.json").write_text('{"endpoint":"x"}')
    with pytest.raises(StoreDamaged, match="access_key"):
        open_archive(tmp_path)
