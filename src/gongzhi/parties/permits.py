"""Who may do what to which matter: one table, asked by the flow and by every page."""

from dataclasses import dataclass
from enum import StrEnum

from gongzhi.parties.people import Person, Role


class Verb(StrEnum):
    """What can be done to a matter (a broadcast with its findings, a lead, a case) or to a platform's rules."""

    READ = "read"
    OPEN_LEAD = "open_lead"
    REVIEW = "review"
    OPEN_CASE = "open_case"
    DECIDE = "decide"
    SERVE = "serve"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"
    CLOSE = "close"
    DRAFT_RULE = "draft_rule"
    APPROVE_RULE = "approve_rule"
    APPLY = "apply"
    ADMIT = "admit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Whom a matter concerns, as organisation or party ids.

    ``holder`` works on it; ``parties`` are those it is about; ``onlookers`` may read it: the bureaus in charge of the
    holder and those above them, and the platform when a bureau holds the matter.
    """

    holder: str
    parties: tuple[str, ...] = ()
    onlookers: tuple[str, ...] = ()


class NotAllowed(PermissionError):
    """A person asked for what the table does not give."""


_CHINESE = {
    Verb.READ: "查阅",
    Verb.OPEN_LEAD: "登记线索",
    Verb.REVIEW: "复核发现",
    Verb.OPEN_CASE: "立案",
    Verb.DECIDE: "作出处置决定",
    Verb.SERVE: "送达告知书",
    Verb.APPEAL: "提出申诉",
    Verb.DECIDE_APPEAL: "复核申诉",
    Verb.CLOSE: "结案",
    Verb.DRAFT_RULE: "起草规则",
    Verb.APPROVE_RULE: "批准规则",
    Verb.APPLY: "提交或更改主体档案",
    Verb.ADMIT: "核验主体档案",
}
# One list to see them all. The holder's people work on a matter, the parties answer it, onlookers read it.
_AS_HOLDER: dict[Role, frozenset[Verb]] = {
    Role.PLATFORM_REVIEWER: frozenset(
        {Verb.READ, Verb.OPEN_LEAD, Verb.REVIEW, Verb.OPEN_CASE, Verb.DRAFT_RULE, Verb.ADMIT}
    ),
    Role.PLATFORM_LEAD: frozenset(set(Verb) - {Verb.APPEAL, Verb.APPLY}),
    # A head oversees and is the second person: no first look at findings, no drafts, no admission.
    Role.PLATFORM_HEAD: frozenset(
        {Verb.READ, Verb.OPEN_LEAD, Verb.OPEN_CASE, Verb.DECIDE, Verb.DECIDE_APPEAL, Verb.CLOSE}
    ),
    Role.REGULATOR_OFFICER: frozenset({Verb.READ, Verb.OPEN_LEAD, Verb.REVIEW, Verb.OPEN_CASE, Verb.CLOSE, Verb.ADMIT}),
    Role.REGULATOR_HEAD: frozenset({Verb.READ, Verb.OPEN_LEAD, Verb.OPEN_CASE, Verb.CLOSE}),
    Role.AUDITOR: frozenset({Verb.READ}),
}
_AS_PARTY: dict[Role, frozenset[Verb]] = {
    Role.MERCHANT: frozenset({Verb.READ, Verb.APPEAL, Verb.APPLY}),
    # A platform is a party itself where its bureau verifies it.
    Role.PLATFORM_LEAD: frozenset({Verb.APPLY}),
}
_AS_ONLOOKER: dict[Role, frozenset[Verb]] = {
    Role.PLATFORM_REVIEWER: frozenset({Verb.READ}),
    Role.PLATFORM_LEAD: frozenset({Verb.READ}),
    Role.PLATFORM_HEAD: frozenset({Verb.READ}),
    Role.REGULATOR_OFFICER: frozenset({Verb.READ, Verb.OPEN_LEAD}),
    Role.REGULATOR_HEAD: frozenset({Verb.READ, Verb.OPEN_LEAD}),
    Role.AUDITOR: frozenset({Verb.READ}),
}


def may(person: Person, verb: Verb, subject: Concerned) -> bool:
    """Whether this person may do this to a matter that concerns these; a stranger may do nothing, not even read."""
    given: set[Verb] = set()
    if person.organisation == subject.holder:
        given |= _AS_HOLDER.get(person.role, frozenset())
    if person.organisation in subject.parties:
        given |= _AS_PARTY.get(person.role, frozenset())
    if person.organisation in subject.onlookers:
        given |= _AS_ONLOOKER.get(person.role, frozenset())
    return verb in given


def require(person: Person, verb: Verb, subject: Concerned) -> None:
    """Raise NotAllowed, without saying anything about the matter itself, unless the person may."""
    if not may(person, verb, subject):
        raise NotAllowed(f"{person.name}的身份不能对此事项{_CHINESE[verb]}：请由有权限的人员办理")


HEADS = frozenset({Role.PLATFORM_HEAD, Role.REGULATOR_HEAD})


def refuse_own(person: Person, entered: Person | None, what: str) -> None:
    """Raise NotAllowed where a head would decide what they themselves entered: whoever oversees is never also the source."""
    if person.role in HEADS and entered is not None and entered.ref == person.ref:
        raise NotAllowed(f"{what}是{person.name}自己登记的，负责人不能决定自己登记的事：请由另一人办理")
