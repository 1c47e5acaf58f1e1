"""The vectors in ``vectors/evidence``: one fault per file, each refused for the reason that its header names."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from gongzhi.evidence import (
    NotACheckpoint,
    NotANote,
    NotAPolicy,
    NotAProof,
    NotASubmission,
    NotATile,
    Policy,
    parse_authority,
    parse_checkpoint,
    parse_note,
    parse_policy,
    parse_proof,
    parse_submission,
    parse_tile_path,
    parse_verifier_key,
    split_entries,
    verify_bundle,
)

FOLDER = Path(__file__).resolve().parents[2] / "vectors" / "evidence"
FILES = sorted(FOLDER.glob("*.txt"))
KEYS = {"kind", "expect", "policy", "authorities", "steps", "reasons", "comment"}
PARSERS: dict[str, Callable[[bytes], object]] = {
    "note": parse_note,
    "checkpoint": lambda data: parse_checkpoint(data.decode()),
    "proof": parse_proof,
    "submission": parse_submission,
    "policy": parse_policy,
    "key": lambda data: parse_verifier_key(data.decode()),
    "tile-path": lambda data: parse_tile_path(data.decode()),
    "entries": lambda data: split_entries(data, 1),
}


def read(file: Path) -> tuple[dict[str, str], bytes]:
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    lines = [line.partition(": ") for line in head.split("\n")]
    assert {key for key, _, _ in lines} <= KEYS, f"{file.name} 的头有不认识的键"
    return {key: value for key, _, value in lines}, base64.b64decode(body)


def test_there_are_vectors() -> None:
    assert len(FILES) >= 120


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_vector_is_judged_as_its_header_says(file: Path) -> None:
    head, data = read(file)
    if head["kind"] == "bundle":
        policy = None if head["policy"] == "none" else read_policy(head["policy"])
        named = head.get("authorities")
        believed = [parse_authority(named, (FOLDER / "authorities" / f"{named}.pem").read_bytes())] if named else []
        verdict = verify_bundle(data, policy=policy, authorities=believed)
        said = (
            verdict.verdict.value,
            " ".join(str(step.n) for step in verdict.steps if not step.ok),
            " ".join(item.reason.value for item in verdict.items),
        )
        assert said == (head["expect"], head["steps"], head["reasons"])
        return
    try:
        PARSERS[head["kind"]](data)
        said_of_text = "accepted"
    except (NotACheckpoint, NotANote, NotAPolicy, NotAProof, NotASubmission, NotATile):
        said_of_text = "refused"
    assert said_of_text == head["expect"]


def read_policy(name: str) -> Policy:
    return parse_policy((FOLDER / "policies" / f"{name}.txt").read_bytes())
