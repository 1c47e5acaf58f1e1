"""The verifier that runs in a browser: readable files, and the one self-contained page made of them."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

VERIFIER_FILES = Path(__file__).resolve().parent / "static" / "verifier"
STYLE = "verify.css"
SCRIPTS = (
    "bytes.js",
    "zips.js",
    "notes.js",
    "policies.js",
    "records.js",
    "items.js",
    "segments.js",
    "der.js",
    "certificates.js",
    "timestamps.js",
    "dates.js",
    "verify.js",
    "statement.js",
    "page.js",
)


@cache
def verifier_page() -> bytes:
    """``verify.html``: style and scripts within, and a policy that lets them run, nothing else, and no network."""
    script = "\n" + "\n".join(_read(f"static/verifier/{name}") for name in SCRIPTS)
    style = "\n" + _read(f"static/verifier/{STYLE}")
    page = _read("page.html")
    for name, text in {
        "script_hash": _source(script),
        "style_hash": _source(style),
        "style": style,
        "script": script,
    }.items():
        page = page.replace("{" + name + "}", text, 1)
    return page.encode()


def _source(text: str) -> str:
    """A text as a source in a content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")
