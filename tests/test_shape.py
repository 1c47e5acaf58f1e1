"""The tree is the architecture: this guards what import-linter and ruff cannot see."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
CORE = SRC / "gongzhi"
WEB = SRC / "gongzhi_web"
BANNED_WORDS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "core",
    "services",
    "managers",
    "manager",
    "misc",
    "handle",
    "handler",
    "process",
    "info",
}
# The floors that may touch the world; everything else in the core takes time, chance and settings as arguments.
OUTER = {"adapters", "cli"}
WORLDLY = {
    "os",
    "time",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "tempfile",
    "shutil",
    "sqlite3",
    "urllib",
    "http",
    "uuid",
    "asyncio",
    "threading",
    "multiprocessing",
    "django",
    "ninja",
}


def _files(*roots: Path) -> list[Path]:
    return sorted(
        path
        for root in roots
        for path in root.rglob("*.py")
        if "migrations" not in path.parts and "vendor" not in path.parts
    )


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


@pytest.mark.parametrize("path", _files(SRC), ids=_name)
def test_a_file_says_what_it_is_for_and_stays_within_its_budget(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    limit = 400 if CORE in path.parents else 300
    assert len(text.splitlines()) <= limit, f"{_name(path)} 超过 {limit} 行：在一个意思结束、另一个开始的地方拆开"
    assert ast.get_docstring(_tree(path)), f"{_name(path)} 缺少说明用途的模块说明"


@pytest.mark.parametrize("path", _files(SRC), ids=_name)
def test_a_function_stays_readable(path: Path) -> None:
    for function in _functions(_tree(path)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= 60, f"{_name(path)}:{function.lineno} {function.name} 有 {length} 行"


@pytest.mark.parametrize("path", _files(CORE), ids=_name)
def test_nobody_reaches_past_the_face_of_another_package(path: Path) -> None:
    home = path.relative_to(CORE).parts[0].removesuffix(".py")
    if home == "flow":
        return
    for line, module in _imports(_tree(path)):
        parts = module.split(".")
        if parts[0] != "gongzhi" or len(parts) < 3 or parts[1] == home:
            continue
        assert parts[1] in {"flow", *OUTER}, f"{_name(path)}:{line} 越过了 gongzhi.{parts[1]} 的门面：{module}"


@pytest.mark.parametrize("path", _files(WEB), ids=_name)
def test_the_site_reaches_the_core_only_through_faces_and_flow(path: Path) -> None:
    for line, module in _imports(_tree(path)):
        parts = module.split(".")
        if parts[0] == "gongzhi" and len(parts) > 2:
            assert parts[1] in {"flow", *OUTER}, f"{_name(path)}:{line} 越过了 gongzhi.{parts[1]} 的门面：{module}"


@pytest.mark.parametrize("path", [p for p in _files(CORE) if p.relative_to(CORE).parts[0] not in OUTER], ids=_name)
def test_the_core_has_no_clock_no_chance_no_disk_and_no_settings(path: Path) -> None:
    tree = _tree(path)
    for line, module in _imports(tree):
        assert module.split(".")[0] not in WORLDLY, f"{_name(path)}:{line} 核心不得导入 {module}：把它作为参数传入"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, (
                f"{_name(path)}:{node.lineno} 核心不得 {node.func.id}()"
            )
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "utcnow", "today"}, (
                f"{_name(path)}:{node.lineno} 核心没有时钟：把时间作为参数传入"
            )


@pytest.mark.parametrize("path", _files(SRC, ROOT / "benchmarks", ROOT / "scripts"), ids=_name)
def test_names_say_what_things_are(path: Path) -> None:
    words = set(re.split(r"[_.]", path.stem))
    assert not words & BANNED_WORDS, f"{_name(path)} 的名字没有说出它是什么"
    for function in _functions(_tree(path)):
        if CORE in path.parents:
            assert not set(function.name.strip("_").split("_")) & (BANNED_WORDS - {"handle"}), (
                f"{_name(path)}:{function.lineno} {function.name}"
            )


@pytest.mark.parametrize("path", [p for p in _files(ROOT / "tests") if p.name.startswith("test_")], ids=_name)
def test_every_test_asserts_and_no_assertion_is_switched_off(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*#\s*assert\b", text, re.M), f"{_name(path)} 有被注释掉的断言"
    for function in _functions(_tree(path)):
        if not function.name.startswith("test_"):
            continue
        checks = any(
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.Call) and _called(node).startswith(("assert", "expect", "check")))
            or (isinstance(node, ast.Attribute) and node.attr in {"raises", "fail"})
            for node in ast.walk(function)
        )
        assert checks, f"{_name(path)}:{function.lineno} {function.name} 没有断言"


def _called(node: ast.Call) -> str:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name.lstrip("_")


def test_every_test_file_mirrors_a_place_in_the_source() -> None:
    extra = {"stories", "conformance", "browser", "docs", "vectors"}
    homes = {path.name for path in CORE.iterdir()} | {"gongzhi_web"} | extra
    for folder in (ROOT / "tests").iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            assert folder.name in homes, f"tests/{folder.name} 没有对应的源码包"


def test_no_tracked_file_names_a_registry_a_machine_or_a_secret() -> None:
    # Written in pieces so that this file does not name what it looks for.
    patterns = [
        "index-url",
        "extra-index",
        "find" + "-links",
        '"resolved"' + ":",
        "file:" + "///",
        "pypi" + ".org",
        "registry." + "npmjs",
        "/root" + "/",
        "/work" + "/main",
        "/work" + "/shared",
    ]
    for path in _tracked():
        if path.suffix in {".png", ".docx", ".evz", ".bin", ".ico"} or path.name == "test_shape.py":
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        for pattern in patterns:
            assert pattern not in text, f"{_name(path)} 含有 {pattern}"


def test_no_tracked_file_is_hidden_from_review_by_size() -> None:
    for path in _tracked():
        assert path.stat().st_size < 3_000_000, f"{_name(path)} 太大：生成它的脚本才应入库"


def test_decisions_are_numbered_without_holes_and_titled() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert names, "docs/decisions 里应有决定记录"
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names), names
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), names


def test_every_english_term_of_the_glossary_exists_in_the_code() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _files(SRC))
    rows = re.findall(
        r"^\| [^|]+ \| `([A-Za-z_]+)` \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.M
    )
    assert len(rows) >= 30
    missing = [term for term in rows if not re.search(rf"\b{term}\b", text)]
    assert not missing, f"词汇表里的英文词在代码中不存在：{missing}"


def test_every_icon_that_a_page_shows_is_in_the_set_that_is_installed() -> None:
    kept = json.loads((ROOT / "scripts" / "assets.json").read_text(encoding="utf-8"))
    shown = {
        name
        for path in WEB.rglob("*.html")
        for name in re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    menu = (WEB / "site" / "menu.py").read_text(encoding="utf-8")
    shown |= set(re.findall(r'Entry\("[^"]+", "([a-z0-9-]+)"', menu))
    assert len(shown) > 20 and shown <= set(_icons_in(kept))


def _icons_in(kept: object) -> Iterator[str]:
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict):
        for one in (*kept, *kept.values()):
            yield from _icons_in(one)
    elif isinstance(kept, list):
        for one in kept:
            yield from _icons_in(one)
