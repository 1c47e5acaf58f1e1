"""列入黑名单决定书 on the case's page: issued once, numbered, downloaded as sealed, seen by whom the case concerns."""

import pytest
from django.test import Client
from django.urls import reverse
from test_web_cases import _decide, case
from web_cast import client_of

from gongzhi.flow.guiding import load_paper
from gongzhi_web.accounts.models import User
from gongzhi_web.campaigns.models import PaperRow
from gongzhi_web.campaigns.scope import papers_of

__all__ = ["case"]
PAGE = "制发列入黑名单决定书"
SEES = {"reviewer", "second", "lead", "lead2", "auditor", "gao", "east", "lin"}


@pytest.fixture
def listed(archive, case: str, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> str:
    """Two leads decided to blacklist Lin; filling a .docx is tested where it is made."""
    monkeypatch.setattr("gongzhi_web.campaigns.scope.render_document", lambda document: document.number.encode())
    _decide(cast, case, measure="blacklist", days="365", serious_breach="yes")
    proposal = next(archive.placed(kind="Proposed")).exhibit
    client_of(cast["lead2"]).post(reverse("confirm_proposal", args=[case]), {"proposal": proposal})
    return case


def issue(client: Client, case: str) -> str:
    return client.post(reverse("blacklist_issue", args=[case]), follow=True).content.decode()


def test_it_is_issued_from_the_cases_page_once_under_the_next_number(archive, cast, listed: str) -> None:
    lead = client_of(cast["lead"])
    assert PAGE in lead.get(reverse("case", args=[listed])).content.decode()
    assert "还没有制发" in client_of(cast["lin"]).get(reverse("case", args=[listed])).content.decode()
    page = issue(lead, listed)
    row = PaperRow.objects.get()
    assert f"已制发 {row.number}" in page and row.number.endswith("号") and "平台P列名单〔" in row.number
    assert PAGE not in page and reverse("blacklist_file", args=[listed]) in page
    assert row.number in issue(client_of(cast["lead2"]), listed) and PaperRow.objects.count() == 1
    assert load_paper(archive, row.id).issued.to == "lin"


def test_the_file_is_the_sealed_one_and_only_for_whom_the_case_concerns(cast: dict[str, User], listed: str) -> None:
    address = reverse("blacklist_file", args=[listed])
    assert client_of(cast["lead"]).get(address).status_code == 404
    issue(client_of(cast["lead"]), listed)
    number = PaperRow.objects.get().number
    for name, user in cast.items():
        answer = client_of(user).get(address)
        assert (answer.status_code == 200) == (name in SEES), name
        if name in SEES:
            assert answer.content.decode() == number, name


def test_only_a_lead_of_the_holder_issues_it(cast: dict[str, User], listed: str) -> None:
    for name in cast.keys() - {"lead", "lead2"}:
        answer = client_of(cast[name]).post(reverse("blacklist_issue", args=[listed]))
        assert answer.status_code in (403, 404), name
    assert not PaperRow.objects.exists()


def test_the_platform_and_the_party_find_it_among_their_papers(cast: dict[str, User], listed: str) -> None:
    issue(client_of(cast["lead"]), listed)
    paper = PaperRow.objects.get().id
    for name, user in cast.items():
        own = name in {"reviewer", "second", "lead", "lead2", "auditor", "lin"}
        assert papers_of(user).exists() == own, name
    page = client_of(cast["lead"]).get(reverse("paper", args=[paper])).content.decode()
    assert reverse("case", args=[listed]) in page and 'id="do-serve"' in page
    assert 'id="do-withdraw"' not in client_of(cast["lin"]).get(reverse("paper", args=[paper])).content.decode()


def test_a_case_decided_otherwise_offers_no_such_paper(case: str, cast: dict[str, User]) -> None:
    _decide(cast, case)
    assert "blacklist-paper" not in client_of(cast["lead"]).get(reverse("case", args=[case])).content.decode()
    assert "没有列入黑名单的决定" in issue(client_of(cast["lead"]), case)
