"""Our log code against the vectors of others: transparency-dev/merkle, Tessera, and the signed-note specification."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rfc3161_client import decode_timestamp_response

import gongzhi.evidence.timestamps as timestamps
from gongzhi.evidence import (
    Log,
    NotProved,
    NotTimestamped,
    leaf_hash,
    parse_authority,
    parse_note,
    parse_verifier_key,
    root_of,
    tile_path,
    tiles_of_size,
    verify_consistency,
    verify_inclusion,
    verify_note,
    verify_subtree_consistency,
    verify_subtree_inclusion,
    verify_timestamp,
)

pytestmark = pytest.mark.conformance
VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors"
TESSERA = VECTORS / "tessera" / "testdata" / "log"
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
NOTE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def decoded(vector: dict[str, Any], name: str) -> bytes:
    return base64.b64decode(vector[name] or "")


def inclusion(vector: dict[str, Any]) -> None:
    path = [base64.b64decode(value) for value in vector["proof"] or []]
    index, size = vector["leafIdx"], vector["treeSize"]
    verify_inclusion(index, size, decoded(vector, "leafHash"), path, root=decoded(vector, "root"))


def consistency(vector: dict[str, Any]) -> None:
    path = [base64.b64decode(value) for value in vector["proof"] or []]
    roots = {"old_root": decoded(vector, "root1"), "new_root": decoded(vector, "root2")}
    verify_consistency(vector["size1"], vector["size2"], path, **roots)


def subtree_inclusion(vector: dict[str, Any]) -> None:
    path = [base64.b64decode(value) for value in vector["proof"] or []]
    place = (vector["leafIdx"], vector["start"], vector["end"])
    verify_subtree_inclusion(*place, decoded(vector, "leafHash"), path, root=decoded(vector, "root"))


def subtree_consistency(vector: dict[str, Any]) -> None:
    path = [base64.b64decode(value) for value in vector["proof"] or []]
    roots = {"subtree_root": decoded(vector, "root1"), "root": decoded(vector, "root2")}
    verify_subtree_consistency(vector["start"], vector["end"], vector["size"], path, **roots)


@pytest.mark.parametrize(
    ("folder", "count", "check"),
    [
        ("inclusion", 98, inclusion),
        ("consistency", 98, consistency),
        ("subtreeinclusion", 204, subtree_inclusion),
        ("subtreeconsistency", 118, subtree_consistency),
    ],
)
def test_every_merkle_vector_is_judged_as_its_file_says(
    folder: str, count: int, check: Callable[[dict[str, Any]], None]
) -> None:
    files = sorted((VECTORS / "merkle" / "testdata" / folder).rglob("*.json"))
    wrong = []
    for file in files:
        vector = json.loads(file.read_text())
        try:
            check(vector)
            refused = False
        except NotProved:
            refused = True
        if refused is not vector["wantErr"]:
            wrong.append(f"{file.relative_to(VECTORS)}: {vector['desc']}")
    assert wrong == []
    assert len(files) == count


class TesseraFiles:
    """The stored Tessera log, at the checkpoint of one of its sizes."""

    def __init__(self, size: int) -> None:
        self.size = size

    def read(self, path: str) -> bytes | None:
        file = TESSERA / (f"checkpoint.{self.size}" if path == "checkpoint" else path)
        return file.read_bytes() if file.exists() else None

    def write(self, files: object) -> None:
        raise AssertionError(files)

    def publish(self, checkpoint: bytes, *, seen: bytes | None) -> None:
        raise AssertionError(checkpoint)

    def settle(self, size: int) -> None:
        raise AssertionError(size)

    def drop_partials(self, tiles: object) -> None:
        raise AssertionError(tiles)


def tessera(size: int) -> Log:
    log = Log(TesseraFiles(size), key=parse_verifier_key(TESSERA_KEY))
    log.refresh()
    return log


@pytest.mark.parametrize("size", range(1, 16))
def test_every_checkpoint_of_the_tessera_log_verifies_and_every_entry_proves(size: int) -> None:
    log = tessera(size)
    head = log.checkpoint
    entries = list(log.entries(0, size))
    assert root_of([leaf_hash(entry) for entry in entries]) == head.root == log.range_hash(0, size)
    for index, entry in enumerate(entries):
        verify_inclusion(index, size, leaf_hash(entry), log.prove_inclusion(index), root=head.root)
    for old in range(1, size + 1):
        path = log.prove_consistency(old)
        verify_consistency(old, size, path, old_root=tessera(old).checkpoint.root, new_root=head.root)
    assert all((TESSERA / tile_path(*tile)).exists() for tile in tiles_of_size(size))


def test_the_empty_checkpoint_of_the_tessera_log_verifies() -> None:
    assert tessera(0).checkpoint.size == 0


def test_the_example_of_the_signed_note_specification_verifies() -> None:
    data = (VECTORS / "c2sp" / "signed-note-example.txt").read_bytes()
    key = parse_verifier_key(NOTE_KEY)
    assert verify_note(parse_note(data), [key]) == (key,)


RFC3161 = VECTORS / "rfc3161-client" / "test" / "fixtures"


@pytest.mark.parametrize(
    ("folder", "file", "believed"),
    [
        ("test_tsa", "response.tsr", True),
        ("test_tsa", "response-injected-certs.tsr", True),
        ("test_tsa", "other_response.tsr", False),
        ("sigstage", "response-sha256.tsr", True),
        ("sigstage", "response-sha384.tsr", True),
        ("sigstage", "response-sha512.tsr", True),
        ("sigstage", "response-no-embedded-cert.tsr", True),
        ("sigstage", "response-invalid-signature.tsr", False),
        ("sigstore.mock", "response-expired.tsr", True),
        ("identrust", "issue-104.tsr", True),
    ],
)
def test_each_timestamp_of_others_is_judged_at_the_time_it_names(folder: str, file: str, believed: bool) -> None:
    authority = parse_authority(folder, (RFC3161 / folder / "ts_chain.pem").read_bytes())
    token = (RFC3161 / folder / file).read_bytes()
    imprint = decode_timestamp_response(token).tst_info.message_imprint.message
    assert timestamps._is_from(token, imprint, authority) is believed
    # Of whatever authority: it stamped something else than our text.
    with pytest.raises(NotTimestamped):
        verify_timestamp(token, "log.example\n1\nroot\n", [authority])
