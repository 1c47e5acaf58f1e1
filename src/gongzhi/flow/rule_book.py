"""Which rules hold: the shipped ones overlaid with what people drafted, tried, approved and retired, read from the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gongzhi.flow.matters import read_sealed
from gongzhi.flow.ports import Archive
from gongzhi.flow.rule_records import (
    KINDS,
    Change,
    RuleApproved,
    RuleChange,
    RuleDrafted,
    RuleRetired,
    RuleTried,
)
from gongzhi.flow.rule_text import RuleText, parse_text, read_texts
from gongzhi.screening.rules import Rule, Status
from gongzhi.screening.screener import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """Where one rule of one holder stands.

    ``standing`` is the draft on which nobody has said the last word, ``tried`` says that it runs in the shadow.
    ``approved`` is the draft in force, None while the shipped rule (if there is one) speaks; ``retired``: nothing speaks.
    """

    rule: str
    standing: RuleDrafted | None = None
    tried: RuleTried | None = None
    approved: RuleDrafted | None = None
    retired: RuleRetired | None = None
    changes: tuple[RuleChange, ...] = ()

    @property
    def drafts(self) -> tuple[RuleDrafted, ...]:
        """Every text there ever was, oldest first."""
        return tuple(one for one in self.changes if isinstance(one, RuleDrafted) and one.change is Change.EDIT)

    @property
    def shadow(self) -> RuleDrafted | None:
        """The draft that runs in the shadow."""
        return self.standing if self.tried is not None else None

    def draft_of(self, sha256: str) -> RuleDrafted | None:
        """The text of this digest."""
        return next((one for one in self.drafts if one.sha256 == sha256), None)

    def after(self, change: RuleChange) -> "RuleState":
        """The state once this happened. What names another digest than the standing draft's happened to nothing."""
        told = replace(self, changes=(*self.changes, change))
        if isinstance(change, RuleDrafted):
            return replace(told, standing=change, tried=None)
        if self.standing is None or self.standing.sha256 != change.sha256:
            return told
        if isinstance(change, RuleTried):
            return replace(told, tried=change)
        if isinstance(change, RuleApproved):
            return replace(told, standing=None, tried=None, approved=self.standing, retired=None)
        if isinstance(change, RuleRetired):
            return replace(told, standing=None, tried=None, approved=None, retired=change)
        return replace(told, standing=None, tried=None)


@dataclass(slots=True)
class RuleLog:
    """The changes of a log, read on from where they were read last. One reader belongs to one thread."""

    archive: Archive
    changes: list[RuleChange] = field(default_factory=list)
    index: int = -1

    def follow(self) -> bool:
        """Whether anything new was sealed. Raises SealBroken: an unreadable change must not look like none."""
        # Asked first: what is sealed while the kinds are asked one by one is left for the next time, in its order.
        size = self.archive.size()
        found = [
            placed
            for kind in KINDS
            for placed in self.archive.placed(kind=kind, after=self.index)
            if placed.index < size
        ]
        read = [
            read_sealed(self.archive, placed, KINDS[placed.kind]) for placed in sorted(found, key=lambda one: one.index)
        ]
        self.changes += read
        self.index = size - 1
        return bool(read)

    def states(self, name: str | None, *, at: datetime | None = None) -> dict[str, RuleState]:
        """As ``fold_states`` over everything read so far."""
        return fold_states(self.changes, name, at=at)


def changes_in(archive: Archive) -> list[RuleChange]:
    """All changes of rules, in log order; raises SealBroken."""
    log = RuleLog(archive)
    log.follow()
    return log.changes


def fold_states(changes: Iterable[RuleChange], name: str | None, *, at: datetime | None = None) -> dict[str, RuleState]:
    """The state of every rule that the holder known as ``name`` ever changed (None: whoever did), as of ``at``."""
    states: dict[str, RuleState] = {}
    holders: dict[str, bool] = {}
    for change in changes:
        if isinstance(change, RuleDrafted):
            holders[change.holder] = name is None or name == change.holder or name in change.platforms
        if holders.get(change.holder) and (at is None or change.at <= at):
            states[change.rule] = states.get(change.rule, RuleState(rule=change.rule)).after(change)
    return states


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """``rules`` are all that there are, those retired here marked so; ``shadow`` are the texts on trial beside them."""

    rules: RuleSet
    shadow: tuple[Rule, ...]


def in_force(shipped: RuleSet, states: Mapping[str, RuleState]) -> InForce:
    """The shipped rules, overlaid. Raises NotReadable when an approved text can no longer be read: nothing is left out."""
    approved = _read([one.approved for one in states.values() if one.approved], Status.ACTIVE)
    retired = {one.rule for one in states.values() if one.retired and not one.approved}
    own = {one.id: replace(one, status=Status.RETIRED) for one in shipped.rules if one.id in retired} | approved
    rules = [own.pop(rule.id, rule) for rule in shipped.rules]
    shadow = _read([one.shadow for one in states.values() if one.shadow], Status.SHADOW)
    whole = replace(shipped, rules=(*rules, *own.values()))
    # A shipped rule may come with the shadow as its status; a trial of the same rule takes its place there.
    came = [rule for rule in whole.rules if rule.status is Status.SHADOW and rule.id not in shadow]
    return InForce(rules=whole, shadow=(*shadow.values(), *came))


def text_in_force(state: RuleState | None, shipped: RuleText | None) -> RuleText | None:
    """What speaks under this id now; None when nothing does."""
    if state is not None and state.approved is not None:
        return parse_text(state.approved.text)
    return None if state is not None and state.retired is not None else shipped


def _read(drafts: Sequence[RuleDrafted], status: Status) -> dict[str, Rule]:
    edits = [parse_text(one.text) for one in drafts if one.change is Change.EDIT]
    return {rule.id: rule for rule in read_texts(edits, status)}
