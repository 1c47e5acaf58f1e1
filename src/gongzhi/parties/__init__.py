"""Who acted, in which legal role, for which organisation, and what each may do."""

from gongzhi.parties.identifiers import (
    BadIdentifier,
    checked_id_number,
    checked_uscc,
    id_number_check_digit,
    masked_id_number,
    uscc_check_digit,
)
from gongzhi.parties.people import (
    BureauLevel,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    UnknownOrganisation,
    bureaus_above,
)
from gongzhi.parties.permits import Concerned, NotAllowed, Verb, may, require
from gongzhi.parties.registered import LegalRole, Party, PartyKind, PlainIdNumber

__all__ = [
    "BadIdentifier",
    "BureauLevel",
    "Concerned",
    "LegalRole",
    "NotAllowed",
    "Organisation",
    "OrganisationKind",
    "Party",
    "PartyKind",
    "Person",
    "PlainIdNumber",
    "Role",
    "UnknownOrganisation",
    "Verb",
    "bureaus_above",
    "checked_id_number",
    "checked_uscc",
    "id_number_check_digit",
    "masked_id_number",
    "may",
    "require",
    "uscc_check_digit",
]
