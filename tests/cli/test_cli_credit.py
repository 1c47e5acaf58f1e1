"""gongzhi credit: scores add up on the line, bad lines are told, the order has its causes, a blacklist entry ends."""

from pathlib import Path

import orjson
import pytest

from gongzhi.cli import main
from gongzhi.evidence import SignerKey

EVENTS = """\
{"party":"lin","role":"merchant","name":"林家果园"}
{"party":"qiao","role":"presenter"}
{"party":"xinghuo","role":"mcn"}
{"id":"e1","party":"qiao","kind":"platform_measure","amount":9,"at":"2026-03-01","basis":"平P-7"}
{"id":"e2","party":"lin","kind":"complaint_upheld","at":"2026-03-02","basis":"诉-1"}
{"id":"e3","party":"zhou","kind":"penalty","at":"2026-03-02","basis":"罚-1"}
{"id":"e1","party":"lin","kind":"penalty","at":"2026-03-02","basis":"罚-1"}
nonsense
"""
TIES = "party,kind,thing\nqiao,mcn,星火\nlin,mcn,星火\nlin,gossip,星火\n"
KEY = SignerKey(name="platform-p.example", seed=b"p" * 32)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "events.jsonl").write_text(EVENTS, "utf-8")
    (tmp_path / "ties.csv").write_text(TIES, "utf-8")
    (tmp_path / "key").write_text(str(KEY), "utf-8")
    (tmp_path / "pub").write_text(str(KEY.verifier), "utf-8")
    (tmp_path / "salt").write_text("0123456789abcdef", "utf-8")
    return tmp_path


def credit(files: Path, verb: str, *more: str) -> int:
    return main(["credit", verb, str(files / "events.jsonl"), "--on", "2026-04-01", *more])


def test_each_party_has_a_line_that_adds_up_and_bad_lines_are_counted(files: Path, capsys) -> None:
    assert credit(files, "score") == 0
    out, err = capsys.readouterr()
    lines = [orjson.loads(line) for line in out.splitlines()]
    assert [line["party"] for line in lines] == ["lin", "qiao", "xinghuo"]
    for line in lines:
        assert abs(line["base"] + sum(one["points"] for one in line["contributions"]) - line["score"]) < 1e-9
        assert "由人" in line["notice"]
    assert lines[1]["tier"]["id"] == "attention" and lines[1]["contributions"][0]["basis"] == "平P-7"
    assert "第 6 行" in err and "第 7 行" in err and "第 8 行" in err and "共 3 行未计入" in err


def test_explain_and_repair_say_why_and_how(files: Path, capsys) -> None:
    assert credit(files, "explain", "--party", "qiao", "--since", "2026-03-15") == 0
    assert "随时间变轻" in capsys.readouterr().out
    assert credit(files, "repair", "--party", "qiao") == 0
    assert "修复后 80.00 分，正常" in capsys.readouterr().out
    assert credit(files, "repair", "--party", "qiao", "--event", "e2") == 2
    assert credit(files, "repair", "--party", "stranger") == 2


def test_the_order_tells_causes_and_the_draw_can_be_replayed(files: Path, capsys) -> None:
    more = ("--ties", str(files / "ties.csv"), "--places", "2", "--seed", "7", "--format", "jsonl")
    assert credit(files, "order", *more) == 0
    out, err = capsys.readouterr()
    lines = [orjson.loads(line) for line in out.splitlines()]
    assert [line["party"] for line in lines] == ["qiao", "lin", "xinghuo"]
    assert lines[1]["causes"][0]["basis"] == "平P-7" and lines[1]["causes"][0]["shared"] == ["mcn 星火"]
    assert "第 4 行" in err
    credit(files, "order", *more)
    assert capsys.readouterr().out == out


def test_a_signed_entry_is_found_until_its_end_and_never_without_a_decision(files: Path, capsys) -> None:
    common = ["--uscc", "91110000MA00000000", "--salt-file", str(files / "salt")]
    sign = [
        "credit", "blacklist", "sign", *common, "--key", str(files / "key"), "--decided", "2026-03-01T10:00:00+08:00",
        "--from", "2026-03-01", "--until", "2026-09-01", "-o", str(files / "note"),
    ]  # fmt: skip
    assert main([*sign, "--decision", "平P-9", "--provision", "广告法/9(3)"]) == 0
    look = ["credit", "blacklist", "look", str(files / "note"), *common, "--public", str(files / "pub"), "--on"]
    capsys.readouterr()
    assert main([*look, "2026-08-31"]) == 0 and "平P-9" in capsys.readouterr().out
    assert main([*look, "2026-09-01"]) == 0 and capsys.readouterr().out == ""
    assert main([*sign, "--decision", "", "--provision", "广告法/9(3)"]) == 2
    assert main([*sign, "--decision", "平P-9", "--provision", "广告法/999"]) == 2


