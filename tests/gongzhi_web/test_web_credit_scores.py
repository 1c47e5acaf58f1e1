"""The score on screen: it adds up, says how to repair it, and the public sees measures of organisations only."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from test_web_credit import AT, entry, ledger, seal  # noqa: F401 - the fixture
from web_cast import client_of

from gongzhi.credit import EntryKind
from gongzhi_web.accounts.models import Organisation
from gongzhi_web.credit.models import CreditRow
from gongzhi_web.credit.scores import kept_of, scored, spread_of

DAY = date(2026, 3, 14)
PUBLIC = "credit_public"


def rows(party: str = "lin") -> list[CreditRow]:
    return list(CreditRow.objects.filter(party=party).order_by("index"))


def scored_of(party: str):
    return scored(kept_of(rows(party))[party], DAY)


def test_the_points_on_the_page_add_up_to_the_score_and_each_has_a_way(cast, ledger) -> None:  # noqa: F811
    seal(ledger, entry("lin-2", "lin", points=-6, at=AT - timedelta(days=40), expires=AT + timedelta(days=365)))
    found = scored_of("lin")
    assert found["score"] == pytest.approx(found["base"] + sum(one["points"] for one in found["counted"]), abs=1e-9)
    assert all(one["way"]["how"] for one in found["counted"])
    moved = sum(one["points"] for one in found["changes"])
    assert found["score"] - found["before_score"] == pytest.approx(moved, abs=1e-9)
    body = client_of(cast["lin"]).get(reverse("ledger", args=["lin"]), {"on": "2026-03-14"}).content.decode()
    for text in ('id="score-value"', 'id="tier">', "怎样修复", "随机抽取", "平台自定", "由人依规则另行决定"):
        assert text in body


def test_a_repaired_entry_leaves_the_score_as_if_it_had_never_been(ledger) -> None:  # noqa: F811
    seal(ledger, entry("x", "lin", kind=EntryKind.REPAIR, points=0, cancels="lin-1", expires=None))
    assert scored_of("lin")["score"] == 80


def test_the_spread_counts_each_party_within_reach_once(cast, ledger) -> None:  # noqa: F811
    seal(ledger, entry("lin-2", "lin", points=-9))
    spread = spread_of(CreditRow.objects.all(), DAY)
    assert spread["parties"] == 2
    assert {one["tier"].id: one["counts"] for one in spread["tiers"]} == {
        "good": [0, 0, 0], "normal": [2, 2, 1], "attention": [0, 0, 1], "focus": [0, 0, 0]
    }  # fmt: skip
    statuses = {
        name: client_of(cast[name]).get(reverse("credit_spread")).status_code for name in ("gao", "lead", "lin")
    }
    assert statuses == {"gao": 200, "lead": 200, "lin": 403}
    east = client_of(cast["east"]).get(reverse("credit_spread"), {"on": "2026-03-14"}).content.decode()
    assert "有记录的 1 个主体" in east


def test_anybody_may_ask_for_an_organisation_by_its_whole_name_and_sees_no_score(client, cast, ledger) -> None:  # noqa: F811
    seal(ledger, entry("far", "lin", reason="决定 平P〔2099〕9号：警示", expires=AT + timedelta(days=36500)))
    body = client.get(reverse(PUBLIC), {"q": "林家果园"}).content.decode()
    assert "平P〔2099〕9号" in body and "网络交易监督管理办法/30" in body
    assert "2026〕000001号" not in body, "what has expired is shown no more"
    assert "score-value" not in body and "80.00" not in body
    assert "没有这个名称" in client.get(reverse(PUBLIC), {"q": "林家"}).content.decode()
    assert client.get(reverse(PUBLIC)).status_code == 200


def test_the_public_sees_no_person_no_platform_and_nothing_repaired(client, cast, ledger) -> None:  # noqa: F811
    far = AT + timedelta(days=36500)
    seal(
        ledger,
        entry("far", "lin", reason="远期", expires=far),
        entry("fix", "lin", kind=EntryKind.REPAIR, points=0, cancels="far", expires=None),
    )
    assert "没有正在公示的处置" in client.get(reverse(PUBLIC), {"q": "林家果园"}).content.decode()
    assert "没有这个名称" in client.get(reverse(PUBLIC), {"q": "平台P"}).content.decode()
    Organisation.objects.filter(party="lin").update(party_kind="smallholder")
    assert "没有这个名称" in client.get(reverse(PUBLIC), {"q": "林家果园"}).content.decode()
