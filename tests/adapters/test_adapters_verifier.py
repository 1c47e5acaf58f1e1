"""``verify.pyz``: one file, one library, the same verdicts as the package."""

import base64
import dataclasses
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.adapters.verifier import make_verifier, plain_json
from gongzhi.cli.main import run
from gongzhi.evidence import parse_policy, verify_bundle

FOLDER = Path(__file__).resolve().parents[2] / "vectors" / "evidence"
LIBRARIES = ("cryptography", "cffi", "pycparser", "_cffi_backend")
EVERY_VECTOR = """
import sys, json, pathlib
sys.path[:0] = [sys.argv[1], sys.argv[2]]
import dataclasses, gongzhi.evidence
from gongzhi.evidence import parse_policy, verify_bundle
assert gongzhi.evidence.__file__.startswith(sys.argv[1]), gongzhi.evidence.__file__
said = {}
for path in sorted(pathlib.Path(sys.argv[3]).glob("*.evz")):
    named = path.with_suffix(".policy")
    policy = parse_policy(named.read_bytes()) if named.exists() else None
    said[path.stem] = dataclasses.asdict(verify_bundle(path.read_bytes(), policy=policy))
foreign = {name.partition(".")[0] for name in sys.modules} & {"yaml", "django", "asn1crypto", "rfc3161_client"}
print(json.dumps({"said": said, "foreign": sorted(foreign), "orjson": sys.modules["orjson"].__file__}))
"""


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alone") / "verify.pyz"
    path.write_bytes(make_verifier())
    return path


@pytest.fixture(scope="module")
def only_cryptography(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libraries")
    for name in LIBRARIES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            origin = Path(found.origin)
            place = origin.parent if origin.name == "__init__.py" else origin
            (folder / place.name).symlink_to(place)
    return folder


def ask(verifier: Path, libraries: Path | None, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run it as a stranger would: no site packages, no environment, from another folder."""
    begin = f"import sys, runpy; sys.path[:0] = {[str(libraries)] if libraries else []!r}; "
    code = f"{begin}sys.argv = {['verify.pyz', *arguments]!r}; runpy.run_path({str(verifier)!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True, cwd=verifier.parent, check=False
    )


def vectors() -> dict[str, tuple[dict[str, str], bytes]]:
    found = {}
    for file in sorted(FOLDER.glob("*.txt")):
        head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
        told = dict(line.split(": ", 1) for line in head.split("\n"))
        if told["kind"] == "bundle":
            found[file.stem] = (told, base64.b64decode(body))
    return found


def test_it_says_of_every_vector_what_the_package_says(verifier: Path, only_cryptography: Path, tmp_path: Path) -> None:
    expected = {}
    for name, (told, data) in vectors().items():
        (tmp_path / f"{name}.evz").write_bytes(data)
        policy = None
        if told["policy"] != "none":
            text = (FOLDER / "policies" / f"{told['policy']}.txt").read_bytes()
            (tmp_path / f"{name}.policy").write_bytes(text)
            policy = parse_policy(text)
        expected[name] = dataclasses.asdict(verify_bundle(data, policy=policy))
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", EVERY_VECTOR, str(verifier), str(only_cryptography), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["foreign"] == [] and answer["orjson"].startswith(str(verifier))
    assert len(expected) >= 50
    for name, verdict in expected.items():
        said = answer["said"][name]
        assert [(one["n"], one["ok"]) for one in said["steps"]] == [(s["n"], s["ok"]) for s in verdict["steps"]], name
        assert said["items"] == json.loads(json.dumps(verdict["items"])), name
        assert said["verdict"] == verdict["verdict"], name


def test_as_a_program_it_keeps_the_exit_statuses(verifier: Path, only_cryptography: Path, tmp_path: Path) -> None:
    told = vectors()
    whole, bad = tmp_path / "whole.evz", tmp_path / "bad.evz"
    whole.write_bytes(told["redacted-whole"][1])
    bad.write_bytes(told["content-bit-flipped"][1])
    policy = str(FOLDER / "policies" / "trusted.txt")
    good = ask(verifier, only_cryptography, str(whole), "--policy", policy)
    assert good.returncode == 0 and good.stdout.startswith("核验通过") and "withheld" in good.stdout
    wrong = ask(verifier, only_cryptography, str(bad), "--policy", policy, "--format", "json")
    assert wrong.returncode == 1 and json.loads(wrong.stdout)["verdict"] == "failed"
    assert ask(verifier, only_cryptography, str(tmp_path / "none.evz")).returncode == 2


def test_what_is_missing_is_named_with_what_to_install(verifier: Path, only_cryptography: Path, tmp_path: Path) -> None:
    bare = ask(verifier, None, "x.evz")
    assert bare.returncode == 2 and "pip install 'cryptography" in bare.stderr and "Traceback" not in bare.stderr
    stamps = ask(verifier, only_cryptography, "x.evz", "--authorities", str(tmp_path))
    assert stamps.returncode == 2 and "rfc3161-client" in stamps.stderr and "Traceback" not in stamps.stderr


def test_the_same_sources_give_the_same_bytes_and_the_verb_writes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "verify.pyz"
    assert run(["evidence", "verifier", "-o", str(path)]) == 0
    assert path.read_bytes() == make_verifier() and path.stat().st_size < 300_000
    assert "cryptography" in capsys.readouterr().out
    assert run(["evidence", "verifier", "-o", str(tmp_path / "no" / "such")]) == 2


TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_its_json_prints_and_reads_as_the_library_does(value: object) -> None:
    data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    assert plain_json.dumps(value, plain_json.OPT_SORT_KEYS) == data
    assert plain_json.loads(data) == orjson.loads(data) == value


@given(
    st.binary(max_size=40) | st.sampled_from([b'"\\ud800"', b"NaN", b"[" * 5000, b"\xef\xbb\xbf1", b'{"a":1,"a":2}'])
)
def test_what_the_library_refuses_to_read_it_refuses_too(data: bytes) -> None:
    try:
        read = orjson.loads(data)
    except orjson.JSONDecodeError:
        with pytest.raises(plain_json.JSONDecodeError):
            plain_json.loads(data)
        return
    assert plain_json.loads(data) == read
