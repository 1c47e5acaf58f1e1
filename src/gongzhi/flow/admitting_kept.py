"""Which files of parties are still open: what identifies a party is kept as long as it stays, and three years after."""

from collections.abc import Iterator
from datetime import datetime

from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.parties import DossierActed, DossierOpened, Step


def dossiers_kept(archive: Archive) -> Iterator[tuple[str, datetime | None]]:
    """Every file with the moment at which its party left, None while it is here."""
    left = {
        one.record.number: one.record.at
        for one in sealed_records(archive, DossierActed)
        if one.record.step is Step.LEAVE
    }
    for opened in sealed_records(archive, DossierOpened):
        yield opened.record.number, left.get(opened.record.number)
