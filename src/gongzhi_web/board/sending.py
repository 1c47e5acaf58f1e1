"""A transfer from the site: checked first, then the bundle made, the letter filled, and all of it sealed."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.documents import render_document
from gongzhi.adapters.handing_out import Handout, hand_out
from gongzhi.flow.custody import mask_account
from gongzhi.flow.transferring import Enclosed, Sending, transfer, transfer_letter
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.forms import register
from gongzhi_web.board.models import DocketRow
from gongzhi_web.evidence.custody import masking_key
from gongzhi_web.evidence.gathering import gather


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes to the other authority; ``bundle`` is empty where none was asked for or nothing may be seen."""

    letter: bytes
    bundle: bytes


def send(user: User, row: DocketRow, sending: Sending, *, at: datetime, bundle: bool) -> Sent:
    """Transfer an entry as this person; raises what ``flow.transferring.transfer`` raises."""
    by, known = user.acting(), register()
    # Everything is checked before a bundle is made: a refused transfer leaves none behind.
    transfer_letter(opened(), known, number=row.number, sending=sending, by=by, at=at)
    data = b""
    if bundle:
        sending, data = _with_bundle(user, row, sending, at)
    letter = render_document(transfer_letter(opened(), known, number=row.number, sending=sending, by=by, at=at))
    signed = (by, at, masking_key())
    act(partial(transfer, register=known, number=row.number, sending=sending, letter=letter, signed=signed))
    return Sent(letter=letter, bundle=data)


def _with_bundle(user: User, row: DocketRow, sending: Sending, at: datetime) -> tuple[Sending, bytes]:
    """What this person may see of the broadcast goes along as a sealed bundle, where the store keeps its log on disk."""
    archive = opened()
    if not row.broadcast or not isinstance(archive, DirectoryArchive):
        return sending, b""
    gathered = gather(user, "broadcast", row.broadcast)
    if not gathered.exhibits:
        return sending, b""
    by = mask_account(user.username, masking_key())
    # The chain of the broadcast is read by others: to whom the bundle goes stands under the entry alone.
    handout = Handout(recipient="承办单位附卷", purpose="案卷材料", by=by, at=at)
    made = act(lambda _: hand_out(archive, gathered.exhibits, handout, scope=gathered.scope))
    digest = hashlib.sha256(made.data).hexdigest()
    return replace(sending, enclosed=Enclosed(sha256=digest, exhibits=tuple(made.exhibits))), made.data
