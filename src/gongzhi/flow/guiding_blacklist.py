"""列入黑名单决定书: the decision as a document of its own, with its term, its end and what happens then."""

from dataclasses import replace
from datetime import timedelta

from gongzhi.decisions import Decided, Document, Ladder, Section, chinese_day, notice_document
from gongzhi.flow.docketing import NotThere


def blacklist_document(decided: Decided, ladder: Ladder) -> Document:
    """The notice of the decision, headed as what it is, with term and removal; it keeps the decision's own number.

    Raises NotThere for a decision on another measure. Source: 直播电商监督管理办法/14.
    """
    if decided.measure != "blacklist":
        raise NotThere(f"{decided.number}不是列入黑名单的决定：请下载处置决定告知书")
    notice = notice_document(decided, ladder)
    return replace(
        notice,
        template="blacklist",
        title="列入黑名单决定书",
        sections=(*notice.sections, Section(heading="八、期限和移出", lines=_term(decided))),
    )


def _term(decided: Decided) -> tuple[str, ...]:
    if decided.days is None:
        return ("期限见决定部分。",)
    last = decided.at + timedelta(days=decided.days)
    return (
        f"期限 {decided.days} 日，自{chinese_day(decided.at)}起，至{chinese_day(last)}止。",
        "期满自动移出并同步解除相应措施，不必申请；申诉后撤销的，自撤销时移出。",
        "列入情况在期限内共享给登记使用本名单的平台；共享的条目载明决定、条款和期限，期满自动失效。",
    )
