"""The verifier in one file: ``verify.pyz``, made of the very sources that verify here, for people without Gongzhi."""

import ast
import io
import zipfile
from importlib.resources import files
from importlib.resources.abc import Traversable

from gongzhi.adapters.documents import NO_TIME

_SHEBANG = b"#!/usr/bin/env python3\n"
_MAIN, _JSON = "alone.py", "plain_json.py"


def make_verifier() -> bytes:
    """The bytes of ``verify.pyz``. Same sources, same bytes. It needs Python 3.11 and ``cryptography``, nothing else."""
    here, package = files("gongzhi.adapters.verifier"), files("gongzhi")
    main = here.joinpath(_MAIN).read_text("utf-8")
    face, modules = _needed(package.joinpath("evidence"), _imported(main, "gongzhi.evidence"))
    parts = {
        "__main__.py": main,
        # Stands in for the compiled library of that name, which a court's expert would have to install.
        "orjson.py": here.joinpath(_JSON).read_text("utf-8"),
        "gongzhi/__init__.py": package.joinpath("__init__.py").read_text("utf-8"),
        "gongzhi/evidence/__init__.py": face,
    }
    parts |= {f"gongzhi/evidence/{name}.py": text for name, text in modules.items()}
    parts |= {
        f"gongzhi/values/{one.name}": one.read_text("utf-8")
        for one in package.joinpath("values").iterdir()
        if one.name.endswith(".py")
    }
    return _SHEBANG + _zipped(parts)


def _needed(evidence: Traversable, names: set[str]) -> tuple[str, dict[str, str]]:
    """The face cut down to these names, and the modules that it leads to."""
    face = ast.parse(evidence.joinpath("__init__.py").read_text("utf-8"))
    kept = []
    for node in face.body:
        if isinstance(node, ast.ImportFrom):
            node.names = [one for one in node.names if (one.asname or one.name) in names]
            if node.names:
                kept.append(node)
    modules: dict[str, str] = {}
    waiting = [_module(node.module) for node in kept]
    while waiting:
        name = waiting.pop()
        if name not in modules:
            modules[name] = evidence.joinpath(f"{name}.py").read_text("utf-8")
            waiting += _siblings(modules[name])
    lines = [f'"""{ast.get_docstring(face)}"""', "", *(ast.unparse(node) for node in kept)]
    return "\n".join(lines) + "\n", modules


def _imported(source: str, module: str) -> set[str]:
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return {one.name for node in nodes if node.module == module for one in node.names}


def _siblings(source: str) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return [_module(node.module) for node in nodes if (node.module or "").startswith("gongzhi.evidence.")]


def _module(name: str | None) -> str:
    return (name or "").removeprefix("gongzhi.evidence.")


def _zipped(parts: dict[str, str]) -> bytes:
    # No time and no compression: the same sources give the same bytes everywhere.
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, NO_TIME.timetuple()[:6])
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name].encode())
    return packed.getvalue()
