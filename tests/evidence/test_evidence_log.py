"""The log: what is appended is provable, what fails leaves nothing, and two writers cannot fork it."""

import pytest
from evidence_logs import OTHER, SIGNER, MemoryFiles, new_log
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import (
    CHECKPOINT,
    CheckpointMoved,
    Log,
    LogDamaged,
    NotATile,
    leaf_hash,
    root_of,
    sign_checkpoint,
    tile_path,
    tiles_of_size,
    verify_consistency,
    verify_inclusion,
)
from gongzhi.evidence.checkpoint import Checkpoint

BATCHES = st.lists(st.integers(1, 300), min_size=1, max_size=6)


def entries(start: int, count: int) -> list[bytes]:
    return [f"entry {n}".encode() for n in range(start, start + count)]


@settings(max_examples=30, deadline=None)
@given(BATCHES)
def test_batches_of_any_size_make_the_same_log_as_one_batch(batches: list[int]) -> None:
    files = MemoryFiles()
    log = new_log(files)
    for count in batches:
        log.append(entries(log.checkpoint.size, count))
    size = sum(batches)
    assert log.checkpoint.root == root_of([leaf_hash(entry) for entry in entries(0, size)])
    assert list(log.entries(0, size)) == entries(0, size)
    assert {tile_path(*tile) for tile in tiles_of_size(size)} <= set(files.files)


@settings(max_examples=20, deadline=None)
@given(BATCHES, st.data())
def test_a_log_read_again_proves_every_entry_and_every_earlier_size(batches: list[int], data: st.DataObject) -> None:
    files = MemoryFiles()
    log = new_log(files)
    checkpoints = []
    for count in batches:
        log.append(entries(log.checkpoint.size, count))
        checkpoints.append(log.checkpoint)
    again = Log(files, key=SIGNER.verifier)
    again.refresh()
    head = again.checkpoint
    assert head == checkpoints[-1]
    for _ in range(5):
        index = data.draw(st.integers(0, head.size - 1))
        leaf = leaf_hash(f"entry {index}".encode())
        verify_inclusion(index, head.size, leaf, again.prove_inclusion(index), root=head.root)
    for old in checkpoints:
        path = again.prove_consistency(old.size)
        verify_consistency(old.size, head.size, path, old_root=old.root, new_root=head.root)


@pytest.mark.parametrize("failing", ["write", "publish"])
def test_an_append_that_failed_left_nothing_and_the_next_one_works(failing: str) -> None:
    files = MemoryFiles()
    log = new_log(files)
    log.append(entries(0, 250))
    before = log.checkpoint
    files.failing = {failing}
    with pytest.raises(OSError):
        log.append([b"lost"] * 20)
    files.failing = set()
    log.forget()
    log.settle()
    assert log.checkpoint == before
    assert log.append(entries(250, 20)) == 250
    assert list(log.entries(0, 270)) == entries(0, 270)


def test_a_second_writer_cannot_fork_the_log() -> None:
    files = MemoryFiles()
    one = new_log(files)
    two = Log(files, key=SIGNER.verifier, signer=SIGNER)
    two.refresh()
    one.append([b"one"])
    with pytest.raises(CheckpointMoved):
        two.append([b"two"])
    two.refresh()
    assert two.append([b"two"]) == 1


def test_a_checkpoint_that_another_key_signed_is_refused() -> None:
    files = MemoryFiles()
    log = new_log(files)
    files.files[CHECKPOINT] = sign_checkpoint(log.checkpoint, OTHER)
    with pytest.raises(LogDamaged, match="不可信"):
        log.refresh()


def test_a_log_that_went_back_is_refused() -> None:
    files = MemoryFiles()
    log = new_log(files)
    empty = files.files[CHECKPOINT]
    log.append([b"one"])
    files.files[CHECKPOINT] = empty
    with pytest.raises(LogDamaged, match="回退"):
        log.refresh()


def test_tiles_that_do_not_lead_to_the_root_stop_the_writer() -> None:
    files = MemoryFiles()
    new_log(files).append(entries(0, 5))
    files.files["tile/0/000.p/5"] = bytes(160)
    again = Log(files, key=SIGNER.verifier, signer=SIGNER)
    again.refresh()
    with pytest.raises(LogDamaged, match="根"):
        again.append([b"x"])


def test_missing_and_cut_tiles_are_named() -> None:
    files = MemoryFiles()
    log = new_log(files)
    log.append(entries(0, 5))
    files.files["tile/entries/000.p/5"] = files.files["tile/entries/000.p/5"][:-1]
    with pytest.raises(LogDamaged, match=r"tile/entries/000.p/5"):
        list(log.entries(0, 5))
    del files.files["tile/entries/000.p/5"]
    with pytest.raises(LogDamaged, match="缺少"):
        list(log.entries(0, 5))
    files.files["tile/0/000.p/5"] = b"short"
    again = Log(files, key=SIGNER.verifier)
    again.refresh()
    with pytest.raises(LogDamaged, match="损坏"):
        again.prove_inclusion(0)


def test_a_missing_checkpoint_is_damage_and_a_reader_cannot_write() -> None:
    files = MemoryFiles()
    reader = Log(files, key=SIGNER.verifier)
    with pytest.raises(LogDamaged, match="没有检查点"):
        reader.refresh()
    with pytest.raises(LogDamaged, match="私钥"):
        reader.create()


def test_the_checkpoint_of_another_log_under_the_same_key_is_refused() -> None:
    files = MemoryFiles()
    log = new_log(files)
    foreign = Checkpoint(origin="log.example/q", size=0, root=root_of([]))
    files.files[CHECKPOINT] = sign_checkpoint(foreign, SIGNER)
    with pytest.raises(LogDamaged, match="属于"):
        log.refresh()


def test_an_entry_too_long_for_its_length_is_refused_and_nothing_is_written() -> None:
    files = MemoryFiles()
    log = new_log(files)
    before = dict(files.files)
    with pytest.raises(NotATile, match="65536"):
        log.append([b"short", bytes(65_536)])
    assert files.files == before
    assert log.append([bytes(65_535)]) == 0
