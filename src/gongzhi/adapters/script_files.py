"""Reads the files in which scripts are kept: .docx, .txt, .srt, .vtt; bounded, and refused in words that help."""

import io
import zipfile
import zlib
from pathlib import PurePath
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

LARGEST = 2 * 1024 * 1024
_LARGEST_UNPACKED = 20 * 1024 * 1024
_MOST_PARTS = 1000
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_PARAGRAPH, _TEXT, _TAB = qn("w:p"), qn("w:t"), qn("w:tab")
_BREAKS = (qn("w:br"), qn("w:cr"))
# What was struck out or moved away is not in the script; a fallback repeats what stands beside it.
_GONE = (qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
# Whatever a damaged, half-uploaded or made-up .docx makes the readers of zip, XML and packages raise.
_BROKEN = (
    OpcError, SyntaxError, zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, AttributeError, RuntimeError,
    TypeError,
)  # fmt: skip


class ScriptUnreadable(ValueError):
    """A file that is no script we can read; the message says what to do."""


def read_script_file(name: str, content: bytes) -> str:
    """The text of a script, a paragraph a line. Headers, footers and comments of a .docx are left out. Raises ScriptUnreadable."""
    ending = PurePath(name).suffix.lower()
    if len(content) > LARGEST:
        raise ScriptUnreadable(
            f"文件有 {len(content) // 1024} KB，最多 {LARGEST // 1024} KB：请删去图片后再传，或直接粘贴文字"
        )
    if content.startswith(_OLD_WORD):
        raise ScriptUnreadable("这是旧版 .doc 或加了密码的文档：请在 Word 里去掉密码，另存为 .docx 再传")
    if ending == ".docx":
        return _document_text(content)
    if ending not in (".txt", ".srt", ".vtt"):
        raise ScriptUnreadable(f"不认识“{ending or name}”这种文件：请上传 .docx、.txt 或 .srt，或直接粘贴文字")
    return _plain_text(content)


def _plain_text(content: bytes) -> str:
    # Notepad on Chinese Windows writes UTF-8, UTF-16 with a mark, or GBK; anything else has no text that we could trust.
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ScriptUnreadable("这个文件不是文字，或编码不认识：请用记事本打开，另存为 UTF-8 再传")


def _document_text(content: bytes) -> str:
    _check_size(content)
    try:
        body = Document(io.BytesIO(content)).element.body
    except _BROKEN as error:
        raise ScriptUnreadable("这个 .docx 打不开：请用 Word 或 WPS 打开，另存为 .docx 再传") from error
    return "\n".join(_own_text(paragraph) for paragraph in body.iter(_PARAGRAPH) if not _is_gone(paragraph))


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ScriptUnreadable("这个文件不是 .docx：请用 Word 或 WPS 打开，另存为 .docx 再传") from error
    if len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > _LARGEST_UNPACKED:
        raise ScriptUnreadable("这个 .docx 展开后太大：请删去图片和附件后再传，或直接粘贴文字")


def _own_text(paragraph: Any) -> str:
    """The paragraph's characters without those of a text box inside it, which is a paragraph of its own."""
    said = []
    for node in paragraph.iter(_TEXT, _TAB, *_BREAKS):
        if next(node.iterancestors(_PARAGRAPH)) is paragraph and not _is_gone(node):
            said.append((node.text or "") if node.tag == _TEXT else " " if node.tag == _TAB else "\n")
    return "".join(said)


def _is_gone(node: Any) -> bool:
    return next(node.iterancestors(*_GONE), None) is not None
