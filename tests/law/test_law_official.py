import io
import zipfile

import docx
import pytest

from gongzhi.law import NotALawText, Place, compare_official, decode_official, load_book, missing_numbers, read_official
from gongzhi.values import encode_record

# A made-up rule: no statute's words.
LINES = [
    "中华人民共和国电子签名法",
    "第一章　总则",
    "第一条　测试用的第一条。",
    "第二条　第一款的话：",
    "（一）甲事；",
    "（二）乙事。",
    "第一条所说的话在这里只是提到。",
    "第三条　十日内办结，最长三年。",
]
PLAIN = "\n".join(LINES)


def html(lines):
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><style>p{{}}</style><script>第四条 骗人</script></head><body>{body}</body></html>".encode()


def docx_bytes(lines):
    document, out = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


FORMS = {
    "甲.txt": PLAIN.encode(),
    "乙.txt": PLAIN.encode("gb18030"),
    "丙.md": ("# " + PLAIN.replace("第一条　", "**第一条** ").replace("第二条　", "**第二条**　")).encode(),
    "丁.html": html(LINES),
    "戊.docx": docx_bytes(LINES),
}


@pytest.mark.parametrize("name", FORMS)
def test_all_forms_split_alike(name):
    found = read_official(FORMS[name], name)
    assert found.title == "中华人民共和国电子签名法"
    assert [one.number for one in found.articles] == [1, 2, 3]
    assert found.text_at(Place("2", 1, 2)) == "乙事。"
    assert found.text_at(Place("2", 2)) == "第一条所说的话在这里只是提到。"
    assert found.text_at(Place("3", 1)) == "十日内办结，最长三年。"
    assert found.text_at(Place("9")) == ""


def test_an_imported_text_is_stored_and_read_back():
    found = read_official(FORMS["甲.txt"], "甲.txt")
    assert decode_official(encode_record(found)) == found


def test_differences_in_shape_are_named_by_article():
    instrument, differences = compare_official(load_book(), read_official(FORMS["甲.txt"], "甲.txt"))
    assert instrument.title == "电子签名法"
    said = [one.message for one in differences]
    assert said[0] == "官方文本 3 条，本库记 36 条"
    assert "第二条：官方文本各款项数 2+0，本库记 0+0" in said


def test_a_number_that_the_text_does_not_have_is_pointed_out():
    norm = next(norm for _, norm in load_book().norms() if norm.code == "TJ-15")
    assert missing_numbers(norm, "应当在七个工作日内告知") == ()
    assert [one.low for one in missing_numbers(norm, "应当在五个工作日内告知")] == [7]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("甲.pdf", b"x", "格式不认识"),
        ("甲.txt", "没有条文".encode(), "里没有“第一条”"),
        ("甲.txt", b"\xff\xfe\xfa\x00\x81", "编码"),
        ("甲.docx", b"PK", "不是完好的 docx"),
    ],
)
def test_what_is_no_law_text_is_refused(name, data, words):
    with pytest.raises(NotALawText, match=words):
        read_official(data, name)


def test_a_docx_with_a_document_type_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(NotALawText, match="文档类型"):
        read_official(out.getvalue(), "甲.docx")
