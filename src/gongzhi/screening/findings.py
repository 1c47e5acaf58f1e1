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
class Finding:
    """One finding in one signal; offsets are code points of the untouched text, end exclusive.

    ``reading`` is what the words mean once an evasion is undone; ``severity`` runs from 1 to 5.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evasion:
    """A word that was avoided or damaged: ``reading`` is the plain word, ``how`` names the way it was undone."""

    start: int
    end: int
    quote: str
    reading: str
    how: str
