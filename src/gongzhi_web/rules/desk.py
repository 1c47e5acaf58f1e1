"""The rules that hold for a person: the shipped ones, overlaid with what their platform changed, read on from the log."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache

from gongzhi.flow.change_rule import Desk
from gongzhi.flow.rule_book import InForce, RuleLog, RuleState, in_force
from gongzhi.flow.rule_text import texts_in
from gongzhi.flow.suggest import Model, load_model
from gongzhi.screening import RuleSet, Screener, load_rules
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.lawbook import book

# Who may draft, try and withdraw; who may approve what another drafted.
EDITORS = (Role.PLATFORM_REVIEWER, Role.PLATFORM_LEAD)
APPROVERS = (Role.PLATFORM_LEAD,)
_MOST_KEPT = 8
_local = threading.local()
_built: "OrderedDict[tuple[str, ...], Held]" = OrderedDict()
_building = threading.Lock()


@dataclass(frozen=True, slots=True)
class Held:
    """The rules in force and their screener. One stands for everybody whose rules were changed in the same way (``key``)."""

    key: tuple[str, ...]
    held: InForce
    screener: Screener


@cache
def shipped() -> RuleSet:
    """The shipped rules; loaded once in a process."""
    return load_rules()


@cache
def model() -> Model:
    """The shipped model of the semantic layer; raises NotAModel."""
    return load_model()


@cache
def desk() -> Desk:
    """What judging a draft needs."""
    return Desk(shipped=shipped(), texts=texts_in(), book=book())


def states_of(user: User) -> dict[str, RuleState]:
    """Where the rules stand that this person's platform changed. Raises SealBroken."""
    return _states(platform_of(user))


def platform_of(user: User) -> str | None:
    """The platform whose rules hold for this person: their own, or the only one there is; None: the shipped rules."""
    organisation = user.organisation
    if organisation is None:
        return None
    if organisation.kind == Kind.PLATFORM:
        return organisation.party
    platforms = list(Organisation.objects.filter(kind=Kind.PLATFORM).values_list("party", flat=True)[:2])
    return platforms[0] if len(platforms) == 1 else None


def sees_drafts(user: User) -> bool:
    """Drafts and trials are the platform's own: whoever is not of it sees what is in force, and no more."""
    return user.organisation is not None and user.organisation.kind == Kind.PLATFORM


def held_for(user: User) -> Held:
    """The rules in force for this person; exchanged as soon as a change is sealed, without a restart."""
    return _held(_states(platform_of(user)))


def _states(platform: str | None) -> dict[str, RuleState]:
    return {} if platform is None else _log().states(platform)


def _log() -> RuleLog:
    """One reader for each thread and archive, brought up to date."""
    archive = opened()
    log: RuleLog | None = getattr(_local, "log", None)
    if log is None or log.archive is not archive:
        log = _local.log = RuleLog(archive)
    log.follow()
    return log


def _held(states: dict[str, RuleState]) -> Held:
    key = tuple(sorted(_mark(state) for state in states.values()))
    with _building:
        found = _built.get(key)
        if found is None:
            held = in_force(shipped(), states)
            found = _built[key] = Held(key, held, Screener(held.rules, book(), model=model()))
            while len(_built) > _MOST_KEPT:
                _built.popitem(last=False)
        _built.move_to_end(key)
    return found


def _mark(state: RuleState) -> str:
    """All of a state on which the rules in force depend."""
    approved, shadow = state.approved, state.shadow
    stopped = state.retired is not None
    return f"{state.rule} {approved.sha256 if approved else ''} {shadow.sha256 if shadow else ''} {stopped}"
