"""Timestamps over HTTP: a real (local) authority on a free port, its answers kept as anchors and put into bundles."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.adapters.timestamping import Anchors, load_authorities
from gongzhi.evidence import NotAnAuthority, parse_authority, parse_note, unpack, verify_bundle
from gongzhi.flow.ports import Item
from local_authority import LocalAuthority, local_authority

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


@contextmanager
def serving(authority: LocalAuthority, texts: dict[str, str], *, status: int = 200) -> Iterator[str]:
    """An authority that stamps ``texts['now']``: it would refuse what it was not shown, as a hash cannot be undone."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.stamp(texts["now"], AT + timedelta(minutes=len(texts)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def seal(store: Path, text: str, at: datetime = AT) -> tuple[str, bytes]:
    with open_archive(store) as archive:
        placed = archive.append([Item(kind="raw", subject="s", data=text.encode(), at=at)])
        return placed[0].exhibit, archive.log.seen or b""


def known(directory: Path, **authorities: tuple[LocalAuthority, str | None]) -> Path:
    directory.mkdir(exist_ok=True)
    for name, (authority, url) in authorities.items():
        (directory / f"{name}.pem").write_bytes(authority.pem)
        if url is not None:
            (directory / f"{name}.url").write_text(f"{url}\n")
    return directory


def test_a_bundle_carries_the_timestamps_of_the_first_anchor_that_holds_its_exhibits(tmp_path: Path) -> None:
    store, one = tmp_path / "store", local_authority("one")
    texts: dict[str, str] = {}
    with serving(one, texts) as url:
        authorities = load_authorities(known(tmp_path / "known", one=(one, url)))
        exhibits = []
        for n in range(3):
            exhibit, checkpoint = seal(store, str(n))
            exhibits.append(exhibit)
            texts["now"] = parse_note(checkpoint).text
            texts[str(n)] = ""
            assert Anchors(store).stamp(checkpoint, authorities) == {}
    assert [anchor.size for anchor in Anchors(store).each()] == [1, 2, 3]
    believed = [one.authority for one in authorities]
    with open_archive(store) as archive:
        for exhibit, minute in zip(exhibits, ("02", "03", "04"), strict=True):
            verdict = verify_bundle(bundle(archive, [exhibit], made_at=AT), authorities=believed)
            assert verdict.verdict == "verified"
            assert f"one 证明检查点在 2026-06-01 16:{minute}:00 已经存在" in verdict.steps[9].detail
        late, _ = seal(store, "late")
    with open_archive(store) as archive:
        unstamped = verify_bundle(bundle(archive, [late], made_at=AT), authorities=believed)
    assert [step.n for step in unstamped.steps if not step.ok] == [10]


def anchored(store: Path, checkpoint: bytes, at: datetime, authority: LocalAuthority) -> None:
    note, folder = parse_note(checkpoint), store / "anchors"
    folder.mkdir(exist_ok=True)
    size = int(note.text.split("\n")[1])
    (folder / f"{size:015d}.note").write_bytes(checkpoint)
    (folder / f"{size:015d}.one.tsr").write_bytes(authority.stamp(note.text, at))


def test_a_bundle_tells_of_an_entry_dated_before_an_anchor_that_came_before_it(tmp_path: Path) -> None:
    store, one, hour = tmp_path / "store", local_authority("one"), timedelta(hours=1)
    believed = [parse_authority("one", one.pem)]
    first, checkpoint = seal(store, "first")
    anchored(store, checkpoint, AT + hour, one)
    honest, _ = seal(store, "honest", AT + 2 * hour)
    forged, checkpoint = seal(store, "forged", AT - hour)
    anchored(store, checkpoint, AT + 3 * hour, one)
    with open_archive(store) as archive:
        for names, reasons in (
            ([first], ["sealed"]),
            ([honest], ["sealed"]),
            ([forged], ["entry-back-dated"]),
            ([first, honest, forged], ["sealed", "sealed", "entry-back-dated"]),
        ):
            verdict = verify_bundle(bundle(archive, names, made_at=AT), authorities=believed)
            assert [item.reason.value for item in verdict.items] == reasons
            assert [step.n for step in verdict.steps if not step.ok] == ([10] if forged in names else [])


def test_an_anchor_of_another_log_is_no_earlier_checkpoint_of_this_one(tmp_path: Path) -> None:
    store, elsewhere, one = tmp_path / "store", tmp_path / "elsewhere", local_authority("one")
    _, foreign = seal(elsewhere, "1")
    exhibits = [seal(store, str(n))[0] for n in range(2)]
    anchored(store, foreign, AT, one)
    with open_archive(store) as archive:
        assert not any(name.startswith("earlier/") for name in unpack(bundle(archive, exhibits, made_at=AT)).parts)


def test_an_authority_that_is_away_answers_otherwise_or_stamps_something_else_is_named(tmp_path: Path) -> None:
    store, one, other = tmp_path / "store", local_authority("one"), local_authority("other")
    _, checkpoint = seal(store, "1")
    right = {"now": parse_note(checkpoint).text}
    with (
        serving(one, right, status=503) as broken,
        serving(other, right) as stranger,
        serving(one, {"now": "another"}) as wrong,
    ):
        away = "http://127.0.0.1:1/"
        urls = {"away": away, "broken": broken, "stranger": stranger, "wrong": wrong, "nowhere": "ftp://x"}
        directory = known(tmp_path / "known", **{name: (one, url) for name, url in urls.items()}, silent=(one, None))
        refused = Anchors(store).stamp(checkpoint, load_authorities(directory))
    assert set(refused) == set(urls)
    assert refused["broken"] == "机构答复 503"
    assert "不是所信的机构" in refused["stranger"]
    assert "不是这个检查点" in refused["wrong"]
    assert list(Anchors(store).each()) == []


def test_an_anchor_that_is_garbled_or_of_another_log_is_not_proved_against(tmp_path: Path) -> None:
    store, elsewhere = tmp_path / "store", tmp_path / "elsewhere"
    exhibit, _ = seal(store, "1")
    for n in range(3):
        _, foreign = seal(elsewhere, str(n))
    (store / "anchors").mkdir()
    (store / "anchors" / "000000000000003.note").write_bytes(foreign)
    (store / "anchors" / "000000000000002.note").write_bytes(b"garbled")
    with open_archive(store) as archive:
        assert verify_bundle(bundle(archive, [exhibit], made_at=AT)).verdict == "verified"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [(None, b"", "没有时间戳机构的证书"), ("one.pem", b"garbled", "证书读不出"), ("a b.pem", b"", "请改名")],
)
def test_a_directory_of_authorities_that_cannot_be_used_says_what_to_do(
    name: str | None, content: bytes, said: str, tmp_path: Path
) -> None:
    if name is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAnAuthority, match=said):
        load_authorities(tmp_path)
