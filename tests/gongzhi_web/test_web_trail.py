"""The trail of an object: acts and looks newest first, page by page, and names only as the viewer may see them."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from test_web_board import do, put_in
from web_cast import client_of

from gongzhi.cases import Act
from gongzhi.flow.erase import Erased, Erasure
from gongzhi.flow.matters import seal
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.evidence.models import Placing
from gongzhi_web.trail.reader import PAGE, trail_of


def looked(user: User, subject: str, what: str = "查看案源", minutes: int = 0) -> None:
    """A look, so many minutes from now."""
    look = Look.objects.create(user=user, what=what, subject_kind="案源", subject=subject)
    Look.objects.filter(pk=look.pk).update(at=timezone.now() + timedelta(minutes=minutes))


@pytest.fixture
def entry(archive, cast: dict[str, User]) -> str:
    """The city entered it, handed it to the east, who assigned it."""
    number = put_in(archive, cast["gao"], "city", "市局交办")
    do(archive, cast["gao"], number, Act.HAND_DOWN, unit="east")
    do(archive, cast["east"], number, Act.ASSIGN, assignee=cast["east"].acting())
    return number


def test_acts_and_looks_stand_in_one_list_newest_first(cast: dict[str, User], entry: str) -> None:
    looked(cast["east"], entry, minutes=5)
    looked(cast["east"], entry, "办理案源", minutes=6)
    lines = trail_of(cast["east"], [entry]).lines
    assert [one.what for one in lines] == ["查看案源", "案源办理：指派", "案源办理：交办下级", "案源登记"]
    assert [one.at for one in lines] == sorted((one.at for one in lines), reverse=True)
    assert [bool(one.exhibit) for one in lines] == [False, True, True, True]
    assert (lines[2].who, lines[2].unit, lines[2].detail) == ("gao", "市局", "按程序办理") and lines[1].unit == ""


def test_nobody_learns_that_another_organisation_looked(cast: dict[str, User], entry: str) -> None:
    looked(cast["gao"], entry, minutes=5)
    assert "查看案源" not in {one.what for one in trail_of(cast["east"], [entry]).lines}
    assert "查看案源" in {one.what for one in trail_of(cast["gao"], [entry]).lines}


def test_a_colleagues_look_bears_half_a_name_unless_one_audits(cast: dict[str, User], archive) -> None:
    number = put_in(archive, cast["lead"], "P", "平台自查")
    User.objects.filter(pk=cast["second"].pk).update(display="苏明月")
    looked(User.objects.get(pk=cast["second"].pk), number, minutes=5)
    who = {name: trail_of(User.objects.get(username=name), [number]).lines[0].who for name in PLATFORM}
    assert who == {"reviewer": "苏**", "second": "苏明月", "lead": "苏明月", "auditor": "苏明月"}


PLATFORM = ("reviewer", "second", "lead", "auditor")


def test_pages_follow_one_another_without_loss(archive, cast: dict[str, User], entry: str) -> None:
    for minutes in range(2 * PAGE):
        looked(cast["east"], entry, minutes=minutes + 1)
    pages = [trail_of(cast["east"], [entry], page=page) for page in (1, 2, 3)]
    assert [len(page.lines) for page in pages] == [PAGE, PAGE, 3] and [page.more for page in pages] == [
        True,
        True,
        False,
    ]
    times = [line.at for page in pages for line in page.lines]
    assert times == sorted(times, reverse=True)
    body = client_of(cast["east"]).get(reverse("docket_entry", args=[entry]), {"trail": "2"}).content.decode()
    assert "trail=3#trail" in body and "trail=1#trail" in body


def test_a_party_reads_what_it_is_told_and_no_name_of_the_other_side(cast: dict[str, User], db: None) -> None:
    for index, kind in enumerate(("CaseOpened", "Proposed", "DocketActed", "Review", "Decided")):
        place(index, kind, "c1", "P", "何主管")
    place(5, "AppealFiled", "c1", "lin", "林国山")
    seen = trail_of(cast["lin"], ["c1"]).lines
    assert [(one.what, one.who) for one in seen] == [("申诉", "林国山"), ("处置决定", "工作人员"), ("立案", "工作人员")]
    assert {one.unit for one in seen} == {"", "平台P"}
    whole = {one.what for one in trail_of(cast["lead"], ["c1"]).lines}
    assert "处置意见" in whole and "处置意见" not in {one.what for one in trail_of(cast["gao"], ["c1"]).lines}


def place(index: int, kind: str, case: str, organisation: str, name: str) -> None:
    """A sealed item as it stands in the rows; its content is not in this archive."""
    Placing.objects.create(
        exhibit=f"x{index}", index=index, kind=kind, subject=case, name="", sha256="0" * 64, size=1,
        at=timezone.now() + timedelta(seconds=index), case=case, by=name, by_name=name, organisation=organisation,
    )  # fmt: skip


def test_what_was_lawfully_destroyed_leaves_a_line_without_content(archive, cast: dict[str, User], entry: str) -> None:
    acted = list(archive.placed(kind="DocketActed", subject=entry))[-1]
    word = Erased(
        subject=entry, category="其他记录", exhibits=(acted.exhibit,), cause=Erasure.TERM_ENDED,
        basis=("电子商务法/31",), why="期限届满", by="a**", at=timezone.now(),
    )  # fmt: skip
    archive.destroy([acted.index])
    seal(archive, timezone.now(), (entry, word))
    catch_up(archive)
    lines = trail_of(cast["east"], [entry]).lines
    assert lines[0].detail == "内容已依法销毁" and lines[0].what == "案源办理"


def test_the_tag_is_one_line_for_any_page(cast: dict[str, User], entry: str) -> None:
    request = RequestFactory().get("/", {"trail": "999999999"})
    request.user = cast["east"]
    page = Template("{% load trail %}{% trail number nothing %}").render(
        Context({"request": request, "number": entry, "nothing": ""})
    )
    assert "案源办理：指派" in page and page.count("<section") == 1


def test_every_page_of_an_object_shows_its_trail(archive, cast: dict[str, User], entry: str) -> None:
    page = client_of(cast["gao"]).get(reverse("docket_entry", args=[entry])).content.decode()
    assert 'id="trail"' in page and "查看案源" in page
