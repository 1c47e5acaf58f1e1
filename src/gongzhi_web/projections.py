"""The one list of projections: which slice turns which kind of sealed record into rows."""

from collections.abc import Callable

from gongzhi.flow.ports import Placed
from gongzhi_web.broadcasts import rows as broadcasts
from gongzhi_web.screening import rows as screening

PROJECTIONS: dict[str, Callable[[Placed, bytes], None]] = {
    "Broadcast": broadcasts.project_broadcast,
    "SignalBatch": broadcasts.project_batch,
    "Promise": broadcasts.project_promise,
    "Finding": screening.project_finding,
    "Review": screening.project_review,
}
