"""From scores of sentences that were left out to chances: a fit, and how well it keeps its word."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.screening.semantic.odds import sigmoid

# Held-out score in natural logarithms of the odds, and whether the sentence is a lead.
Held = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentences whose forecast chance lies in one tenth: how many, what was forecast on average, what came true."""

    count: int
    forecast: float
    came_true: float


def fit_calibration(held: Sequence[Held]) -> tuple[float, float]:
    """Slope and offset of the chance over held-out scores (Platt, with his softened targets), by Newton's method."""
    leads = sum(lead for _, lead in held)
    yes, no = (leads + 1) / (leads + 2), 1 / (len(held) - leads + 2)
    slope, offset = 1.0, 0.0
    for _ in range(50):
        step = _newton(held, slope, offset, yes=yes, no=no)
        slope, offset = slope - step[0], offset - step[1]
        if abs(step[0]) + abs(step[1]) < 1e-10:
            break
    return slope, offset


def _newton(held: Sequence[Held], slope: float, offset: float, *, yes: float, no: float) -> tuple[float, float]:
    first, second, ss, so, oo = 0.0, 0.0, 1e-9, 0.0, 1e-9
    for score, lead in held:
        chance = sigmoid(slope * score + offset)
        error, spread = chance - (yes if lead else no), chance * (1 - chance)
        first, second = first + error * score, second + error
        ss, so, oo = ss + spread * score * score, so + spread * score, oo + spread
    size = ss * oo - so * so
    return (oo * first - so * second) / size, (ss * second - so * first) / size


def reliability(forecasts: Sequence[Held], parts: int = 10) -> list[Bin]:
    """Forecast chances in equal parts from 0 to 1; empty parts are left out."""
    bins = []
    for part in range(parts):
        inside = [one for one in forecasts if part / parts <= one[0] < (part + 1) / parts + (part == parts - 1)]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            bins.append(Bin(len(inside), mean, sum(lead for _, lead in inside) / len(inside)))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected gap between forecast and truth, weighted by how many sentences each part holds."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.forecast - one.came_true) for one in bins) / max(1, total)


def lowest_score_for(precision: float, held: Sequence[Held]) -> float | None:
    """The lowest score such that of all scores from it up at least this share are leads; None when no score is."""
    best, right = None, 0
    ordered = sorted(held, reverse=True)
    for count, (score, lead) in enumerate(ordered, 1):
        right += lead
        following = ordered[count][0] if count < len(ordered) else None
        if score != following and right / count >= precision:
            best = score
    return best


def lowest_score_sparing(share: float, held: Sequence[Held]) -> float:
    """The lowest score held from which up lies at most this share of what is no lead."""
    spared = sorted((score for score, lead in held if not lead), reverse=True)
    most = spared[int(share * len(spared))] if spared else float("-inf")
    return min((score for score, _ in held if score > most), default=most + 1)


def at_least(score: float, held: Sequence[Held]) -> tuple[float, float]:
    """Precision and recall of flagging every score from this one up."""
    flagged = [lead for one, lead in held if one >= score]
    leads = sum(lead for _, lead in held)
    return sum(flagged) / max(1, len(flagged)), sum(flagged) / max(1, leads)


def ranking(held: Sequence[Held]) -> float:
    """The chance that a lead scores above a sentence that is none (area under the ROC curve); ties count half."""
    order = sorted(held)
    ranks, at = 0.0, 0
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] == order[at][0]:
            end += 1
        ranks += sum(lead for _, lead in order[at:end]) * (at + end + 1) / 2
        at = end
    leads = sum(lead for _, lead in order)
    return (ranks - leads * (leads + 1) / 2) / max(1, leads * (len(order) - leads))
