"""Splitting and merging on pages of their own: what goes where is chosen, both keep their history, strangers see nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from test_web_board import do, put_in
from web_cast import client_of

from gongzhi.cases import Act
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.joining import history_of
from gongzhi_web.accounts.models import User
from gongzhi_web.board.models import DocketRow
from gongzhi_web.screening.models import FindingRow


@pytest.fixture
def entry(archive, cast: dict[str, User], market: dict[str, str]) -> str:
    """The east's entry about Lin's room: two parties, one finding, nobody said which goods."""
    finding = FindingRow.objects.get(broadcast=market["lin"]).exhibit
    number = put_in(
        archive, cast["east"], "east", "林家果园", broadcast=market["lin"], parties=("林家果园", "乔小满"), findings=(finding,),
    )  # fmt: skip
    do(archive, cast["east"], number, Act.ASSIGN, assignee=cast["east"].acting())
    return number


def form(number: str, **changes: object) -> dict[str, object]:
    """A split into one part, filled in."""
    given = {
        "seen": DocketRow.objects.get(number=number).version, "parts": "1", "reason": "当事人不同",
        "title-1": "乔小满的部分", "summary-1": "主播自己加的话", "party-1": ["乔小满"],
    }  # fmt: skip
    return given | changes


def split(client: Client, number: str, **changes: object):  # type: ignore[no-untyped-def]
    return client.post(reverse("docket_split", args=[number]), form(number, **changes), follow=True)


def test_parties_goods_and_findings_are_offered_and_go_with_the_part(archive, cast, entry: str) -> None:
    client = client_of(cast["east"])
    page = client.get(reverse("docket_split", args=[entry])).content.decode()
    assert "脐橙5斤装" in page and "最好" in page and "乔小满" in page and 'name="title-2"' not in page
    finding = FindingRow.objects.get(broadcast="b-lin").exhibit
    answer = split(client, entry, **{"goods-1": ["脐橙5斤装"], "finding-1": [finding]})
    part = load_entry(archive, DocketRow.objects.get(title="乔小满的部分").number).entered
    assert "已拆出" in answer.content.decode() and (part.split_from, part.parties) == (entry, ("乔小满",))
    assert (part.goods, part.findings) == (("脐橙5斤装",), (finding,))
    assert load_entry(archive, entry).entered.parties == ("林家果园", "乔小满")


def test_both_keep_their_history(archive, cast: dict[str, User], entry: str) -> None:
    split(client_of(cast["east"]), entry)
    part = DocketRow.objects.get(title="乔小满的部分").number
    assert {one.number for one in history_of(archive, part)} == {entry, part}
    assert history_of(archive, entry)[-1].what == "拆分"
    page = client_of(cast["east"]).get(reverse("docket_entry", args=[part])).content.decode()
    assert "拆自" in page and entry in page


def test_several_parts_are_taken_out_at_once(archive, cast: dict[str, User], entry: str) -> None:
    client = client_of(cast["east"])
    page = client.get(reverse("docket_split", args=[entry]), {"parts": "2"}).content.decode()
    assert 'name="title-2"' in page and 'name="title-3"' not in page
    two = {"parts": "2", "title-2": "林家的部分", "summary-2": "商家说的", "party-2": ["林家果园"]}
    split(client, entry, **two)
    assert DocketRow.objects.filter(title__in=["乔小满的部分", "林家的部分"]).count() == 2
    assert len(load_entry(archive, entry).acts[-1].numbers) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "必须写明理由"),
        ({"party-1": ["周记五金"]}, "不是案源"),
        ({"finding-1": ["0" * 64]}, "拆出的发现不在案源"),
        ({"title-1": ""}, "标题和反映的事实"),
        ({"seen": 1}, "请刷新后重新核对"),
        ({"seen": "x"}, "不认识的选项"),
    ],
)
def test_a_refused_split_says_why_and_loses_nothing_of_the_form(archive, cast, entry: str, changes, said: str) -> None:
    size = archive.size()
    answer = split(client_of(cast["east"]), entry, **changes)
    body = answer.content.decode()
    assert answer.status_code == 400 and said in body and "主播自己加的话" in body and archive.size() == size


def test_the_merge_page_puts_the_same_broadcast_first_and_merges(archive, cast: dict[str, User], entry: str) -> None:
    client = client_of(cast["east"])
    other = put_in(archive, cast["east"], "east", "别的事")
    same = put_in(archive, cast["east"], "east", "同一场", broadcast="b-lin")
    page = client.get(reverse("docket_merge", args=[entry])).content.decode()
    assert page.index("同一场直播") < page.index("别的事") and page.index(same) < page.index(other)
    version = DocketRow.objects.get(number=entry).version
    sent = {"into": same, "seen": version, "reason": "同一行为"}
    answer = client.post(reverse("docket_merge", args=[entry]), sent, follow=True)
    assert f"已并入 {same}" in answer.content.decode() and DocketRow.objects.get(number=entry).state == "ended"
    assert entry in {one.number for one in history_of(archive, same)}


def test_neither_page_is_there_for_a_stranger_and_who_may_not_act_is_told(cast: dict[str, User], entry: str) -> None:
    for name, user in cast.items():
        client = client_of(user)
        for page in ("docket_split", "docket_merge"):
            status = client.get(reverse(page, args=[entry])).status_code
            assert (status == 200) == (name in {"east", "gao"}), (name, page, status)
    city = client_of(cast["gao"])
    assert "现在不能由你拆分" in city.get(reverse("docket_split", args=[entry])).content.decode()
    assert "由现在承办的单位办理" in split(city, entry).content.decode()
