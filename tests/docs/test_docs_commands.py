"""The documents run: every command shown in a console block is executed and prints what stands below it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "README.en.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]


def _examples() -> list[tuple[str, str, list[str]]]:
    """(page, command, lines that must appear) for every ``$ `` line of a console block that calls gongzhi."""
    examples = []
    for page in PAGES:
        if not (ROOT / page).exists():
            continue
        for block in re.findall(r"^```console\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                if "gongzhi " in command:
                    examples.append(
                        (page, command, [line for line in shown.splitlines() if line.strip() and line.strip() != "……"])
                    )
    return examples


@pytest.mark.parametrize(
    ("page", "command", "shown"), _examples(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_command_in_the_documents_prints_what_stands_below_it(
    page: str, command: str, shown: list[str], tmp_path: Path
) -> None:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    ran = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env={"PATH": path, "LANG": "C.UTF-8", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode in (0, 1), ran.stderr
    for line in shown:
        assert line.rstrip() in ran.stdout + ran.stderr, f"{page}: {command}\n打印的是：\n{ran.stdout}{ran.stderr}"


def test_every_verb_is_documented_in_chinese() -> None:
    help_text = subprocess.run(
        [sys.executable, "-m", "gongzhi.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = re.findall(r"^    (\w+) +\S", help_text, re.M)
    assert verbs
    for verb in verbs:
        assert f"gongzhi {verb}" in readme, f"README.md 没有提到 gongzhi {verb}"


def test_the_first_runnable_example_stands_before_line_twenty() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("$ ") for line in lines[:19])


def test_every_local_link_of_the_documents_leads_somewhere() -> None:
    pages = [page for page in PAGES if (ROOT / page).exists()] + ["ARCHITECTURE.md", "CHANGELOG.md"]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", (ROOT / page).read_text(encoding="utf-8")):
            assert ((ROOT / page).parent / target).exists(), f"{page} 指向不存在的 {target}"
