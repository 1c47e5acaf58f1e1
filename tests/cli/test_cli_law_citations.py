import io
import json
import zipfile

import pytest

from gongzhi.cli.main import run


def word(*paragraphs):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")
    return out.getvalue()


PLANTED = [
    ("src/gongzhi/decisions/templates/notice.docx", word("告知书", "依据《广告法》第九十九条。"), 2, "广告法第九十九条", "2026-03-01"),
    ("src/gongzhi/decisions/measures.yaml", 'version: "2026-02-01"\nprovision: 直播电商监督管理办法/99', 2, "直播电商监督管理办法/99", "2026-02-01"),
    ("src/gongzhi/credit/weights.yaml", 'version: "2026-01-01"\nprovision: 直播电商监督管理办法/12.3', 2, "直播电商监督管理办法/12.3", "2026-01-01"),
    ("src/gongzhi/screening/rules/price.yaml", "defaults: {since: 2025-01-01}\n    provisions: [反法/9]", 2, "反法/9", "2025-01-01"),
    ("src/gongzhi/screening/broadcasts/prices.yaml", "defaults: {since: 2026-02-01}\nprovisions: [价格法/999]", 2, "价格法/999", "2026-02-01"),
    ("src/gongzhi_web/monitor/disclosures.py", '"""Reminders."""\n\nBASIS = "广告发/16"\n', 3, "广告发/16", "2026-03-01"),
    ("src/gongzhi_web/site/templates/basis.html", "<p>《电子商务法》第九十九条</p>", 1, "电子商务法第九十九条", "2026-03-01"),
    ("vectors/screening/last_minutes.txt", "expect: none\non: 2025-06-01\nprovision: 直播电商监督管理办法/12\n\n最后三分钟", 3, "直播电商监督管理办法/12", "2025-06-01"),
    ("vectors/screening/body.txt", "expect: none\n\n《广告法》第八十八条", 3, "广告法第八十八条", "2026-03-01"),
    ("docs/formats/law.md", "$ gongzhi law cite '反法/9' --on 2025-09-01\n《反不正当竞争法》第九条", 1, "反法/9", "2025-09-01"),
    ("README.md", "看《广告法》第七十五条", 1, "广告法第七十五条", "2026-03-01"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "line", "cited", "on"), PLANTED, ids=[one[0] for one in PLANTED])
def test_a_broken_citation_is_named_with_file_line_id_day_and_a_way_out(
    capsys, tmp_path, name, content, line, cited, on
):
    path = tmp_path / name
    path.parent.mkdir(parents=True) if path.parent != tmp_path else None
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert run(["law", "check", "--project", str(tmp_path), "--on", "2026-03-01", "--format", "json"]) == 1
    (broken,) = json.loads(capsys.readouterr().out)["broken"]
    assert (broken["place"], broken["id"], broken["on"]) == (f"{name} 第{line}行", cited, on)
    assert any(word in broken["why"] for word in ("最接近的是", "请引", "起施行"))


def test_tables_recordings_and_vectors_of_bad_tables_are_left_to_their_own_tests(capsys, tmp_path):
    for name in ("src/gongzhi/law/instruments", "src/gongzhi_web/demo/market/rooms", "vectors/law/bad"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "甲.yaml").write_text("说: 广告法/999", encoding="utf-8")
    assert run(["law", "check", "--project", str(tmp_path), "--on", "2026-03-01"]) == 0
    assert "不通 0 处" in capsys.readouterr().out


def test_a_project_that_is_no_folder_and_a_document_that_is_no_document_are_unusable(capsys, tmp_path):
    assert run(["law", "check", "--project", str(tmp_path / "没有")]) == 2
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "函.docx").write_bytes(b"PK")
    assert run(["law", "check", "--project", str(tmp_path)]) == 2
    assert "docs/函.docx 不是完好的 docx" in capsys.readouterr().err
