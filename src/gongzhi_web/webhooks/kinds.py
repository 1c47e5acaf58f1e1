"""What can be told: one list, each event with its Chinese name and the kind of thing it speaks of."""

from enum import StrEnum


class Event(StrEnum):
    """An event, as it stands in ``type`` of a message."""

    LEAD_REGISTERED = "lead.registered"
    LEAD_HANDED = "lead.handed_over"
    LEAD_FED_BACK = "lead.fed_back"
    LEAD_CLOSED = "lead.closed"
    TRANSFER_SENT = "transfer.sent"
    DECISION_ISSUED = "decision.issued"
    APPEAL_RULED = "appeal.ruled"
    SANCTION_SENT = "sanction.sent"
    SANCTION_ANSWERED = "sanction.answered"
    SANCTION_WITHDRAWN = "sanction.withdrawn"
    SANCTION_OVERTURNED = "sanction.overturned"
    PAPER_ASKED = "paper.asked"
    RECALL_NOTIFIED = "recall.notified"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _CHINESE[self]


_CHINESE = {
    Event.LEAD_REGISTERED: "本单位登记了案源",
    Event.LEAD_HANDED: "案源交到本单位",
    Event.LEAD_FED_BACK: "下级反馈了结果",
    Event.LEAD_CLOSED: "案源办结",
    Event.TRANSFER_SENT: "案源移送其他机关",
    Event.DECISION_ISSUED: "作出处置决定",
    Event.APPEAL_RULED: "申诉有了结论",
    Event.SANCTION_SENT: "收到平行处置通报",
    Event.SANCTION_ANSWERED: "平行处置通报有了答复",
    Event.SANCTION_WITHDRAWN: "平行处置通报被撤回",
    Event.SANCTION_OVERTURNED: "通报所依据的决定被变更或撤销",
    Event.PAPER_ASKED: "文书请本单位办理",
    Event.RECALL_NOTIFIED: "收到召回告知",
}
TEST = "endpoint.test"


def chinese_of(event: str) -> str:
    """Its name; a test and one that a later version dropped are named too."""
    return Event(event).chinese if event in set(Event) else "试发" if event == TEST else event
