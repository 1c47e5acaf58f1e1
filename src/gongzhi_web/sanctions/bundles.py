"""The sealed bundle that goes with a message: made when it is fetched, from the exhibits that the message names, and on record."""

from datetime import datetime

from gongzhi.adapters.archive import DirectoryArchive
from gongzhi.adapters.handing_out import Handout, hand_out
from gongzhi.flow.custody import mask_account
from gongzhi.flow.masking import shipped_masks
from gongzhi.flow.parallel_records import SanctionSent, SanctionState, SanctionThread
from gongzhi.flow.redact import Redacting
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.evidence.custody import masking_key


def offers_bundle(now: SanctionThread) -> bool:
    """Whether there is anything to fetch: a message that was withdrawn, or that names no exhibits, has none."""
    return bool(now.sent.exhibits) and now.state is not SanctionState.WITHDRAWN


def bundle_of(user: User, sent: SanctionSent, *, at: datetime) -> bytes | None:
    """The ``.evz`` with personal data of others masked; None where the store keeps no log on disk. Raises what ``make`` raises."""
    archive = opened()
    if not isinstance(archive, DirectoryArchive):
        return None
    by, masks = mask_account(user.username, masking_key()), shipped_masks()
    recipient = user.organisation.name if user.organisation else ""
    handout = Handout(recipient=recipient, purpose=f"平行处置通报 {sent.number}", by=by, at=at)
    redacting = Redacting(reason=masks.reason, by=by, at=at, masks=masks)
    scope = f"平行处置通报 {sent.number}"
    return act(lambda _: hand_out(archive, sent.exhibits, handout, scope=scope, redacting=redacting)).data
