"""操作留痕: one's own organisation only, filtered, and exported so that nothing in it runs."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.cases import ReviewOutcome
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import Look
from gongzhi_web.archive.following import catch_up
from gongzhi_web.audit.scope import acts_of, looks_of
from gongzhi_web.audit.tables import safe_cell


@pytest.fixture
def busy(archive, cast, market):
    """Gao and the reviewer each looked at Lin's room; the reviewer confirmed its finding."""
    for name in ("gao", "reviewer"):
        client_of(cast[name]).get(reverse("room", args=[market["lin"]]))
    finding = next(archive.placed(kind="Finding", subject=market["lin"])).exhibit
    by = cast["reviewer"].acting(["P"])
    review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=timezone.now())
    catch_up(archive)
    return finding


def rows_of(answer) -> list[list[str]]:
    """The lines of a downloaded table."""
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_an_auditor_sees_the_looks_of_their_own_organisation_only(cast, busy) -> None:
    assert {look.user.username for look in looks_of(cast["auditor"])} == {"reviewer"}
    body = client_of(cast["auditor"]).get(reverse("audit")).content.decode()
    assert "查看直播间" in body and ">gao<" not in body
    assert {look.user.username for look in looks_of(cast["gao"])} == {"gao"}
    assert not looks_of(cast["elsewhere"]).exists() and not looks_of(cast["nobody"]).exists()


def test_acts_name_who_sealed_them_and_lead_to_the_exhibit(cast, busy) -> None:
    [act] = acts_of(cast["auditor"])
    assert (act.kind, act.by, act.subject) == ("Review", "reviewer", busy)
    page = client_of(cast["auditor"]).get(reverse("acts"))
    assert page.context["page"].paginator.count == 1 and act.exhibit in page.content.decode()
    assert not acts_of(cast["elsewhere"]).exists() and not acts_of(cast["gao"]).exists()


@pytest.mark.parametrize("name", ["reviewer", "gao", "lin", "qiao", "zhou", "nobody"])
def test_other_roles_are_turned_away(name: str, cast, busy) -> None:
    pages = [reverse("audit"), reverse("acts"), reverse("audit_export", args=["looks"])]
    assert [client_of(cast[name]).get(page).status_code for page in pages] == [403] * 3


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"who": "reviewer"}, 1),
        ({"who": "second"}, 0),
        ({"what": "查看直播间"}, 1),
        ({"what": "验证证据"}, 0),
        ({"subject": "b-lin"}, 1),
        ({"subject": "b-tea"}, 0),
        ({"from": "2020-01-01", "to": "2020-02-01"}, 0),
    ],
)
def test_filters_narrow_the_looks(query, count, cast, busy) -> None:
    assert client_of(cast["auditor"]).get(reverse("audit"), query).context["page"].paginator.count == count


def test_days_the_wrong_way_round_are_turned_and_impossible_ones_are_today(cast, busy) -> None:
    today = timezone.localdate()
    turned = {"from": today.isoformat(), "to": (today - timedelta(days=3)).isoformat()}
    client = client_of(cast["auditor"])
    assert client.get(reverse("audit"), turned).context["page"].paginator.count == 1
    for day in ("0001-01-01", "9999-12-31", "昨天"):
        assert client.get(reverse("audit"), {"from": day, "to": day}).status_code == 200


def test_the_export_holds_what_the_page_shows_and_is_itself_written_down(cast, busy) -> None:
    client = client_of(cast["auditor"])
    looks = rows_of(client.get(reverse("audit_export", args=["looks"])))
    assert looks[0][0] == "时间" and len(looks) == 3
    assert {row[4] for row in looks[1:]} == {"查看直播间", "导出留痕"}
    acts = rows_of(client.get(reverse("audit_export", args=["acts"])))
    assert len(acts) == 2 and acts[1][3] == "复核结论"
    assert Look.objects.filter(what="导出留痕").count() == 2
    assert client.get(reverse("audit_export", args=["passwords"])).status_code == 404


def test_no_cell_of_the_export_can_run(cast, busy) -> None:
    for text in ("=cmd()", "+1", "-1", "@x"):
        assert safe_cell(text) == f"'{text}"
    Look.objects.create(user=cast["reviewer"], what="查看", subject_kind="主体", subject='=HYPERLINK("x")', address="")
    rows = rows_of(client_of(cast["auditor"]).get(reverse("audit_export", args=["looks"])))
    assert any(row[6] == '\'=HYPERLINK("x")' for row in rows)


def test_an_empty_audit_says_so(cast, db) -> None:
    client = client_of(cast["auditor"])
    assert "没有符合条件的记录" in client.get(reverse("audit")).content.decode()
    assert "没有符合条件的行为" in client.get(reverse("acts")).content.decode()
