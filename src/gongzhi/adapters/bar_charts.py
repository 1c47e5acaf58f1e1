"""Bar charts in .docx, and text that a document can hold."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def add_bar_chart(
    document: Any, bars: Sequence[tuple[str, Any]], *, title: str, says: str = "", whole: bool = False
) -> None:
    """A native bar chart at the end: drawn by the reader's own program, its numbers inside it. At most one in a document."""
    shown = [(label, value) for label, value in bars if value is not None]
    if not shown:
        return
    name = PackURI("/word/charts/chart1.xml")
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    part = Part(name, kind, _chart_xml(shown, "0" if whole else "0.00").encode(), document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    drawing = (
        f'<w:drawing xmlns:w="{qn("w:p")[1:].split("}")[0]}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        f' xmlns:a="{_DRAWING}" xmlns:c="{_CHART}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5400000" cy="{1500000 + 300000 * len(shown)}"/>'
        f'<wp:docPr id="1" name={quoteattr(title)} descr={quoteattr(says or title)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    document.add_paragraph().add_run()._r.append(parse_xml(drawing))


def _chart_xml(bars: Sequence[tuple[str, Any]], form: str) -> str:
    def points(values: Iterable[str]) -> str:
        return "".join(f'<c:pt idx="{at}"><c:v>{escape(one)}</c:v></c:pt>' for at, one in enumerate(values))

    labels, values = points(printable(label) for label, _ in bars), points(f"{value:g}" for _, value in bars)
    count = f'<c:ptCount val="{len(bars)}"/>'
    axis = (
        '<c:axId val="{}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="{}"/>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}"><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:cat><c:strLit>{count}{labels}</c:strLit></c:cat>'
        f"<c:val><c:numLit><c:formatCode>{form}</c:formatCode>{count}{values}</c:numLit></c:val></c:ser>"
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f'<c:catAx>{axis.format(1, "l")}<c:tickLblPos val="low"/><c:crossAx val="2"/></c:catAx>'
        f'<c:valAx>{axis.format(2, "b")}<c:majorGridlines/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>'
    )


def printable(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(one if one >= " " or one in "\t\n" else "□" for one in text if one not in "\ufffe\uffff")
