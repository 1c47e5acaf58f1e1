"""What a match becomes: a hit with its law, or a promise with its terms."""

from collections.abc import Sequence

from gongzhi.screening.findings import Cited, Evasion
from gongzhi.screening.fold import Reading
from gongzhi.screening.judge import Span
from gongzhi.screening.lines import Hit, Line, PromiseHit
from gongzhi.screening.promises import PromiseRule
from gongzhi.screening.rules import Rule
from gongzhi.screening.undo import read_aloud


def hit_of(
    rule: Rule,
    provisions: tuple[Cited, ...],
    line: Line,
    reading: Reading,
    match: Span,
    evasions: Sequence[Evasion],
) -> Hit:
    start, end = reading.span(*match)
    quote = line.text[start:end]
    return Hit(
        type=rule.type,
        rule=rule.id,
        rule_version=rule.version,
        start=start,
        end=end,
        quote=quote,
        reading=quote if not evasions and quote.isprintable() else read_aloud(line.text, start, end, evasions),
        certainty=rule.certainty,
        severity=rule.severity,
        provisions=provisions,
        why=rule.why,
        instead=rule.instead,
    )


def promise_of(owner: PromiseRule, line: Line, reading: Reading, match: Span) -> PromiseHit:
    start, end = reading.span(*match)
    terms = owner.read_terms(reading.text[slice(*match)])
    return PromiseHit(kind=owner.kind, start=start, end=end, quote=line.text[start:end], terms=terms)
