"""Who may do what: the whole table, and the stranger who may do nothing."""

import itertools

import pytest

from gongzhi.parties import (
    BureauLevel,
    Concerned,
    NotAllowed,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    UnknownOrganisation,
    Verb,
    bureaus_above,
    may,
    refuse_own,
    require,
)

MATTER = Concerned(holder="platform-p", parties=("m-lin", "mcn-xinghuo"), onlookers=("bureau-county", "bureau-city"))


def someone(role: Role, organisation: str) -> Person:
    return Person(ref="u1", name="某人", organisation=organisation, role=role)


def allowed(role: Role, organisation: str) -> set[str]:
    return {verb.value for verb in Verb if may(someone(role, organisation), verb, MATTER)}


@pytest.mark.parametrize(
    ("role", "organisation", "verbs"),
    [
        (Role.PLATFORM_REVIEWER, "platform-p", {"read", "open_lead", "review", "open_case", "draft_rule", "admit"}),
        (Role.PLATFORM_LEAD, "platform-p", {v.value for v in Verb} - {"appeal", "apply"}),
        (
            Role.PLATFORM_HEAD,
            "platform-p",
            {"read", "open_lead", "open_case", "decide", "decide_appeal", "close"},
        ),
        (Role.REGULATOR_HEAD, "bureau-county", {"read", "open_lead"}),
        (Role.REGULATOR_HEAD, "bureau-elsewhere", set()),
        (Role.PLATFORM_HEAD, "platform-q", set()),
        (Role.AUDITOR, "platform-p", {"read"}),
        (Role.AUDITOR, "bureau-city", {"read"}),
        (Role.REGULATOR_OFFICER, "bureau-county", {"read", "open_lead"}),
        (Role.MERCHANT, "m-lin", {"read", "appeal", "apply"}),
        (Role.MERCHANT, "m-other", set()),
        (Role.PLATFORM_LEAD, "platform-q", set()),
        (Role.REGULATOR_OFFICER, "bureau-elsewhere", set()),
        (Role.AUDITOR, "m-lin", set()),
    ],
)
def test_each_role_may_do_exactly_this(role: Role, organisation: str, verbs: set[str]) -> None:
    assert allowed(role, organisation) == verbs


def test_the_stranger_may_do_nothing_in_any_role() -> None:
    for role, verb in itertools.product(Role, Verb):
        zhou = Person(ref="zhou", name="周", organisation="nowhere", role=role)
        assert not may(zhou, verb, MATTER)
        with pytest.raises(NotAllowed) as caught:
            require(zhou, verb, MATTER)
        assert "m-lin" not in str(caught.value)


def test_an_officer_works_on_a_matter_that_the_bureau_holds_but_takes_no_platform_measure() -> None:
    held = Concerned(holder="bureau-county", onlookers=("platform-p",))
    officer = someone(Role.REGULATOR_OFFICER, "bureau-county")
    assert may(officer, Verb.REVIEW, held)
    assert may(officer, Verb.CLOSE, held)
    assert not may(officer, Verb.DECIDE, held)
    assert not may(someone(Role.PLATFORM_LEAD, "platform-p"), Verb.CLOSE, held)


def test_only_a_party_appeals() -> None:
    assert [role for role in Role if may(someone(role, "m-lin"), Verb.APPEAL, MATTER)] == [Role.MERCHANT]
    assert not any(may(someone(role, "platform-p"), Verb.APPEAL, MATTER) for role in Role)


def test_the_bureaus_in_charge_are_named_from_the_nearest_up() -> None:
    made = {
        each.id: each
        for each in (
            Organisation(id="city", name="市局", kind=OrganisationKind.BUREAU, level=BureauLevel.CITY),
            Organisation(
                id="county", name="县局", kind=OrganisationKind.BUREAU, level=BureauLevel.COUNTY, parent="city"
            ),
            Organisation(id="p", name="平台 P", kind=OrganisationKind.PLATFORM, parent="county"),
            Organisation(id="loop", name="误录", kind=OrganisationKind.BUREAU, parent="loop"),
        )
    }
    assert bureaus_above("p", made) == ("county", "city")
    assert bureaus_above("loop", made) == ("loop",)
    with pytest.raises(UnknownOrganisation, match="请先登记"):
        bureaus_above("x", made)


def test_a_head_never_decides_what_they_entered_and_others_are_bound_by_other_rules() -> None:
    tang, gao = someone(Role.REGULATOR_HEAD, "bureau-city"), someone(Role.REGULATOR_OFFICER, "bureau-city")
    with pytest.raises(NotAllowed, match="自己登记"):
        refuse_own(tang, gao, "案源 XS1")
    refuse_own(gao, tang, "案源 XS1")
    refuse_own(tang, None, "案源 XS1")
    refuse_own(tang, Person(ref="u2", name="别人", organisation="bureau-city", role=Role.MERCHANT), "案源 XS1")
