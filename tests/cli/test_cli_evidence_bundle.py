"""``gongzhi evidence bundle`` for a party: withheld, recorded, verified; and the chain that tells of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.cli.main import run
from gongzhi.evidence import unpack
from gongzhi.flow.custody import Exported
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
Bundled = Callable[..., tuple[int, str]]
PHONE = b'{"nick":"13800000000"}'


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_archive(tmp_path / "store") as archive:
        archive.append([Item(kind="raw", subject="b-1", data=PHONE, at=AT)])
        archive.append([Item(kind="Finding", subject="b-1", data=b'{"by":"x","quote":"y"}', at=AT)])
    return tmp_path / "store"


@pytest.fixture
def bundled(store: Path, capsys: pytest.CaptureFixture[str]) -> Bundled:
    def make(*arguments: str) -> tuple[int, str]:
        status = run(
            ["evidence", "bundle", "b-1", "-o", str(store.parent / "out.evz"), "--store", str(store), *arguments]
        )
        told = capsys.readouterr()
        return status, told.out + told.err

    return make


def verified(store: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    run(["evidence", "verify", str(store.parent / "out.evz"), "--format", "json"])
    verdict: dict[str, Any] = json.loads(capsys.readouterr().out)
    return verdict


def test_a_bundle_for_a_party_verifies_and_holds_nothing_of_what_is_withheld(
    store: Path, bundled: Bundled, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = bundled("--redact", "personal", "--for", "商家", "--purpose", "答辩", "--by", "gaoli")
    assert status == 0 and "隐去 1 件" in told and "cosign" in told
    verdict = verified(store, capsys)
    assert verdict["verdict"] == "verified"
    assert [one["reason"] for one in verdict["items"]] == ["withheld", "sealed", "sealed"]
    data = (store.parent / "out.evz").read_bytes()
    with open_archive(store) as archive:
        [raw] = archive.placed(kind="raw")
        [(salt, digest)] = archive.vault.openings(0, 1)
        [exported] = [one.record for one in sealed_records(archive, Exported)]
    for trace in (PHONE, salt, digest, salt.hex().encode(), digest.hex().encode()):
        assert trace not in data
    assert (exported.recipient, exported.purpose, exported.withheld) == ("商家", "答辩", 1)
    assert raw.exhibit in exported.exhibits and exported.size == len(data)
    assert "gaoli" not in exported.by


def test_one_field_of_one_exhibit_goes_and_its_copy_stays(
    store: Path, bundled: Bundled, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_archive(store) as archive:
        [finding] = archive.placed(kind="Finding")
    assert bundled("--redact", f"{finding.exhibit}:by", "--why", "第 7 号请求")[0] == 0
    assert [one["reason"] for one in verified(store, capsys)["items"]] == ["sealed", "withheld", "sealed", "sealed"]
    parts = dict(unpack((store.parent / "out.evz").read_bytes()).parts)
    assert '{"by":"（已隐去）","quote":"y"}'.encode() in parts.values()
    size = _size(store)
    assert bundled("--redact", f"{finding.exhibit}:by", "--why", "第 7 号请求")[0] == 0
    # The redaction is used again; only the record that another bundle was made is new.
    assert _size(store) == size + 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--redact", "0" * 26, "--why", "x"], "不在这个包里"),
        (["--redact", "personal:a b", "--why", "x"], "写法不对"),
        (["--redact", "abc"], "--why"),
        (["-o", "/no/such/folder/x.evz"], "换一个位置"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_sealed(
    store: Path, bundled: Bundled, arguments: tuple[str, ...], says: str
) -> None:
    size = _size(store)
    status, told = bundled(*arguments)
    assert status == 2 and says in told and _size(store) == size


def test_the_chain_tells_each_act_in_order(store: Path, bundled: Bundled, capsys: pytest.CaptureFixture[str]) -> None:
    bundled("--redact", "personal", "--for", "商家", "--by", "gaoli")
    with open_archive(store) as archive:
        [raw] = archive.placed(kind="raw")
    assert run(["evidence", "custody", raw.exhibit, "--store", str(store), "--format", "json"]) == 0
    links = json.loads(capsys.readouterr().out)
    assert [link["act"] for link in links] == ["封存", "隐去", "制作证据包"]
    assert links[1]["before"] and len(links[2]["after"]) == 64
    assert run(["evidence", "custody", "b-1", "--store", str(store)]) == 0
    assert "制作证据包 g**" in capsys.readouterr().out
    assert run(["evidence", "custody", "nothing", "--store", str(store)]) == 2


def _size(store: Path) -> int:
    with open_archive(store) as archive:
        return archive.size()


def test_a_bundle_is_handed_over_to_a_body_that_is_named(
    store: Path, bundled: Bundled, capsys: pytest.CaptureFixture[str]
) -> None:
    file, common = store.parent / "out.evz", ("--store", str(store), "--by", "gaoli")
    assert bundled("--for", "法院", "--purpose", "举证")[0] == 0
    to = ("--to", "东县人民法院", "--person", "书记员", "--purpose", "庭审举证")
    assert run(["evidence", "hand-over", str(file), *to, *common]) == 0
    assert "东县人民法院；事项 b-1" in capsys.readouterr().out
    run(["evidence", "custody", "b-1", "--store", str(store)])
    told = capsys.readouterr().out
    assert "移交 g**" in told and "东县人民法院（接收人 书记员）：庭审举证" in told and "gaoli" not in told
    assert run(["evidence", "hand-over", str(file), "--to", "有关部门", "--purpose", "x", *common]) == 2
    file.write_bytes(file.read_bytes() + b"x")
    assert run(["evidence", "hand-over", str(file), *to, *common]) == 2
    assert run(["evidence", "hand-over", str(file) + ".no", *to, *common]) == 2
    told = capsys.readouterr().err
    assert "单位全称" in told and "重新打包" in told and "读不出" in told
