"""``gongzhi watch`` takes the rules from the store: on trial they are counted apart, approved they speak."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cast_of_cases import HE, SUN
from gongzhi.adapters.archive import open_archive
from gongzhi.cli import main
from gongzhi.flow.change_rule import Desk, Step, Wanted, approve_rule, draft_rule, try_rule
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.rule_records import ShadowFinding
from gongzhi.flow.rule_text import RuleText, texts_in
from gongzhi.law import load_book
from gongzhi.screening import Finding, load_rules

AT = datetime(2026, 3, 15, tzinfo=UTC)
SAID = ["家人们晚上好", "祖传秘法种的橙子", "今晚就这些"]
TEXT = RuleText(
    {
        "id": "trial.orchard", "version": "0", "title": "称果园祖传秘法", "type": "false_origin_content", "author": "何审",
        "since": "2026-02-01", "severity": 4, "certainty": "likely", "provisions": ["广告法/28.2"],
        "patterns": ["祖传秘法(种|栽|养)"], "why": "没有依据的来历会让人误信商品的品质。", "instead": "说清楚怎么种、谁检测过。",
        "accepted": [f"祖传秘法{one}" for one in ("种的橙子", "栽出来的", "养的土", "种了十年", "栽的树")],
        "refused": ["我爷爷种的橙子", "没有什么秘法", "自己种自己卖", "秘法都是骗人的", "今年的新果"],
    },
    {},
)  # fmt: skip


def watch_room(folder: Path, name: str, store: Path, platform: str = "P") -> str:
    """Take one room in; returns its broadcast's id."""
    room = folder / name
    room.mkdir()
    sheet = f"platform: {platform}\nroom: {name}\ntitle: {name}\noperator: lin\nstarted_at: 2026-03-14T14:00:00+08:00\n"
    (room / "room.yaml").write_text(sheet, "utf-8")
    cue = "{0}\n00:00:{0:02d},000 --> 00:00:{0:02d},900\n{1}\n\n"
    (room / "speech.srt").write_text("".join(cue.format(at, said) for at, said in enumerate(SAID, 1)), "utf-8")
    assert main(["watch", str(room), "--store", str(store)]) == 0
    with open_archive(store) as archive:
        return [one.subject for one in archive.placed(kind="Broadcast")][-1]


@pytest.fixture
def desk() -> Desk:
    return Desk(shipped=load_rules(), texts=texts_in(), book=load_book())


def test_a_rule_is_counted_in_the_shadow_then_speaks_and_only_in_its_platforms_rooms(
    tmp_path: Path, desk: Desk
) -> None:
    store = tmp_path / "store"
    with open_archive(store) as archive:
        wanted = Wanted(text=TEXT, why="试一试", seen=None, platforms=("P",))
        draft = draft_rule(archive, desk, wanted=wanted, by=HE, at=AT)
        step = Step(rule=draft.rule, sha256=draft.sha256, by=HE, at=AT)
        try_rule(archive, step)
    shadowed = watch_room(tmp_path, "one", store)
    elsewhere = watch_room(tmp_path, "two", store, platform="Q")
    with open_archive(store) as archive:
        (found,) = sealed_records(archive, ShadowFinding)
        assert (found.placed.subject, found.record.finding.broadcast) == ("trial.orchard", shadowed)
        assert found.record.line == SAID[1] and found.record.finding.rule_version == "0+1"
        for room in (shadowed, elsewhere):
            kinds = {one.kind for one in archive.placed(subject=room)}
            assert "ShadowFinding" not in kinds and "Lead" not in kinds
            assert not [one for one in sealed_records(archive, Finding, room) if one.record.rule == "trial.orchard"]
        approve_rule(archive, desk, replace(step, by=SUN))
    spoken = watch_room(tmp_path, "three", store)
    quiet = watch_room(tmp_path, "four", store, platform="Q")
    with open_archive(store) as archive:
        rules = {
            room: [one.record.rule_version for one in sealed_records(archive, Finding, room) if one.record.rule == "trial.orchard"]
            for room in (spoken, quiet)
        }  # fmt: skip
        assert rules == {spoken: ["0+1"], quiet: []}
        assert any(one.kind == "Lead" for one in archive.placed(subject=spoken))
        assert len(list(sealed_records(archive, ShadowFinding))) == 1
