"""Read the case file that a ``gongzhi liability`` command names, and what of it is asked about."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gongzhi.cli.main import Refusal
from gongzhi.liability import DEFENDANTS, Issues, Matter, RuleSet, load_issues, read_matter
from gongzhi.values import BEIJING


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is in the case, the issues there are, and those raised by name."""

    issues: Issues
    parties: tuple[str, ...]
    raised: tuple[str, ...]


def read_case(args: argparse.Namespace, source: str, rules: RuleSet) -> Matter:
    """The case in a file, or on standard input for ``-``, completed from the options. Raises Refusal, NotReadable."""
    name = "标准输入" if source == "-" else Path(source).name
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    matter = read_matter(text, name, rules)
    known = {rule.proposal for rule in rules.rules.values()} - {""}
    for one in args.with_proposals:
        if one not in known:
            raise Refusal(f"没有名为“{one}”的立法建议，可用：{'、'.join(sorted(known)) or '（无）'}")
    # Not yet tried: the law of today would be applied at trial.
    today = datetime.now(tz=BEIJING).date()
    trial = matter.trial or max(today, matter.conduct)
    parts = tuple(replace(part, trial=trial) for part in matter.parts)
    proposals = tuple(dict.fromkeys((*matter.proposals, *args.with_proposals)))
    return replace(matter, trial=trial, proposals=proposals, parts=parts)


def read_scope(args: argparse.Namespace, rules: RuleSet) -> Scope:
    """Parties and issues from the options; rule files of one's own have no issues. Raises Refusal for unknown names."""
    issues = Issues() if args.rules else load_issues(rules)
    defendants = tuple(dict.fromkeys(rule.defendant for rule in rules.rules.values() if rule.defendant))
    parties = _chosen(args.parties, defendants, "当事方") or DEFENDANTS
    return Scope(issues, parties, _chosen(args.raised, [issue.name for issue in issues.every], "事项"))


def _chosen(words: str, known: Sequence[str], what: str) -> tuple[str, ...]:
    chosen = tuple(word for word in words.replace(",", "、").replace("，", "、").split("、") if word)
    for one in chosen:
        if one not in known:
            raise Refusal(f"没有名为“{one}”的{what}，可用：{'、'.join(known) or '（无）'}")
    return chosen
