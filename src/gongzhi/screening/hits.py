"""What a match becomes: a hit with its law, or a promise with its terms."""

from collections.abc import Iterable, Sequence

from gongzhi.screening.findings import Cited, Evasion
from gongzhi.screening.fold import Reading
from gongzhi.screening.judge import Match
from gongzhi.screening.lines import Hit, Line, PromiseHit
from gongzhi.screening.promises import PromiseRule
from gongzhi.screening.rules import Rule
from gongzhi.screening.undo import read_aloud


def hit_of(
    rule: Rule,
    provisions: tuple[Cited, ...],
    line: Line,
    reading: Reading,
    match: Match[Rule | PromiseRule],
    evasions: Sequence[Evasion],
) -> Hit:
    start, end = reading.span(match.start, match.end)
    return Hit(
        type=rule.type,
        rule=rule.id,
        rule_version=rule.version,
        start=start,
        end=end,
        quote=line.text[start:end],
        reading=read_aloud(line.text, start, end, evasions),
        certainty=rule.certainty,
        severity=rule.severity,
        provisions=provisions,
        why=rule.why,
        instead=rule.instead,
    )


def promise_of(owner: PromiseRule, line: Line, reading: Reading, match: Match[Rule | PromiseRule]) -> PromiseHit:
    start, end = reading.span(match.start, match.end)
    terms = owner.read_terms(reading.text[match.start : match.end])
    return PromiseHit(kind=owner.kind, start=start, end=end, quote=line.text[start:end], terms=terms)


def by_owner(
    matches: Iterable[Match[Rule | PromiseRule]],
) -> list[tuple[Rule | PromiseRule, list[Match[Rule | PromiseRule]]]]:
    grouped: dict[int, tuple[Rule | PromiseRule, list[Match[Rule | PromiseRule]]]] = {}
    for match in matches:
        grouped.setdefault(id(match.owner), (match.owner, []))[1].append(match)
    return list(grouped.values())
