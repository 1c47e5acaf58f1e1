"""First drafts of facts and reasons from confirmed findings, for a person to correct."""

from collections.abc import Sequence

from gongzhi.screening import Finding
from gongzhi.values import show_instant


def draft_facts(room: str, findings: Sequence[Finding]) -> str:
    """One paragraph per finding, in the order said: when, where, the exact words, and the reading where it differs."""
    lines = []
    for finding in sorted(findings, key=lambda each: (each.said_at, each.start)):
        reading = "" if finding.reading == finding.quote else f"（意为“{finding.reading}”）"
        lines.append(f"{show_instant(finding.said_at)}，直播间“{room}”中出现“{finding.quote}”{reading}。")
    return "\n".join(lines)


def draft_reasons(findings: Sequence[Finding]) -> str:
    """Why each kind of statement is at issue, each reason once, with the articles that the finding cites."""
    lines: dict[str, None] = {}
    for finding in findings:
        cited = "、".join(f"《{each.title}》{each.article}" for each in finding.provisions)
        lines[f"{finding.why.rstrip('。')}（{cited}）。"] = None
    return "\n".join(lines)
