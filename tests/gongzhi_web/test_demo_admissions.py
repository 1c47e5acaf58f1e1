"""The demo's files: every one says that it is a demo, none claims a check, and loading twice adds nothing."""

from datetime import UTC, datetime
from pathlib import Path

from gongzhi.adapters.archive import open_archive
from gongzhi.flow.admitting import load_dossier
from gongzhi.flow.matters import sealed_records
from gongzhi.parties import DossierOpened, DossierState, Engaged, Matched, ProductOffered
from gongzhi_web.launch.admissions import load_admissions

NOW = datetime(2026, 3, 14, 6, tzinfo=UTC)


def test_the_demo_is_marked_checked_by_nobody_and_loaded_once(tmp_path: Path) -> None:
    load_admissions(tmp_path, NOW)
    with open_archive(tmp_path) as archive:
        size = archive.size()
        opened = [one.record for one in sealed_records(archive, DossierOpened)]
        files = [load_dossier(archive, one.number) for one in opened]
        marked = [*opened, *(one.record for one in sealed_records(archive, ProductOffered))]
        marked += [one.record for one in sealed_records(archive, Engaged)]
        assert len(opened) > 15 and all(one.demo for one in marked)
        assert {answer.matched for one in files for answer in one.checks} == {Matched.NOT_ASKED}
        assert {one.state for one in files} == {DossierState.APPLIED, DossierState.RETURNED, DossierState.VERIFIED}
        assert not any(one.opened.about == "zhouji-hardware" for one in files)
    (tmp_path / "demo-admitted").unlink()
    load_admissions(tmp_path, NOW)
    with open_archive(tmp_path) as archive:
        assert archive.size() == size
