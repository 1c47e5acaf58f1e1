"""``gongzhi rules replay`` and ``rules stats`` on a real store: figures, diffs, refusals, and nothing written."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.cli import main

ROOM = "platform: P\nroom: 果园\ntitle: 林家果园\ncategory: 保健食品\noperator: lin\nstarted_at: 2026-03-14T14:00:00+08:00\n"
RULE = (
    "subject: 试验\nrules:\n  - {id: trial.family, version: 1, title: 试验, type: absolute_claim, status: draft,"
    " author: 试, since: 2026-02-01, severity: 5, certainty: definite, provisions: [广告法/9(3)], patterns: [家人们],"
    " why: 试验用的理由写得够长, instead: 换一种说法,"
    " accepted: [家人们甲, 家人们乙, 家人们丙], refused: [甲甲, 乙乙, 丙丙]}\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replayed")
    room = folder / "room"
    room.mkdir()
    (room / "room.yaml").write_text(ROOM, "utf-8")
    cue = "{0}\n00:00:{0:02d},000 --> 00:00:{0:02d},900\n{1}\n\n"
    said = ["家人们晚上好", "我们家都是国家级品质", "家人们下单吧"]
    (room / "speech.srt").write_text("".join(cue.format(at, text) for at, text in enumerate(said, 1)), "utf-8")
    assert main(["watch", str(room), "--store", str(folder / "store")]) == 0
    return folder / "store"


@pytest.fixture
def draft(tmp_path: Path) -> str:
    (tmp_path / "trial.yaml").write_text(RULE, "utf-8")
    return str(tmp_path)


def digests(store: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("log", "blobs", "openings")
        for path in sorted((store / folder).rglob("*"))
        if path.is_file()
    }


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["rules", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_shipped_rules_differ_in_nothing_from_what_they_sealed(store: Path, capsys) -> None:
    replay = asked(capsys, "replay", "--store", str(store))
    assert replay["signals"] == 3 and replay["kept"] >= 1 and replay["rules"] == [] == replay["leads"]


def test_a_draft_is_tried_and_its_findings_listed_and_nothing_is_written(store: Path, draft: str, capsys) -> None:
    before = digests(store)
    for against in ("sealed", "shipped"):
        replay = asked(capsys, "replay", "--store", str(store), "--rules", draft, "--against", against)
        (rule,) = replay["rules"]
        assert rule["rule"] == "trial.family" and [one["quote"] for one in rule["new"]] == ["家人们", "家人们"]
        assert [(one["before"], one["after"]) for one in replay["leads"]] == [("ordinary", "urgent")]
    assert main(["rules", "replay", "--store", str(store), "--rules", draft]) == 0
    out = capsys.readouterr().out
    assert "新增 2" in out and "由人作出决定" in out and before == digests(store)


def test_one_file_is_compared_alone_since_a_day_and_told_what_stands_beside_it(store: Path, draft: str, capsys) -> None:
    file = str(Path(draft) / "trial.yaml")
    asked_for = ("replay", "--store", str(store), "--rules", file, "--changed", "--against", "in-force")
    replay = asked(capsys, *asked_for, "--since", "2026-01-01")
    (rule,) = replay["rules"]
    assert (rule["rule"], len(rule["new"]), replay["kept"], replay["against"]) == ("trial.family", 2, 0, "in-force")
    assert replay["beside"] == {} and [one["after"] for one in replay["leads"]] == ["urgent"]
    assert main(["rules", *asked_for, "--since", "2126-01-01"]) == 2
    assert "没有可重看的批次" in capsys.readouterr().err


def test_what_people_approved_in_the_store_is_in_force_for_a_replay(store: Path, tmp_path: Path, capsys) -> None:
    import shutil

    from cast_of_cases import HE, SUN
    from gongzhi.adapters.archive import open_archive
    from gongzhi.flow.change_rule import Desk, Step, approve_rule, propose_retirement
    from gongzhi.flow.rule_text import texts_in
    from gongzhi.law import load_book
    from gongzhi.screening import load_rules

    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    desk = Desk(shipped=load_rules(), texts=texts_in(), book=load_book())
    at = datetime(2026, 3, 15, tzinfo=UTC)
    with open_archive(copy) as archive:
        seen = desk.texts["absolute.state_grade"].sha256
        step = Step(rule="absolute.state_grade", sha256=seen, by=HE, at=at, word="误报")
        propose_retirement(archive, desk, step, platforms=("P",))
        approve_rule(archive, desk, replace(step, by=SUN))
    replay = asked(capsys, "replay", "--store", str(copy))
    assert [(one["rule"], len(one["gone"])) for one in replay["rules"]] == [("absolute.state_grade", 1)]
    assert asked(capsys, "replay", "--store", str(copy), "--against", "in-force")["rules"] == []


def test_alone_drops_the_shipped_rules(store: Path, draft: str, capsys) -> None:
    replay = asked(capsys, "replay", "--store", str(store), "--rules", draft, "--alone")
    assert replay["kept"] == 0 and any(one["gone"] for one in replay["rules"])


def test_several_processes_find_what_one_finds(store: Path, draft: str, capsys, monkeypatch) -> None:
    from gongzhi.cli import rules_replay
    from gongzhi.flow.replay import sealed_work

    monkeypatch.setattr(rules_replay, "sealed_work", lambda *given, **named: iter([*sealed_work(*given, **named)] * 40))
    many = asked(capsys, "replay", "--store", str(store), "--rules", draft, "--jobs", "2")
    one = asked(capsys, "replay", "--store", str(store), "--rules", draft, "--jobs", "1")
    assert many == one and many["signals"] == 120


def test_stats_of_a_store_and_of_ordinary_text(store: Path, tmp_path: Path, capsys) -> None:
    ordinary = tmp_path / "ordinary.txt"
    ordinary.write_text("今天天气好\n\n这个是国家级品质\n", "utf-8")
    stats = asked(capsys, "stats", "--store", str(store), "--ordinary", str(ordinary))
    row = next(one for one in stats["rules"] if one["rule"] == "absolute.state_grade")
    assert stats["ordinary_lines"] == 2
    assert (row["hits"], row["pending"], row["ordinary"], row["status"]) == (1, 1, 1, "active")
    assert main(["rules", "stats", "--store", str(store), "--ordinary", str(ordinary)]) == 0
    out = capsys.readouterr().out
    assert "absolute.state_grade\tactive\t1\t1\t0" in out and "5000.0" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["replay", "--store", "{tmp}"], "不是证据库"),
        (["replay", "--store", "{store}", "--rules", "{tmp}/none"], "不是目录"),
        (["replay", "--store", "{store}", "--alone"], "--rules"),
        (["replay", "--store", "{store}", "--broadcast", "none"], "没有可重看的批次"),
        (["replay", "--store", "{store}", "--jobs", "0"], "正整数"),
        (["replay", "--store", "{store}", "--since", "昨天"], "不是日期"),
        (["replay", "--store", "{store}", "--changed"], "--rules"),
        (["replay"], "--store"),
        (["stats", "--ordinary", "{tmp}/none.txt"], "打不开"),
        (["stats", "--ordinary", "{tmp}/gbk.txt"], "UTF-8"),
    ],
)
def test_what_cannot_be_used_is_refused(store: Path, tmp_path: Path, arguments: list[str], says: str, capsys) -> None:
    (tmp_path / "gbk.txt").write_bytes("国家".encode("gbk"))
    assert main(["rules", *(one.format(tmp=tmp_path, store=store) for one in arguments)]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "log").exists()
