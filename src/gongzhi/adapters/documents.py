"""Fills the .docx templates that officials may edit from the text of a decision or of an extraction record."""

import dataclasses
import io
import zipfile
from datetime import datetime
from importlib.resources import files

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from gongzhi.decisions import Document
from gongzhi.flow.extraction_record import ExtractionRecord

_PACKAGES = ("gongzhi.decisions", "gongzhi.flow")
# The earliest time that a zip entry can carry: the same record gives the same bytes on any day.
NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - neither zip entries nor document properties have a zone


class TemplateUnusable(ValueError):
    """A template that is missing, is no .docx, or names something that the document does not have."""


def render_document(document: Document | ExtractionRecord, template: bytes | None = None) -> bytes:
    """The .docx of a document: same document and template, same bytes.

    ``template`` None takes the shipped one. Placeholders are the fields of the document. Raises TemplateUnusable.
    """
    shipped = document.template if template is None else "所给"
    try:
        filled = DocxTemplate(io.BytesIO(shipped_template(document.template) if template is None else template))
        # An edited template is foreign input: it may place text, it may not reach into the program.
        rules = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        filled.render(dataclasses.asdict(document), jinja_env=rules, autoescape=True)
        written = io.BytesIO()
        filled.save(written)
    except TemplateError as error:
        raise TemplateUnusable(
            f"模板 {shipped} 里的占位符有误（{error}）：请对照 docs/formats/decision.md 改正"
        ) from error
    except (PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError) as error:
        raise TemplateUnusable(f"模板 {shipped} 不是可用的 .docx（{error}）：请用 Word 另存为 .docx 后重试") from error
    return repack(written.getvalue())


def shipped_template(name: str) -> bytes:
    """The bytes of a shipped template (``notice``, ``appeal``, ``extraction``); raises TemplateUnusable."""
    places = [files(package).joinpath("templates", f"{name}.docx") for package in _PACKAGES]
    place = next((place for place in places if place.is_file()), None)
    if place is None:
        raise TemplateUnusable(f"没有名为 {name} 的模板：请运行 scripts/make_templates.py 生成")
    return place.read_bytes()


def repack(docx: bytes) -> bytes:
    """The same .docx with its parts in the same order and without times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            entry = zipfile.ZipInfo(part.filename, NO_TIME.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(part))
    return packed.getvalue()
