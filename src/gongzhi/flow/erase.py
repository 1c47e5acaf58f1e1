"""Destroying content for good: first the sealed word of what, why and by whom, then the keys."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gongzhi.flow.hold import held_exhibits
from gongzhi.flow.keeping import Classes, Start
from gongzhi.flow.matters import Sealed, UnknownExhibit, seal, sealed_records
from gongzhi.flow.ports import Archive, ErasableArchive, Placed
from gongzhi.flow.retain import Due

_STORE, _PSEUDONYMS = "store", "化名密钥"


class Erasure(StrEnum):
    """Why something was destroyed: 保存期满, 个人请求删除, 更换化名密钥."""

    TERM_ENDED = "term_ended"
    PERSON_ASKED = "person_asked"
    PSEUDONYMS = "pseudonyms"


class Held(ValueError):
    """Content that a legal hold or an open case keeps."""


class ErasureUnreasoned(ValueError):
    """Content to be destroyed without a basis, a reason or the account that answers for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The word of a destruction, which stays for ever and so holds nothing personal: ``exhibits`` are ids, ``by`` is an
    account, ``basis`` provision ids, ``until`` the last day of keeping where a term ended."""

    subject: str
    category: str
    exhibits: tuple[str, ...]
    cause: Erasure
    basis: tuple[str, ...]
    why: str
    by: str
    at: datetime
    until: date | None = None

    def __post_init__(self) -> None:
        if not (self.basis and self.why.strip() and self.by.strip()):
            raise ErasureUnreasoned("销毁必须写明依据、理由和经办账号：请补上后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why a person's request is granted: provision ids, the request by its number (never the person), account, time."""

    basis: tuple[str, ...]
    why: str
    by: str
    at: datetime


def erase_due(archive: ErasableArchive, due: Iterable[Due], *, by: str, at: datetime) -> list[Erased]:
    """Destroy what is due and not held, and return the sealed words; what is held is left alone.

    Order: (1) the word sealed, (2) the content destroyed. A crash between them is finished by ``finish_erasures``.
    """
    words = [
        Erased(
            subject=one.subject,
            category=one.category,
            exhibits=tuple(placed.exhibit for placed in one.placed),
            cause=Erasure.TERM_ENDED,
            basis=one.basis,
            why=one.why,
            by=by,
            at=at,
            until=one.until,
        )
        for one in due
        if not one.held
    ]
    _erase(archive, words, at)
    return words


def erase_for_person(
    archive: ErasableArchive, classes: Classes, exhibits: Sequence[str], grounds: Grounds
) -> list[Erased]:
    """Destroy exhibits at the request of the person whom they are about; a person has examined the request.

    Raises UnknownExhibit, ErasureUnreasoned, and Held for what a legal hold keeps and for the ledger.
    """
    with archive.writing():
        found = [_placed(archive, exhibit) for exhibit in dict.fromkeys(exhibits)]
        _demand_free(archive, classes, found)
        words = [
            Erased(
                subject=placed.subject,
                category=classes.of(placed.kind).name,
                exhibits=(placed.exhibit,),
                cause=Erasure.PERSON_ASKED,
                basis=grounds.basis,
                why=grounds.why,
                by=grounds.by,
                at=grounds.at,
            )
            for placed in found
        ]
        _erase(archive, words, grounds.at)
    return words


def erase_pseudonyms(archive: Archive, renew: Callable[[], None], grounds: Grounds) -> Erased:
    """Seal the word, then let ``renew`` replace the pseudonyms' secret: what leads from a pseudonym to an account."""
    word = Erased(
        subject=_STORE,
        category=_PSEUDONYMS,
        exhibits=(),
        cause=Erasure.PSEUDONYMS,
        basis=grounds.basis,
        why=grounds.why,
        by=grounds.by,
        at=grounds.at,
    )
    seal(archive, grounds.at, (_STORE, word))
    renew()
    return word


def unfinished_erasures(archive: ErasableArchive) -> list[Placed]:
    """What a sealed word says to be destroyed and is not: a crash came between the word and the deed."""
    left = []
    for word in sealed_records(archive, Erased):
        for exhibit in word.record.exhibits:
            placed = archive.find(exhibit)
            if placed is not None and not archive.erased(placed):
                left.append(placed)
    return left


def finish_erasures(archive: ErasableArchive) -> int:
    """Destroy what was left, and return how many records it was."""
    left = unfinished_erasures(archive)
    if left:
        archive.destroy([placed.index for placed in left])
    return len(left)


def erasures(archive: Archive) -> list[Sealed[Erased]]:
    """Every word of a destruction, in order."""
    return list(sealed_records(archive, Erased))


def _erase(archive: ErasableArchive, words: Sequence[Erased], at: datetime) -> None:
    if not words:
        return
    seal(archive, at, *((word.subject, word) for word in words))
    archive.destroy([_placed(archive, exhibit).index for word in words for exhibit in word.exhibits])


def _placed(archive: Archive, exhibit: str) -> Placed:
    placed = archive.find(exhibit)
    if placed is None:
        raise UnknownExhibit(f"没有编号为“{exhibit}”的证据：请核对编号")
    return placed


def _demand_free(archive: Archive, classes: Classes, found: Sequence[Placed]) -> None:
    for placed in found:
        if classes.of(placed.kind).start is Start.NEVER:
            raise Held(f"{placed.exhibit} 是台账记录，不含个人信息，不予销毁：请改选其他证据")
    for exhibit, why in held_exhibits(archive, [placed.exhibit for placed in found]).items():
        if why:
            raise Held(f"{exhibit} {why}：请先解除保全")
