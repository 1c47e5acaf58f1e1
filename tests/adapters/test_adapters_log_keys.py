"""The log's keys: made once, kept, and joined by an SM2 key when somebody asks for it."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import StoreDamaged, open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.adapters.log_keys import add_sm2_key
from gongzhi.evidence import StoreUnwritable, parse_note, parse_policy, sm2, verify_bundle
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = [Item(kind="raw", subject="s", data=b"1", at=AT)]


def test_after_an_sm2_key_was_added_both_sign_and_a_bundle_is_believed_by_either_alone(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.append(ONE)
    key = add_sm2_key(tmp_path / "keys")
    assert add_sm2_key(tmp_path / "keys") == key
    with open_archive(tmp_path) as archive:
        exhibit = archive.append(ONE)[0].exhibit
        assert len(parse_note(archive.log.seen or b"").signatures) == 2
        data = bundle(archive, [exhibit], made_at=AT)
        own = archive.log.key
    for believed in (own, key):
        policy = parse_policy(f"log {believed}\nquorum none\n".encode())
        assert verify_bundle(data, policy=policy).verdict == "verified"


def test_the_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    add_sm2_key(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys" / "log.sm2.key").stat().st_mode) == 0o600


def test_a_reader_without_the_log_key_cannot_add_one(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    (tmp_path / "keys" / "log.key").unlink()
    with pytest.raises(StoreDamaged, match="没有日志私钥"):
        add_sm2_key(tmp_path / "keys")


def test_a_garbled_sm2_key_stops_the_writer(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    add_sm2_key(tmp_path / "keys")
    (tmp_path / "keys" / "log.sm2.key").write_text("garbled\n")
    with pytest.raises(StoreDamaged, match="读不出"):
        open_archive(tmp_path)


def test_where_the_library_is_missing_a_log_that_promised_two_signatures_is_not_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_archive(tmp_path).close()
    add_sm2_key(tmp_path / "keys")

    def missing(scalar: bytes) -> bytes:
        raise sm2.Sm2NotInstalled("没有安装国密算法库")

    monkeypatch.setattr(sm2, "public_of", missing)
    with pytest.raises(StoreUnwritable, match="国密"):
        open_archive(tmp_path)
