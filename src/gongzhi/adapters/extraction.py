"""The extraction record of a store: its exhibits and its log, as they stand, handed to the flow and filled into the .docx."""

from datetime import datetime

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.bundles import choose, prove_against
from gongzhi.adapters.documents import render_document
from gongzhi.evidence import parse_checkpoint, parse_note
from gongzhi.flow.extraction_record import ExtractionRecord, LogFacts, write_extraction_record
from gongzhi.law import Book


def extraction_record(archive: DirectoryArchive, name: str, *, book: Book, at: datetime) -> ExtractionRecord:
    """The record for a case or broadcast; raises NothingToBundle and UnknownExhibit."""
    chosen, _ = choose(archive, [name])
    with archive.still():
        proving = prove_against(archive, max(chosen, default=0))
        note = parse_note(proving.checkpoint)
        checkpoint = parse_checkpoint(note.text)
        facts = LogFacts(
            origin=checkpoint.origin,
            size=checkpoint.size,
            root=checkpoint.root.hex(),
            key=str(archive.log.key),
            witnesses=tuple(one.name for one in note.signatures if one.name != checkpoint.origin),
            stamped_by=tuple(sorted(proving.timestamps)),
        )
    placed = [chosen[index] for index in sorted(chosen)]
    return write_extraction_record(archive, name, placed, log=facts, book=book, at=at)


def extraction_docx(
    archive: DirectoryArchive, name: str, *, book: Book, at: datetime, template: bytes | None = None
) -> bytes:
    """The same as .docx; raises what ``extraction_record`` raises, and TemplateUnusable."""
    return render_document(extraction_record(archive, name, book=book, at=at), template)
