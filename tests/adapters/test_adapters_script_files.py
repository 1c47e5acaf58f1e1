"""Scripts are read from the files that merchants have, whole, or refused with the way out."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml

from gongzhi.adapters.script_files import LARGEST, ScriptUnreadable, read_script_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def written(document) -> bytes:
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_encodings_of_chinese_windows(encoding: str) -> None:
    assert read_script_file("稿子.TXT", "家人们好\n全网第一".encode(encoding)) == "家人们好\n全网第一"


def test_paragraphs_tables_links_and_tracked_insertions_are_all_read_and_deletions_are_not() -> None:
    document = docx.Document()
    document.add_paragraph("第一段\t带制表")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "表格里的话"
    for inside in (
        "<w:ins><w:r><w:t>修订插入</w:t></w:r></w:ins><w:del><w:r><w:delText>已删</w:delText><w:t>也删了</w:t></w:r></w:del>",
        "<w:hyperlink><w:r><w:t>链接文字</w:t></w:r></w:hyperlink>",
        "<w:sdt><w:sdtContent><w:r><w:t>控件里的话</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        document.element.body.insert(0, parse_xml(f"<w:p {W}>{inside}</w:p>"))
    text = read_script_file("a.docx", written(document))
    for said in ("第一段 带制表", "表格里的话", "修订插入", "链接文字", "控件里的话"):
        assert text.count(said) == 1
    assert "删" not in text


def test_a_text_box_is_read_once() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {W} {mc}><w:r><w:t>框外</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert read_script_file("a.docx", written(document)).split() == ["框外", "框里的话"]


def packed(**parts: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return into.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"not a zip", "不是 .docx"),
        ("a.docx", packed(a=b"x"), "打不开"),
        ("a.docx", packed(a=b"\0" * 30_000_000), "太大"),
        ("a.docx", packed(**{f"p{n}": b"" for n in range(1001)}), "太大"),
        ("a.docx", b"\xd0\xcf\x11\xe0rest", "旧版 .doc"),
        ("a.doc", b"\xd0\xcf\x11\xe0rest", "旧版 .doc"),
        ("a.pdf", b"%PDF", ".docx、.txt 或 .srt"),
        ("a", b"x", ".docx、.txt 或 .srt"),
        ("a.txt", b"\0\x01\x02", "另存为 UTF-8"),
        ("a.txt", b"\xff\xff\xff\xff", "另存为 UTF-8"),
        ("a.txt", b"x" * (LARGEST + 1), "最多 2048 KB"),
    ],
)
def test_what_is_no_script_is_refused_with_the_way_out(name: str, content: bytes, says: str) -> None:
    with pytest.raises(ScriptUnreadable, match=says):
        read_script_file(name, content)


def test_a_docx_that_names_outside_entities_reads_nothing_from_outside() -> None:
    whole = written(docx.Document())
    evil = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{"file:" + "//"}/etc/hostname">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>前&e;后</w:t></w:r></w:p></w:body></w:document>"
    )
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as before, zipfile.ZipFile(into, "w") as after:
        for part in before.infolist():
            after.writestr(part, evil if part.filename == "word/document.xml" else before.read(part))
    assert read_script_file("a.docx", into.getvalue()).strip() in ("前", "前后")


def test_a_damaged_docx_is_refused_wherever_it_is_damaged() -> None:
    document = docx.Document()
    document.add_paragraph("家人们好" * 50)
    whole = written(document)
    for at in range(0, len(whole), 997):
        damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        for content in (damaged, whole[:at]):
            try:
                assert isinstance(read_script_file("a.docx", content), str)
            except ScriptUnreadable as error:
                assert "再传" in str(error)
