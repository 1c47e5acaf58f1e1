"""Who reads a case: parties, the authorities above them, those it was sent to; and all of it again when they are regrouped."""

from datetime import timedelta

import pytest
from django.db import connection
from web_cast import NOW, client_of

from gongzhi_web.accounts.models import Organisation, User
from gongzhi_web.board.models import DocketReader
from gongzhi_web.cases.models import CaseReader, CaseRow
from gongzhi_web.cases.readers import level_cases, write_readers
from gongzhi_web.cases.scope import case_ids, cases_of
from gongzhi_web.launch.levelling import EVERY_SECONDS, Levelling, level_all

CASES = {
    "lin": (("林家果园",), ()),
    "tea": (("西山茶业", "乔小满"), ()),
    "qiao": (("乔小满", "星火"), ()),
    "sent": (("外地商家",), ("east",)),
    "away": (("外地商家",), ()),
}
SEES = {
    "lead": set(CASES),
    "reviewer": set(CASES),
    "auditor": set(CASES),
    "gao": {"lin", "tea", "qiao"},
    "east": {"lin", "sent"},
    "west": {"tea", "qiao"},
    "lin": {"lin"},
    "tea": {"tea"},
    "qiao": {"qiao"},
    "elsewhere": set(),
    "zhou": set(),
    "nobody": set(),
}


def framed(names: tuple[str, ...]) -> str:
    return "".join(f"\n{name}\n" for name in names)


@pytest.fixture
def cases(cast: dict[str, User]) -> None:
    """Five cases of platform P, with their readers."""
    for index, (name, (parties, onlookers)) in enumerate(CASES.items()):
        moment = NOW + timedelta(minutes=index)
        row = CaseRow.objects.create(
            id=name, index=index, broadcast="b", holder="P", concerned=framed(parties), onlookers=framed(onlookers),
            level="serious", state="open", opened_at=moment, moved_at=moment, version=index, record=b"",
        )  # fmt: skip
        write_readers(row)


def seen(user: User) -> set[str]:
    return set(cases_of(User.objects.get(pk=user.pk)).values_list("id", flat=True))


@pytest.mark.parametrize("name", SEES)
def test_the_matrix_of_who_sees_which_case(name: str, cast: dict[str, User], cases: None) -> None:
    assert seen(cast[name]) == SEES[name]


def test_a_presenter_reads_cases_under_the_names_they_stream_by(cast: dict[str, User], cases: None) -> None:
    User.objects.filter(username="qiao").update(known_as=["乔小满"])
    assert seen(cast["qiao"]) == {"tea", "qiao"}


def test_who_reads_is_found_through_an_index(cast: dict[str, User], cases: None) -> None:
    listed = case_ids(cast["gao"], "open")
    assert "LIKE" not in str(cases_of(cast["gao"]).query) and list(listed) == ["qiao", "tea", "lin"]
    plan = listed.explain()
    assert connection.vendor != "sqlite" or ("case_list_in_state" in plan and "TEMP B-TREE" not in plan), plan


def test_regrouping_takes_effect_while_the_site_runs_and_touches_only_what_moved(
    cast: dict[str, User], cases: None
) -> None:
    assert level_cases() and not level_cases()
    untouched = set(CaseReader.objects.filter(case="tea").values_list("pk", flat=True))
    Organisation.objects.filter(party="lin").update(parent="west")
    assert seen(cast["west"]) == {"tea", "qiao"}
    assert level_cases() and not level_cases()
    assert seen(cast["west"]) == {"tea", "qiao", "lin"} and seen(cast["east"]) == set()
    assert set(CaseReader.objects.filter(case="tea").values_list("pk", flat=True)) == untouched


def test_an_authority_put_under_another_brings_its_sellers_cases(cast: dict[str, User], cases: None) -> None:
    level_cases()
    Organisation.objects.filter(party="west").update(parent=None)
    level_cases()
    assert seen(cast["gao"]) == {"lin"} and seen(cast["west"]) == SEES["west"]


def test_a_seller_admitted_later_is_found_by_the_name_that_stood_in_the_case(
    cast: dict[str, User], cases: None
) -> None:
    level_cases()
    Organisation.objects.create(party="late", name="外地商家", kind="merchant", parent_id="west")
    level_cases()
    assert seen(cast["west"]) == SEES["west"] | {"sent", "away"} and seen(cast["gao"]) == SEES["gao"] | {"sent", "away"}
    Organisation.objects.filter(party="late").delete()
    level_cases()
    assert seen(cast["west"]) == SEES["west"]


def test_one_look_levels_the_register_and_the_cases(cast: dict[str, User], cases: None) -> None:
    assert level_all() and not level_all()
    Organisation.objects.filter(party="east").update(parent="west")
    assert level_all() and not level_all() and not DocketReader.objects.exists()


def test_destroying_a_case_takes_its_readers(cast: dict[str, User], cases: None) -> None:
    CaseRow.objects.filter(pk="lin").delete()
    assert not CaseReader.objects.filter(case="lin").exists()


def test_the_list_names_only_ones_own_and_narrows_by_state(cast: dict[str, User], cases: None) -> None:
    CaseReader.objects.filter(case="tea").update(state="decided")
    CaseRow.objects.filter(pk="tea").update(state="decided")
    body = client_of(cast["west"]).get("/cases/", {"state": "decided"}).content.decode()
    assert "/cases/tea/" in body and "/cases/qiao/" not in body
    whole = client_of(cast["west"]).get("/cases/").content.decode()
    assert whole.index("/cases/qiao/") < whole.index("/cases/tea/") and "/cases/lin/" not in whole


def test_the_follower_looks_at_most_every_few_seconds(cast: dict[str, User], cases: None, monkeypatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("gongzhi_web.launch.levelling.time.monotonic", lambda: clock[0])
    levelling = Levelling()
    assert levelling.when_due()
    Organisation.objects.filter(party="lin").update(parent="west")
    assert not levelling.when_due()
    clock[0] += EVERY_SECONDS
    assert levelling.when_due() and seen(cast["west"]) == {"tea", "qiao", "lin"}


def test_a_name_that_is_an_alias_is_the_sellers_too(cast: dict[str, User]) -> None:
    Organisation.objects.filter(party="tea").update(aliases=["西山茶"])
    row = CaseRow.objects.create(
        id="alias", index=9, broadcast="b", holder="P", concerned=framed(("西山茶",)), onlookers="", level="serious",
        state="open", opened_at=NOW, moved_at=NOW, version=9, record=b"",
    )  # fmt: skip
    write_readers(row)
    assert seen(cast["tea"]) == seen(cast["west"]) == seen(cast["gao"]) == {"alias"} and not seen(cast["east"])
