"""The state of the log on screen: who cosigned, what the monitor called out, which segments are whole, and for whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from web_cast import NOW, client_of, seal_room

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.adapters.monitoring import Monitor
from gongzhi.evidence import SEGMENT_RECORDS, WitnessKey, parse_note, verify_bundle
from gongzhi.flow.segmenting import Capture, Segmenting
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.evidence.says import KINDS, say

WITNESS = WitnessKey(name="amr.example/witness", seed=b"w" * 32)
CAPTURE = Capture(collector="log.example/p", tool="gongzhi 0")


@pytest.fixture
def store(tmp_path: Path, cast: dict[str, User]) -> Iterator[DirectoryArchive]:
    """Two rooms with their segments; the one of Lin is closed."""
    archive = open_archive(tmp_path / "store")
    replace_archive(archive)
    for room, merchant in (("lin", "林家果园"), ("tea", "西山茶业")):
        seal_room(archive, room, merchant=merchant)  # type: ignore[arg-type]
        archive.append(Segmenting(archive, f"b-{room}", CAPTURE, now=NOW).roll(NOW, closing=room == "lin"))
    catch_up(archive)
    yield archive
    replace_archive(None)
    archive.close()


def standing(user: User) -> str:
    answer = client_of(user).get(reverse("evidence_standing"))
    assert answer.status_code == 200
    return answer.content.decode()


def cosign(store: DirectoryArchive) -> None:
    policy = f"log {store.log.key}\nwitness amr {WITNESS.verifier}\nquorum amr\n"
    (store.directory / "witnesses.txt").write_text(policy)
    note = parse_note(store.log.seen or b"")
    line = str(WITNESS.cosign(note.text, timestamp=int(NOW.timestamp())))
    (store.directory / "log" / "checkpoint.cosigned").write_bytes((store.log.seen or b"") + line.encode())


def test_without_witnesses_the_page_says_how_to_have_them(cast, store) -> None:
    body = standing(cast["lead"])
    assert "没有配置见证人" in body and "witnesses.txt" in body and "没有警报" in body


def test_cosignatures_and_who_is_missing_are_shown(cast, store) -> None:
    (store.directory / "witnesses.txt").write_text(f"witness amr {WITNESS.verifier}\nquorum amr\n")
    assert "未达到法定数" in standing(cast["lead"]) and ">缺<" in standing(cast["lead"])
    cosign(store)
    body = standing(cast["lead"])
    assert "达到法定数" in body and ">缺<" not in body
    assert f'id="cosigned-size">{store.size()}<' in body
    (store.directory / "witnesses.txt").write_text("nonsense")
    assert "witnesses.txt 读不出" in standing(cast["lead"])


def test_alarms_of_the_monitor_are_listed(cast, store) -> None:
    monitor = Monitor(place=str(store.directory), key=store.log.key, state=store.directory / "monitor")
    monitor.look(NOW)
    assert "没有警报" in standing(cast["gao"])
    (store.directory / "log" / "checkpoint").write_bytes(b"x")
    assert monitor.look(NOW)
    cached = store.log.seen or b""
    (store.directory / "log" / "checkpoint").write_bytes(cached)
    body = standing(cast["gao"])
    assert "checkpoint-false" in body and 'id="alarm-count">1<' in body


def test_each_person_sees_the_segments_of_the_rooms_within_reach_only(cast, store) -> None:
    assert "b-lin" in standing(cast["lead"]) and "b-tea" in standing(cast["lead"])
    assert "b-lin" in standing(cast["east"]) and "b-tea" not in standing(cast["east"])
    for name in ("lin", "zhou"):
        assert client_of(cast[name]).get(reverse("evidence_standing")).status_code == 403
        assert client_of(cast[name]).get(reverse("segments", args=["b-lin"])).status_code == 403
    assert client_of(cast["east"]).get(reverse("segments", args=["b-tea"])).status_code == 404
    assert client_of(cast["east"]).get(reverse("segments", args=["nobody"])).status_code == 404


def test_a_closed_broadcast_is_whole_and_a_running_one_says_that_it_is_not_closed(cast, store) -> None:
    lead = client_of(cast["lead"])
    whole = lead.get(reverse("segments", args=["b-lin"])).content.decode()
    assert "完整。" in whole and "没有缺口" in whole and "已收场" in whole
    running = lead.get(reverse("segments", args=["b-tea"])).content.decode()
    assert "没有收场记录" in running and "未收场" in running


def test_the_bundle_of_a_broadcast_carries_its_segments(cast, store) -> None:
    answer = client_of(cast["lead"]).get(reverse("bundle", args=["broadcast", "b-lin"]))
    [step] = [step for step in verify_bundle(answer.content).steps if step.n == 11]
    assert step.ok and "段齐全" in step.detail


def test_segment_records_are_said_in_words(store) -> None:
    for kind in SEGMENT_RECORDS:
        said = say(kind, store.read(next(store.placed(kind=kind))))
        assert said.readable and said.line and KINDS[kind].startswith("分段")
