"""Cosigning and watching beside the site: only with a policy, and never at the price of the pages."""

import sys
from pathlib import Path

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.cli import main as cli
from gongzhi_web.launch.supervise import Child, _children, _keep_up
from gongzhi_web.launch.wanted import Wanted
from gongzhi_web.launch.witnessing import witnessing


class Until:
    """Asked to stop after so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    @property
    def asked(self) -> bool:
        self.rounds -= 1
        return self.rounds < 0


def wanted(store: Path) -> Wanted:
    return Wanted(store=store, host="127.0.0.1", port=8000, events_port=8001, public="", demo=False, speed="4")


def test_without_a_policy_nothing_is_added(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    assert witnessing(tmp_path) == []
    assert [child.name for child in _children(wanted(tmp_path))] == ["网页", "事件流", "投影"]


def test_with_a_policy_the_log_is_cosigned_and_watched(tmp_path: Path) -> None:
    (tmp_path / "witnesses.txt").write_text("quorum none\n")
    assert witnessing(tmp_path) == [], "a store without a log has nothing to cosign yet"
    with open_archive(tmp_path) as archive:
        key = str(archive.log.key)
    children = _children(wanted(tmp_path))
    assert [(child.name, child.vital) for child in children[3:]] == [("联署", False), ("监视", False)]
    watching = children[-1].command
    assert key in watching and str(tmp_path / "monitor") in watching
    assert cli(watching[3 : watching.index("--every")]) == 0


@pytest.mark.parametrize(("vital", "status"), [(True, 1), (False, 0)])
def test_what_falls_again_and_again_is_given_up_with_the_site_only_when_it_is_vital(
    vital: bool, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gongzhi_web.launch.supervise.time.sleep", lambda _: None)
    child = Child("联署", [sys.executable, "-c", "raise SystemExit(2)"], vital=vital)
    child.start()
    monkeypatch.setattr(child.running, "poll", lambda: 2)
    child.failures = [float("inf")] * 4
    assert _keep_up([child], Until(3)) == status  # type: ignore[arg-type]
    assert ("网页继续" in capsys.readouterr().err) is not vital
    if child.running is not None:
        child.running.wait()
