"""Acting through the flow: rehearse first, so that what is refused leaves nothing behind; then act, and say what was done."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile

from gongzhi.flow.admitting import UnknownDossier, act_upon_dossier
from gongzhi.flow.admitting_asked import AlreadyFiled, Asked, NotReady
from gongzhi.flow.admitting_details import DetailsMissing
from gongzhi.flow.admitting_products import UnknownProduct
from gongzhi.flow.admitting_terms import BadPaper, TermUnknown
from gongzhi.flow.docketing import Overtaken
from gongzhi.flow.ports import Archive, Item
from gongzhi.parties import (
    BadIdentifier,
    Dossier,
    NobodyEngaged,
    NoSuchName,
    NotAllowed,
    NotNow,
    Person,
    ReasonsMissing,
)
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.archive.rehearsing import Rehearsal
from gongzhi_web.parties.forms import BadForm
from gongzhi_web.parties.gate import TableUnusable, gate

T = TypeVar("T")
REFUSALS = (
    NotAllowed,
    Overtaken,
    NotNow,
    NotReady,
    AlreadyFiled,
    DetailsMissing,
    BadIdentifier,
    BadPaper,
    BadForm,
    NoSuchName,
    NobodyEngaged,
    ReasonsMissing,
    TermUnknown,
    TableUnusable,
    UnknownDossier,
    UnknownProduct,
)
LARGEST_SCAN = 10 << 20
_SIGNS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def media_type_of(data: bytes) -> str | None:
    """What a scan is by its first bytes; None for anything else than PDF, JPEG and PNG."""
    return next((kind for sign, kind in _SIGNS.items() if data.startswith(sign)), None)


def read_scan(upload: "UploadedFile[Any] | None") -> bytes | None:
    """The bytes of a scan; raises BadForm."""
    if upload is None:
        return None
    if (upload.size or 0) > LARGEST_SCAN:
        raise BadForm("扫描件大于 10 MB：请压缩后重新选择")
    data: bytes = upload.read()
    if media_type_of(data) is None:
        raise BadForm("扫描件只收 PDF、JPG、PNG：请转换后重新选择")
    return data


def act_on_file(number: str, asked: Asked, scan: bytes | None, *, by: Person, at: datetime) -> Dossier:
    """One act upon a file; a scan is sealed by itself, where it can be destroyed, and the paper carries its digest."""
    if scan is not None and asked.papers:
        first = replace(asked.papers[0], sha256=hashlib.sha256(scan).hexdigest())
        asked = replace(asked, papers=(first, *asked.papers[1:]))
    known = gate()

    def both(archive: Archive) -> Dossier:
        with archive.writing():
            act_upon_dossier(Rehearsal(archive), known, number=number, asked=asked, by=by, at=at)
            if scan is not None and asked.papers:
                kind = media_type_of(scan) or "application/octet-stream"
                archive.append([Item(kind="scan", subject=number, data=scan, at=at, media_type=kind)])
            return act_upon_dossier(archive, known, number=number, asked=asked, by=by, at=at)

    return act(both)


def scan_of(number: str, sha256: str) -> bytes | None:
    """The scan with this digest that was sealed with a file."""
    archive = opened()
    for one in archive.placed(kind="scan", subject=number):
        if one.sha256 == sha256:
            return archive.read(one)
    return None


def attempted(verb: Callable[[], T]) -> tuple[T | None, str]:
    """What the verb gave, and in Chinese why it refused; one of the two."""
    try:
        return verb(), ""
    except REFUSALS as refused:
        return None, str(refused)
