"""Witnesses over HTTP: real servers on free ports, cosigning a real log."""

import hashlib
import http.client
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.adapters.cosigning import COSIGNED, Cosigning
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.fsck import check_store
from gongzhi.adapters.log_files import LogFiles
from gongzhi.adapters.log_server import log_server
from gongzhi.adapters.witness_record import WitnessFile
from gongzhi.adapters.witness_server import witness_server
from gongzhi.evidence import (
    ED25519_COSIGNATURE,
    Checkpoint,
    Log,
    StoreDamaged,
    Submission,
    VerifierKey,
    WitnessKey,
    parse_note,
    parse_policy,
    sign_checkpoint,
    verify_bundle,
    verify_cosignatures,
)
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODIES = ("regulator", "association", "consumers")


def keys_of(body: str) -> list[WitnessKey]:
    seed = hashlib.sha256(body.encode()).digest()
    name = f"{body}.example/witness"
    return [WitnessKey(name=name, seed=seed), WitnessKey(name=name, seed=seed, type=ED25519_COSIGNATURE)]


@contextmanager
def serving(body: str, log: VerifierKey, path: Path) -> Iterator[int]:
    record = WitnessFile(path)
    server = witness_server(keys_of(body), [log], record, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        record.close()


def policy_text(log: VerifierKey, ports: dict[str, int]) -> str:
    lines = [f"log {log}"]
    for body in BODIES:
        names = []
        for n, key in enumerate(keys_of(body)):
            url = f" http://127.0.0.1:{ports[body]}" if body in ports else ""
            lines.append(f"witness {body}-{n} {key.verifier}{url}")
            names.append(f"{body}-{n}")
        lines.append(f"group {body} any {' '.join(names)}")
    return "\n".join([*lines, "group two 2 regulator association consumers", "quorum two", ""])


def seal(store: Path, *texts: str) -> VerifierKey:
    with open_archive(store) as archive:
        archive.append([Item(kind="raw", subject="s", data=text.encode(), at=AT) for text in texts])
        return archive.log.key


def cosigning(store: Path, policy: str) -> Cosigning:
    with open_archive(store) as archive:
        key = archive.log.key
    log = Log(LogFiles(store / "log", Disk()), key=key)
    return Cosigning(log, store / "log", parse_policy(policy.encode()))


def test_three_witnesses_cosign_a_growing_log_and_the_checkpoint_is_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1", "2")
    with (
        serving(BODIES[0], log, tmp_path / "0") as a,
        serving(BODIES[1], log, tmp_path / "1") as b,
        serving(BODIES[2], log, tmp_path / "2") as c,
    ):
        asking = cosigning(store, policy_text(log, dict(zip(BODIES, (a, b, c), strict=True))))
        first = asking.ask()
        assert (first.size, first.met, len(first.cosigned), dict(first.refused)) == (2, True, 6, {})
        seal(store, "3", "4", "5")
        assert asking.ask().size == 5
        # Somebody who starts anew knows nothing of the witnesses' progress, and is told.
        again = cosigning(store, policy_text(log, dict(zip(BODIES, (a, b, c), strict=True))))
        assert again.ask().met
    kept = parse_note((store / "log" / COSIGNED).read_bytes())
    assert len(kept.signatures) == 7


def test_two_of_three_are_enough_and_the_missing_one_is_named(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1")
    with serving(BODIES[0], log, tmp_path / "0") as a, serving(BODIES[1], log, tmp_path / "1") as b:
        ports = {BODIES[0]: a, BODIES[1]: b, BODIES[2]: 1}
        met = cosigning(store, policy_text(log, ports)).ask()
        assert met.met
        assert "连不上" in met.refused["consumers-0"]
        without = cosigning(store, policy_text(log, {BODIES[0]: a})).ask()
        assert not without.met
        assert "网址" in without.refused["consumers-0"]


def test_what_one_witness_alone_cosigned_is_not_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1")
    with serving(BODIES[0], log, tmp_path / "0") as a:
        assert not cosigning(store, policy_text(log, {BODIES[0]: a})).ask().met
    assert not (store / "log" / COSIGNED).exists()


def test_a_log_put_back_from_a_backup_is_told_so_by_its_witness(tmp_path: Path) -> None:
    store, before = tmp_path / "store", tmp_path / "before"
    log = seal(store, "1")
    with serving(BODIES[0], log, tmp_path / "0") as a:
        asking = cosigning(store, policy_text(log, {BODIES[0]: a}))
        shutil.copytree(store / "log", before)
        seal(store, "2")
        asking.ask()
        shutil.rmtree(store / "log")
        shutil.copytree(before, store / "log")
        # Reading only: the archive itself would refuse to write on.
        rolled = Cosigning(
            Log(LogFiles(store / "log", Disk()), key=log),
            store / "log",
            parse_policy(policy_text(log, {BODIES[0]: a}).encode()),
        ).ask()
    assert not rolled.met
    assert "回退" in rolled.refused["regulator-0"]


def test_a_witness_that_starts_again_remembers_and_keeps_what_speaks_against_a_log(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1", "2")
    with serving(BODIES[0], log, tmp_path / "0") as a:
        cosigning(store, policy_text(log, {BODIES[0]: a})).ask()
    with open_archive(store) as archive:
        signer = archive.log.signer
        assert signer is not None
        other = sign_checkpoint(Checkpoint(origin=log.name, size=2, root=b"x" * 32), signer)
    with serving(BODIES[0], log, tmp_path / "0") as a, closing(http.client.HTTPConnection("127.0.0.1", a)) as line:
        line.request("POST", "/add-checkpoint", body=Submission(old=2, path=(), checkpoint=other).to_bytes())
        answer = line.getresponse()
        assert (answer.status, answer.read()) == (409, b"2\n")
        # The same connection goes on; a monitor sees what was cosigned.
        line.request("GET", f"/logs/{hashlib.sha256(log.name.encode()).hexdigest()}/checkpoint")
        assert line.getresponse().read() == (store / "log" / "checkpoint").read_bytes()
        line.request("GET", "/logs/0/checkpoint")
        missing = line.getresponse()
        assert (missing.status, missing.read()) == (404, b"not found\n")
    record = WitnessFile(tmp_path / "0")
    [(_, origin, why, submission)] = record.accusations()
    assert (origin, why) == (log.name, "同样的项数，不同的根")
    assert other in submission


def test_of_two_forks_submitted_at_once_one_is_cosigned(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1")
    with open_archive(store) as archive:
        signer = archive.log.signer
        assert signer is not None
    forks = [sign_checkpoint(Checkpoint(origin=log.name, size=7, root=bytes([n]) * 32), signer) for n in range(12)]
    with serving(BODIES[0], log, tmp_path / "0") as a:
        statuses: list[int] = []

        def submit(fork: bytes) -> None:
            with closing(http.client.HTTPConnection("127.0.0.1", a)) as line:
                line.request("POST", "/add-checkpoint", body=Submission(old=0, path=(), checkpoint=fork).to_bytes())
                statuses.append(line.getresponse().status)

        threads = [threading.Thread(target=submit, args=(fork,)) for fork in forks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [200] + [409] * 11


def test_a_bundle_is_proved_under_the_cosigned_checkpoint_and_meets_the_quorum(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1", "2")
    with serving(BODIES[0], log, tmp_path / "0") as a, serving(BODIES[1], log, tmp_path / "1") as b:
        policy = policy_text(log, {BODIES[0]: a, BODIES[1]: b})
        asking = cosigning(store, policy)
        assert asking.ask().met
        seal(store, "3")
        with open_archive(store) as archive:
            early, _, late = (placed.exhibit for placed in archive.placed(kind="raw"))
            witnessed = bundle(archive, [early], made_at=AT)
            not_yet = bundle(archive, [late], made_at=AT)
            assert asking.ask().met
            now = bundle(archive, [early, late], made_at=AT)
    believed = parse_policy(policy.encode())
    assert [verify_bundle(data, policy=believed).verdict for data in (witnessed, now)] == ["verified", "verified"]
    unmet = verify_bundle(not_yet, policy=believed)
    assert [step.n for step in unmet.steps if not step.ok] == [5]


def test_the_log_over_http_carries_the_cosignatures(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1")
    with serving(BODIES[0], log, tmp_path / "0") as a, serving(BODIES[1], log, tmp_path / "1") as b:
        assert cosigning(store, policy_text(log, {BODIES[0]: a, BODIES[1]: b})).ask().met
    server = log_server(store, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        for sealed, same in ((False, True), (True, False)):
            if sealed:
                seal(store, "2")
            with closing(http.client.HTTPConnection("127.0.0.1", server.server_port)) as line:
                line.request("GET", "/checkpoint")
                newest = line.getresponse().read()
                line.request("GET", "/checkpoint.cosigned")
                assert (newest == line.getresponse().read()) is same
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_check_of_the_store_sees_when_a_cosigned_history_is_not_the_present_one(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1", "2")
    with open_archive(store) as archive:
        signer = archive.log.signer
        assert signer is not None
        cosigned = store / "log" / COSIGNED
        cosigned.write_bytes((store / "log" / "checkpoint").read_bytes())
        assert list(check_store(archive)) == []
        for size, root in ((2, b"x" * 32), (9, b"y" * 32)):
            cosigned.write_bytes(sign_checkpoint(Checkpoint(origin=log.name, size=size, root=root), signer))
            assert [trouble.detail for trouble in check_store(archive)] == [
                "见证人联署过的历史与现在的日志不同：日志被改写或回退"
            ]
        cosigned.write_bytes(b"garbled")
        assert "不可信" in next(iter(check_store(archive))).detail


def test_a_request_without_length_or_to_another_path_is_refused(tmp_path: Path) -> None:
    log = seal(tmp_path / "store", "1")
    with serving(BODIES[0], log, tmp_path / "0") as a:
        for path, headers, status in (("/add-checkpoint", {"Content-Length": "99999999"}, 400), ("/", {}, 404)):
            with closing(http.client.HTTPConnection("127.0.0.1", a)) as line:
                line.request("POST", path, headers=headers)
                assert line.getresponse().status == status


def test_a_damaged_record_stops_the_witness(tmp_path: Path) -> None:
    (tmp_path / "record").write_bytes(b"garbled" * 1000)
    with pytest.raises(StoreDamaged, match="停用这把见证密钥"):
        WitnessFile(tmp_path / "record")


def test_lines_of_unknown_keys_in_an_answer_are_dropped(tmp_path: Path) -> None:
    store = tmp_path / "store"
    log = seal(store, "1")
    with serving(BODIES[0], log, tmp_path / "0") as a:
        one = keys_of(BODIES[0])[0]
        policy = f"log {log}\nwitness only {one.verifier} http://127.0.0.1:{a}\nquorum only\n"
        assert cosigning(store, policy).ask().met
    kept = parse_note((store / "log" / COSIGNED).read_bytes())
    assert [line.name for line in kept.signatures] == [log.name, one.name]
    assert set(verify_cosignatures(kept, {"only": one.verifier})) == {"only"}
