"""A monitor of a real log over HTTP with real witnesses: it remembers, it alarms once per finding, it survives kill -9."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.test_adapters_witness import BODIES, policy_text, seal, serving
from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.cosigning import Cosigning
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.log_files import LogFiles
from gongzhi.adapters.log_server import log_server
from gongzhi.adapters.monitoring import Monitor, kept_alarms
from gongzhi.cli import main
from gongzhi.evidence import AlarmCode, Log, StoreDamaged, VerifierKey, parse_policy

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@contextmanager
def served(store: Path) -> Iterator[str]:
    server = log_server(store, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def looks(monitor: Monitor, after: timedelta = timedelta()) -> list[AlarmCode]:
    return [alarm.code for alarm in monitor.look(NOW + after)]


def cosign(store: Path, key: VerifierKey, policy: str) -> bool:
    log = Log(LogFiles(store / "log", Disk()), key=key)
    log.refresh()
    return Cosigning(log, store / "log", parse_policy(policy.encode())).ask().met


def test_a_log_with_witnesses_is_followed_over_http(tmp_path: Path) -> None:
    key = seal(tmp_path / "store", *map(str, range(300)))
    with ExitStack() as stack:
        ports = {body: stack.enter_context(serving(body, key, tmp_path / body)) for body in BODIES}
        place = stack.enter_context(served(tmp_path / "store"))
        text = policy_text(key, ports)
        policy = parse_policy(text.encode())
        monitor = Monitor(place=place, key=key, state=tmp_path / "monitor", policy=policy)
        assert cosign(tmp_path / "store", key, text) and looks(monitor) == []
        seal(tmp_path / "store", "one more")
        assert looks(monitor) == [] and monitor.seen().size == 301
        late = timedelta(minutes=5)
        assert looks(monitor, late) == [AlarmCode.COSIGNATURE_LATE]
        assert cosign(tmp_path / "store", key, text) and looks(monitor, late) == []
        # A store put back from a backup: witnesses and monitor both remember more.
        other = Monitor(place=str(_another(tmp_path, key)), key=key, state=tmp_path / "monitor", policy=policy)
        assert AlarmCode.ROLLBACK in looks(other)
        fresh = Monitor(place=other.place, key=key, state=tmp_path / "fresh", policy=policy)
        assert AlarmCode.WITNESS_AHEAD in looks(fresh), "who never looked before is told by the witnesses"
    assert looks(monitor) == [AlarmCode.UNREACHABLE]
    kept = {alarm.code for alarm in kept_alarms(tmp_path / "monitor")}
    assert {AlarmCode.COSIGNATURE_LATE, AlarmCode.ROLLBACK, AlarmCode.UNREACHABLE} <= kept


def _another(tmp_path: Path, key: VerifierKey) -> Path:
    """The same operator's key over a shorter history."""
    store = tmp_path / "restored"
    keys = store / "keys"
    keys.mkdir(parents=True)
    for path in (tmp_path / "store" / "keys").iterdir():
        if path.is_file() and "head" not in path.name:
            (keys / path.name).write_bytes(path.read_bytes())
    assert str(seal(store, "1", "2")) == str(key)
    return store


def test_the_command_says_what_it_saw_and_exits_1_with_alarms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    key = seal(store, "a", "b")
    asked = ["evidence", "monitor", str(store), "--key", str(key), "--state", str(tmp_path / "state")]
    assert main(asked) == 0
    assert "2 项，与先前所见一致" in capsys.readouterr().out
    (store / "log" / "tile" / "entries" / "000.p" / "2").write_bytes(b"")
    assert main(["evidence", "monitor", str(store), "--key", str(key), "--state", str(tmp_path / "new")]) == 1
    assert "警报 tile-damaged" in capsys.readouterr().out
    assert [alarm.code for alarm in kept_alarms(tmp_path / "new")] == ["tile-damaged"]
    assert main([*asked[:3], "--key", "nonsense"]) == 2
    (tmp_path / "state" / "seen.json").write_text("{}")
    assert main(asked) == 2
    assert "不要删除" in capsys.readouterr().err
    with pytest.raises(StoreDamaged):
        Monitor(place=str(store), key=key, state=tmp_path / "state").look(NOW)


def test_killed_at_any_moment_the_monitor_remembers_one_history(tmp_path: Path) -> None:
    store, state = tmp_path / "store", tmp_path / "state"
    key = seal(store, "a")
    monitor = Monitor(place=str(store), key=key, state=state)
    for step in range(25):
        seal(store, *(f"{step}-{n}" for n in range(30)))
        child = os.fork()
        if not child:
            monitor.look(datetime.now(UTC))
            os._exit(0)
        time.sleep(0.0008 * step)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert monitor.seen().size <= 1 + 30 * (step + 1)
    assert monitor.look(datetime.now(UTC)) == []
    with open_archive(store) as archive:
        assert monitor.seen().root == archive.log.checkpoint.root.hex()
