"""The chain of custody as the site writes and shows it: looks and bundles are sealed as they happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.handing_out import Handout, hand_out
from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.flow.custody import mask_account, record_view
from gongzhi.flow.custody_chain import Link, custody_of
from gongzhi.flow.masking import shipped_masks
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.flow.redact import Redacting
from gongzhi_web.accounts.access import person
from gongzhi_web.accounts.models import Role, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.evidence.gathering import Gathered
from gongzhi_web.evidence.sealed import archive_on_disk

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link of the chain; ``who`` is the person where it is somebody of the reader's own organisation."""

    link: Link
    who: str


def seal_view(request: HttpRequest, exhibit: str, *, purpose: str) -> None:
    """Seal that this person saw this content; the first look of a day only. Raises what the archive raises."""
    by, at = mask_account(person(request).username, masking_key()), timezone.now()
    act(lambda archive: record_view(archive, exhibit, purpose=purpose, by=by, at=at))


def hand_out_bundle(user: User, gathered: Gathered, *, at: datetime, for_party: bool) -> bytes:
    """The ``.evz`` for this person, on record before it leaves; a party's holds no personal data of others."""
    by = mask_account(user.username, masking_key())
    masks = shipped_masks()
    redacting = Redacting(reason=masks.reason, by=by, at=at, masks=masks)
    party = for_party or user.role == Role.MERCHANT
    handout = Handout(
        recipient="当事人" if party else (user.organisation.name if user.organisation else "本单位"),
        purpose=f"网页下载：{gathered.scope}",
        by=by,
        at=at,
    )
    made = act(
        lambda _: hand_out(
            archive_on_disk(),
            gathered.exhibits,
            handout,
            scope=gathered.scope,
            redacting=redacting if party else None,
        )
    )
    return made.data


def chain_for(user: User, name: str) -> dict[str, Any] | None:
    """The newest links for the page, and how many there are; None for sellers, who do not see who looked."""
    if user.role == Role.MERCHANT:
        return None
    try:
        links: Sequence[Link] = custody_of(opened(), name)
    except UnknownExhibit:
        links = ()
    key = masking_key()
    people = User.objects.filter(organisation_id=user.organisation_id)
    known = {mask_account(one.username, key): str(one) for one in people}
    return {"links": [ShownLink(link, known.get(link.by, link.by)) for link in links[-SHOWN:]], "count": len(links)}


def masking_key() -> bytes:
    """What this store masks accounts with in the chain of custody."""
    archive = opened()
    return load_pseudonym_key(archive.directory) if isinstance(archive, DirectoryArchive) else b""
