"""A bundle on its way out: made, recorded in the chain of custody, and only then handed to whoever asked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.bundles import Made, make
from gongzhi.flow.custody import Exported, matter_of, record_export
from gongzhi.flow.redact import Redacting


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """For whom a bundle is made (a body or a number, never a person's name), why, by which masked account, when."""

    recipient: str
    purpose: str
    by: str
    at: datetime


def hand_out(
    archive: DirectoryArchive,
    names: Sequence[str],
    handout: Handout,
    *,
    scope: str = "",
    redacting: Redacting | None = None,
) -> Made:
    """Make the bundle and seal that it was made, with its digest; raises what ``make`` raises.

    A store without its signing key (a copy of somebody else's) can seal nothing; there only the bundle is made.
    """
    made = make(archive, names, made_at=handout.at, scope=scope, redacting=redacting)
    if archive.log.signer is None:
        return made
    exported = Exported(
        scope=scope or "、".join(names),
        exhibits=made.exhibits,
        recipient=handout.recipient,
        purpose=handout.purpose,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
        by=handout.by,
        at=handout.at,
        withheld=len(made.withheld),
    )
    record_export(archive, [matter_of(archive, name) for name in names], exported)
    return made
