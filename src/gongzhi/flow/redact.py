"""Withholding content from a bundle: the masked copy and the record of the redaction, sealed before the bundle is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.evidence import WHOLE, ExhibitDamaged, ExhibitErased, Redacted
from gongzhi.flow.masking import Masks, digests_in, mask
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item, Placed

REDACTED_COPY = "RedactedCopy"
_DIGESTS = "散列"


class NothingWithheld(ValueError):
    """An exhibit that was to be withheld, and is not in the bundle or does not have the fields named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacting:
    """What to withhold: fields by exhibit id, and by kind what ``masks`` lists (None: nothing by kind); why, by whom
    (a masked account), when."""

    reason: str
    by: str
    at: datetime
    exhibits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masks: Masks | None = None

    def fields_of(self, placed: Placed) -> tuple[str, ...]:
        """The paths to be masked in this exhibit."""
        by_kind = self.masks.fields.get(placed.kind, ()) if self.masks else ()
        return tuple(dict.fromkeys((*self.exhibits.get(placed.exhibit, ()), *by_kind)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """What a bundle leaves out: the record (exhibit id) for each exhibit, and what is added: records and masked copies."""

    records: Mapping[str, str]
    added: tuple[Placed, ...]


@dataclass(slots=True)
class _Draft:
    """One exhibit on its way: its fields, its content, and what is left of it (None: nothing)."""

    placed: Placed
    fields: tuple[str, ...]
    content: bytes
    left: bytes | None


def withhold(
    archive: Archive, chosen: Sequence[Placed], redacting: Redacting, *, commitment: Callable[[Placed], str]
) -> Withholding:
    """Seal copies and records for what is to be withheld of these exhibits; what was redacted alike before is used again.

    A digest of what is withheld goes wherever else in the bundle it stands, for a short content could be guessed from it.
    Order: (1) the copies, (2) the records that name them. A crash in between leaves copies that nothing refers to.
    Raises NothingWithheld when an exhibit that was named would go out as it is.
    """
    with archive.writing():
        drafts = _drafts(archive, chosen, redacting)
        _demand_all_withheld(archive, chosen, redacting, drafts)
        standing = {one.placed.exhibit: _standing(archive, one) for one in drafts}
        fresh = [one for one in drafts if standing[one.placed.exhibit] is None]
        copies = _seal_copies(archive, fresh, redacting.at)
        records = [_record(one, copies.get(one.placed.exhibit), redacting, commitment(one.placed)) for one in fresh]
        placed = archive.append([item_of(word, word.exhibit, redacting.at) for word in records]) if records else []
        found = {exhibit: pair for exhibit, pair in standing.items() if pair is not None}
        for word, where in zip(records, placed, strict=True):
            copy = copies.get(word.exhibit)
            found[word.exhibit] = (where, *((copy,) if copy else ()))
    return Withholding(
        records={exhibit: pair[0].exhibit for exhibit, pair in found.items()},
        added=tuple(one for pair in found.values() for one in pair),
    )


def _demand_all_withheld(
    archive: Archive, chosen: Sequence[Placed], redacting: Redacting, drafts: Sequence[_Draft]
) -> None:
    held, done = {placed.exhibit: placed for placed in chosen}, {draft.placed.exhibit for draft in drafts}
    for exhibit, fields in redacting.exhibits.items():
        if exhibit not in held:
            raise NothingWithheld(f"要隐去的 {exhibit} 不在这个包里：请核对编号")
        if exhibit not in done and _content(archive, held[exhibit]) is not None:
            raise NothingWithheld(f"{exhibit} 没有字段 {'、'.join(fields)}：请核对字段名，或只写编号隐去全部内容")


def _drafts(archive: Archive, chosen: Sequence[Placed], redacting: Redacting) -> list[_Draft]:
    """What is masked, until no digest of anything masked is left in what is not."""
    contents = {placed.exhibit: content for placed in chosen if (content := _content(archive, placed)) is not None}
    drafts: dict[str, _Draft] = {}
    for placed in chosen:
        fields = redacting.fields_of(placed)
        if fields and placed.exhibit in contents:
            content = contents[placed.exhibit]
            left = mask(content, fields) if content else None
            if left != content:
                drafts[placed.exhibit] = _Draft(placed, fields, content, left)
    told = {exhibit: digests_in(content) for exhibit, content in contents.items()}
    while _spread(chosen, contents, told, drafts):
        pass
    return list(drafts.values())


def _spread(
    chosen: Sequence[Placed], contents: Mapping[str, bytes], told: Mapping[str, set[str]], drafts: dict[str, _Draft]
) -> bool:
    secret = {draft.placed.sha256 for draft in drafts.values()}
    grown = False
    for placed in chosen:
        if placed.exhibit not in contents or not told[placed.exhibit] & secret:
            continue
        draft = drafts.get(placed.exhibit)
        if draft is not None and (draft.left is None or not digests_in(draft.left) & secret):
            continue
        fields = tuple(dict.fromkeys((*(draft.fields if draft else ()), _DIGESTS)))
        paths = [path for path in fields if path != _DIGESTS]
        content = contents[placed.exhibit]
        drafts[placed.exhibit] = _Draft(placed, fields, content, mask(content, paths, secret))
        grown = True
    return grown


def _content(archive: Archive, placed: Placed) -> bytes | None:
    try:
        return archive.read(placed)
    except ExhibitErased:
        return None
    except ExhibitDamaged:
        # Whatever lies there cannot be masked in part: what is to be masked goes whole.
        return b""


def _standing(archive: Archive, draft: _Draft) -> tuple[Placed, ...] | None:
    """An earlier redaction of the same exhibit with the same result: its record, and its copy."""
    for sealed in sealed_records(archive, Redacted, draft.placed.exhibit):
        word = sealed.record
        if word.fields != _fields(draft):
            continue
        if word.copy is None and draft.left is None:
            return (sealed.placed,)
        copy = archive.find(word.copy) if word.copy else None
        if copy is not None and draft.left is not None and _content(archive, copy) == draft.left:
            return (sealed.placed, copy)
    return None


def _seal_copies(archive: Archive, drafts: Sequence[_Draft], at: datetime) -> dict[str, Placed]:
    partial = [(draft, draft.left) for draft in drafts if draft.left is not None]
    items = [Item(kind=REDACTED_COPY, subject=draft.placed.subject, data=left, at=at) for draft, left in partial]
    placed = archive.append(items) if items else []
    return {draft.placed.exhibit: where for (draft, _), where in zip(partial, placed, strict=True)}


def _fields(draft: _Draft) -> tuple[str, ...]:
    return draft.fields if draft.left is not None else (WHOLE,)


def _record(draft: _Draft, copy: Placed | None, redacting: Redacting, commitment: str) -> Redacted:
    return Redacted(
        exhibit=draft.placed.exhibit,
        before=commitment,
        fields=_fields(draft),
        reason=redacting.reason,
        by=redacting.by,
        at=redacting.at,
        copy=copy.exhibit if copy else None,
        after=copy.sha256 if copy else None,
    )