@pytest.mark.parametrize("text", ["", "nonsense\n", '{"id":"e"}\n'])
def test_a_file_without_one_usable_line_is_refused(text: str, files: Path, capsys) -> None:
    (files / "events.jsonl").write_text(text, "utf-8")
    assert credit(files, "score") == 2 and "请" in capsys.readouterr().err


def test_a_table_without_a_needed_column_is_refused_line_by_line(files: Path, capsys) -> None:
    table = files / "e.csv"
    table.write_text("id,party,kind,at\ne1,lin,penalty,2026-03-01\n", "utf-8")
    assert main(["credit", "score", str(table)]) == 2
    assert "缺少 basis" in capsys.readouterr().err


def test_events_are_recorded_with_their_document_and_scored_from_the_store(files: Path, capsys) -> None:
    store = ["--store", str(files / "store")]
    report = files / "report.pdf"
    report.write_bytes(b"%PDF")
    more = ["--source", str(report), "--organisation", "P", "--by", "su", *store]
    assert main(["credit", "record", str(files / "events.jsonl"), *more]) == 0
    out, err = capsys.readouterr()
    assert "已登记 2 件" in out and "处置决定自动计入" in err and "共 3 行未计入" in err
    assert main(["credit", "record", str(files / "events.jsonl"), *more]) == 2, "all are sealed already"
    capsys.readouterr()
    assert main(["credit", "score", *store, "--on", "2026-03-05"]) == 0
    (line,) = (orjson.loads(line) for line in capsys.readouterr().out.splitlines())
    assert {one["event"] for one in line["contributions"]} == {"e1", "e2"} and line["party"] == "lin"
    assert main(["credit", "score", "--on", "2026-03-05"]) == 2


def test_reviews_are_weighed_each_with_its_reason_and_bad_lines_counted(tmp_path: Path, capsys) -> None:
    rows = "id,party,reviewer,stars,at,verified\nr1,lin,u1,5,2026-03-01,是\nr2,lin,u2,9,2026-03-01,是\nr3,lin,u3,5,2026-03-01,否\n"
    (tmp_path / "reviews.csv").write_text(rows, "utf-8")
    assert main(["credit", "reviews", str(tmp_path / "reviews.csv"), "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    (line,) = (orjson.loads(each) for each in out.splitlines())
    assert [one["id"] for one in line["weighed"]] == ["r1", "r3"] and "第 3 行" in err
    assert main(["credit", "reviews", str(tmp_path / "reviews.csv")]) == 0
    assert "不论再来多少条低可信评价" in capsys.readouterr().out


def test_a_published_list_is_taken_in_and_a_shortened_one_is_not(files: Path, capsys) -> None:
    folder, shared = files / "taken", files / "p.list"
    folder.mkdir()
    (folder / "p.pub").write_text(str(KEY.verifier), "utf-8")
    common = ["--uscc", "91110000MA00000000", "--salt-file", str(files / "salt")]
    sign = [
        "credit", "blacklist", "sign", *common, "--key", str(files / "key"), "--decided", "2026-03-01T10:00:00+08:00",
        "--provision", "广告法/9(3)", "--from", "2026-03-01", "--until", "2026-09-01", "--list", "-o", str(shared),
    ]  # fmt: skip
    assert main([*sign, "--decision", "平P-9"]) == 0 and main([*sign, "--decision", "平P-10"]) == 0
    take = ["credit", "blacklist", "import", str(shared), "--into", str(folder)]
    assert main(take) == 0 and "新增 2 条" in capsys.readouterr().out
    assert main(["credit", "blacklist", "look", "--from", str(folder), *common, "--on", "2026-04-01"]) == 0
    assert [orjson.loads(line)["decision"] for line in capsys.readouterr().out.splitlines()] == ["平P-10", "平P-9"]
    shared.write_text(shared.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert main(take) == 2 and "被删去或改动" in capsys.readouterr().err
    assert main(["credit", "blacklist", "look", *common]) == 2
