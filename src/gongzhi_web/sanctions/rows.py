"""From sealed messages on parallel sanctions to rows. Writing the same item twice changes nothing."""

from gongzhi.flow.parallel_records import SanctionActed, SanctionSent
from gongzhi.flow.parallel_sanctions import UnknownSanction, load_sanction
from gongzhi.flow.ports import Placed
from gongzhi.values import encode_record
from gongzhi_web.archive.opening import opened
from gongzhi_web.sanctions.models import SanctionRow


def project_sanction(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Keep the message as its acts add up; the log is read up to now, so that the row is never behind."""
    if SanctionRow.objects.filter(pk=placed.subject, index__gte=placed.index).exists():
        return
    archive = opened()
    try:
        now = load_sanction(archive, placed.subject)
    except UnknownSanction:
        # Its beginning was lawfully destroyed, and with it whatever could be shown.
        return
    first = next(archive.placed(kind=SanctionSent.__name__, subject=placed.subject))
    acts = archive.placed(kind=SanctionActed.__name__, subject=placed.subject)
    sent = now.sent
    SanctionRow.objects.update_or_create(
        number=sent.number,
        defaults={
            "index": max([first.index, *(one.index for one in acts)]),
            "exhibit": first.exhibit,
            "sender": sent.unit,
            "to": sent.to,
            "about": sent.about,
            "decision": sent.decision[:200],
            "whom": sent.whom[:200],
            "measure": sent.measure[:200],
            "until": sent.until,
            "asks": sent.asks.value,
            "state": now.state.value,
            "reply": now.answer.reply.value if now.answer and now.answer.reply else "",
            "sent_at": sent.at,
            "version": now.version,
            "record": encode_record(sent),
        },
    )
