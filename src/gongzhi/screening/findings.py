"""A finding: what the law may not allow, where exactly, read how, under which provision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FindingType(StrEnum):
    """The types of the output contract; the last two are of whole broadcasts."""

    ABSOLUTE_CLAIM = "absolute_claim"
    MEDICAL_CLAIM = "medical_claim"
    FALSE_EFFICACY = "false_efficacy"
    GUARANTEE = "guarantee"
    ENDORSEMENT_AUTHORITY = "endorsement_authority"
    PRICE_DECEPTION = "price_deception"
    OFF_PLATFORM = "off_platform"
    FALSE_ORIGIN_CONTENT = "false_origin_content"
    DISPARAGEMENT = "disparagement"
    COUNTERFEIT_IP = "counterfeit_ip"
    STATE_NAME = "state_name"
    MINORS = "minors"
    VULGAR_SUPERSTITION = "vulgar_superstition"
    FAKE_TRADE = "fake_trade"
    PROHIBITED_GOODS = "prohibited_goods"
    LOTTERY = "lottery"
    UNFAIR_TERMS = "unfair_terms"
    PRIVACY = "privacy"
    MISSING_DISCLOSURE = "missing_disclosure"
    CONTRADICTS_LISTING = "contradicts_listing"


class Certainty(StrEnum):
    """How sure the rule is: definite and likely are leads, doubtful only orders the queue."""

    DEFINITE = "definite"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A provision as a finding carries it: id ``广告法/9(3)``, instrument title, article as a person says it (第九条第三项)."""

    id: str
    title: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evasion:
    """A word that was avoided or damaged: ``reading`` is the plain word, ``how`` names the way it was undone."""

    start: int
    end: int
    quote: str
    reading: str
    how: str

    @property
    def is_chosen(self) -> bool:
        """Whether whoever spoke or wrote hid the word: what a recogniser may have damaged is nobody's choice."""
        return self.how not in _MACHINE_MADE


# 识别误差: heard wrong by the machine; 谐音或转写误差: it cannot be told whose doing it was.
_MACHINE_MADE = frozenset(("识别误差", "谐音或转写误差"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaded:
    """Words that a seller hid where no rule spoke: a doubtful sign of its own, which decides nothing and opens no lead."""

    broadcast: str
    signal: str
    said_at: datetime
    evasions: tuple[Evasion, ...]
    certainty: Certainty = Certainty.DOUBTFUL


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding in one signal; offsets are code points of the untouched text, end exclusive.

    ``reading`` is what the words mean once an evasion is undone; ``severity`` runs from 1 to 5. ``evasions`` are the words
    inside the span that were avoided or damaged, None when it was said plainly.
    """

    broadcast: str
    signal: str
    said_at: datetime
    type: FindingType
    rule: str
    rule_version: str
    start: int
    end: int
    quote: str
    reading: str
    certainty: Certainty
    severity: int
    provisions: tuple[Cited, ...]
    why: str
    instead: str
    evasions: tuple[Evasion, ...] | None = None

    @property
    def is_disguised(self) -> bool:
        """Whether the seller hid words of it. Evading is itself a signal; a recogniser's error is none."""
        return any(evasion.is_chosen for evasion in self.evasions or ())
