"""《电子数据提取笔录》: every field from the log, blanks for what the log cannot know, and the same digests as the bundle."""

import hashlib
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.documents import render_document, shipped_template
from gongzhi.adapters.environment import check_environment
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast
from gongzhi.cli.main import run
from gongzhi.flow.custody import CaptureEnded, CaptureStarted, Ending
from gongzhi.flow.extraction_record import BASIS, ExtractionRecord, LogFacts, integrity_value, write_extraction_record
from gongzhi.flow.matters import UnknownExhibit, seal
from gongzhi.flow.ports import Archive, Item
from gongzhi.law import load_book

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOG = LogFacts(origin="log.example", size=9, root="ab" * 32, key="k", witnesses=("bureau",), stamped_by=("tsa",))


def captured_room(archive: Archive, *, ended: bool = True) -> None:
    around = check_environment(Path(), "danmu.jsonl", key=b"k")
    start = CaptureStarted(broadcast="b-1", source="danmu.jsonl", environment=around, by="g**1", at=AT)
    [begun] = seal(archive, AT, ("b-1", start))
    seal(archive, AT, ("b-1", Broadcast(id="b-1", platform="平台 P", room="林家果园", presenters=("乔",))))
    archive.append([Item(kind="raw", subject="b-1", data=b"x%d" % n, at=AT) for n in range(3)])
    if ended:
        end = CaptureEnded(
            broadcast="b-1",
            started=begun.exhibit,
            ending=Ending.STOPPED,
            batches=1,
            signals=3,
            digest="0",
            by="g",
            at=AT,
        )
        seal(archive, AT, ("b-1", end))


def record(archive: Archive) -> ExtractionRecord:
    return write_extraction_record(archive, "b-1", list(archive.placed()), log=LOG, book=load_book(), at=AT)


def text_of(data: bytes) -> str:
    made = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def test_the_record_says_what_was_extracted_how_and_where_it_is_sealed() -> None:
    archive = MemoryArchive()
    captured_room(archive)
    text = text_of(render_document(record(archive)))
    for said in (
        "电子数据提取笔录", "林家果园", "出镜：乔", "2026年03月01日 20时00分00秒", "g**1", "gongzhi", "Python", "磁盘",
        "采集前记录，日志第 0 项", "人为停止", "检查点：9 项", "bureau", "tsa", "由人作出决定", "签名", "第二十六条第一款",
    ):  # fmt: skip
        assert said in text, said
    for placed in archive.placed(kind="raw"):
        assert placed.exhibit in text and placed.sha256 in text
    assert "{{" not in text and "{%" not in text
    assert len(re.findall("_{8,}", text)) >= 6


def test_the_integrity_value_can_be_computed_by_hand() -> None:
    archive = MemoryArchive()
    captured_room(archive)
    placed = list(archive.placed())
    lines = "".join(f"{one.exhibit} {one.sha256}\n" for one in placed)
    assert integrity_value(placed[::-1]) == hashlib.sha256(lines.encode()).hexdigest()
    assert any(integrity_value(placed) in line for line in record(archive).after[0].lines)


def test_a_capture_that_was_cut_off_or_never_recorded_is_said_to_be_so() -> None:
    archive = MemoryArchive()
    captured_room(archive, ended=False)
    assert "没有结束记录" in str(record(archive).sections)
    bare = MemoryArchive()
    bare.append([Item(kind="raw", subject="b-1", data=b"x", at=AT)])
    assert "没有采集前的环境检查记录" in str(record(bare).sections)
    with pytest.raises(UnknownExhibit):
        record(MemoryArchive())


def test_its_provisions_stand_and_the_same_record_gives_the_same_bytes() -> None:
    archive = MemoryArchive()
    captured_room(archive)
    assert [load_book().cite(basis, on=AT.date()).id for basis in BASIS] == list(BASIS)
    assert render_document(record(archive)) == render_document(record(archive))
    assert shipped_template("extraction").startswith(b"PK")


def test_the_verb_writes_it_and_refuses_what_it_does_not_know(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    with open_archive(tmp_path / "store") as archive:
        captured_room(archive)
        root = archive.log.checkpoint.root.hex()
    store, out = ["--store", str(tmp_path / "store")], tmp_path / "record.docx"
    assert run(["evidence", "record", "b-1", "-o", str(out), *store]) == 0
    assert root in text_of(out.read_bytes()) and "直播场次 b-1" in text_of(out.read_bytes())
    assert run(["evidence", "record", "nothing", "-o", str(out), *store]) == 2
    assert run(["evidence", "record", "b-1", "-o", str(tmp_path / "no" / "x.docx"), *store]) == 2
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"no docx")
    assert run(["evidence", "record", "b-1", "-o", str(out), "--template", str(bad), *store]) == 2
    assert "模板" in capsys.readouterr().err
