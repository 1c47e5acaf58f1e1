"""Admission on screen: who sees which file, nothing personal without a look on record, nothing lost when refused."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from web_cast import NOW, client_of, seal_room

from gongzhi.flow.admitting import act_upon_dossier, apply, load_dossier
from gongzhi.flow.admitting_asked import Applying, Asked
from gongzhi.flow.admitting_details import Particulars, details_of
from gongzhi.flow.custody import Viewed
from gongzhi.flow.erase import Grounds, erase_for_person
from gongzhi.flow.keeping import load_classes
from gongzhi.flow.matters import sealed_records
from gongzhi.parties import (
    DossierState,
    IdentityReported,
    LegalRole,
    Matched,
    Paper,
    PartyKind,
    Step,
    id_number_check_digit,
)
from gongzhi_web.accounts.models import Look, Organisation, Role, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.parties.gate import plain_gate
from gongzhi_web.parties.models import DossierDue, DossierRow, EngagedRow, ProductRow
from gongzhi_web.parties.scope import dossiers_of, engaged_of, products_of

CODES = {"lin": "91390104900200307X", "tea": "91390122900200526A", "xinghuo": "913901049001006649"}
FIRST17 = "39010119900101001"
ID_NUMBER = FIRST17 + id_number_check_digit(FIRST17)
STAFF = ("reviewer", "second", "lead", "lead2", "auditor", "gao", "east", "west", "elsewhere")
SEES = {
    **{one: {"lin", "tea", "xinghuo", "qiao"} for one in ("reviewer", "second", "lead", "lead2", "auditor", "gao")},
    "east": {"lin"},
    "west": {"tea", "xinghuo", "qiao"},
    "lin": {"lin"},
    "tea": {"tea"},
    "qiao": {"xinghuo", "qiao"},
    **{one: set() for one in ("elsewhere", "zhou", "nobody")},
}


def put_in(archive, user: User, **changes: object) -> str:
    """An application by the user's organisation to platform P."""
    party = str(user.organisation_id)
    given: dict[str, object] = {
        "role": LegalRole.MCN if party == "xinghuo" else LegalRole.MERCHANT,
        "kind": PartyKind.COMPANY,
        "holder": "P",
        "applicant": party,
        "about": party,
        "name": f"{party}有限公司",
        "uscc": CODES.get(party),
        "place": "某县某路 1 号",
        "particulars": Particulars(phone="13900000001"),
        "papers": (Paper(kind="营业执照", number=CODES.get(party, "")),) if party in CODES else (),
    }
    new = Applying(**{**given, **changes})  # type: ignore[arg-type]
    made = apply(archive, plain_gate(), new=new, by=user.acting(), at=timezone.now())
    catch_up(archive)
    return made.number


def presenter(archive, user: User) -> str:
    """Qiao's file, filed by 星火."""
    details = Particulars(name="乔小满", id_number=ID_NUMBER, phone="13900000002", home="高新区")
    return put_in(
        archive,
        user,
        role=LegalRole.PRESENTER,
        kind=PartyKind.PERSON,
        uscc=None,
        about="p-qiao",
        name="",
        known_as=("主播乔",),
        particulars=details,
        papers=(),
    )


def do(archive, user: User, number: str, step: Step, **asked: object) -> None:
    """One act through the flow."""
    seen = load_dossier(archive, number).version
    given = Asked(step=step, seen=seen, reason="按程序办理", **asked)  # type: ignore[arg-type]
    act_upon_dossier(archive, plain_gate(), number=number, asked=given, by=user.acting(), at=timezone.now())
    catch_up(archive)


def post(client: Client, number: str, step: str, **form: object):
    """One act through the page."""
    seen = DossierRow.objects.get(number=number).version
    return client.post(reverse("dossier_act", args=[number]), {"step": step, "seen": seen, **form}, follow=True)


@pytest.fixture
def files(archive, cast: dict[str, User]) -> dict[str, str]:
    """A file of each seller and of presenter Qiao; Lin's and Qiao's are verified."""
    numbers = {name: put_in(archive, cast[name]) for name in ("lin", "tea")}
    numbers |= {"xinghuo": put_in(archive, cast["qiao"]), "qiao": presenter(archive, cast["qiao"])}
    for name in ("lin", "qiao"):
        do(archive, cast["reviewer"], numbers[name], Step.ADMIT)
    return numbers


def test_the_matrix_of_who_sees_which_file(cast: dict[str, User], files: dict[str, str]) -> None:
    for name, user in cast.items():
        assert set(dossiers_of(user).values_list("number", flat=True)) == {files[one] for one in SEES[name]}, name
        client = client_of(user)
        for one, number in files.items():
            missing = 403 if name == "nobody" else 404
            for page in ("dossier", "licence"):
                answer = client.get(reverse(page, args=[number]))
                public = one == "lin" if page == "licence" else one in SEES[name]
                assert answer.status_code == (200 if public else 404 if page == "licence" else missing), (name, one)
            if one not in SEES[name]:
                for address, form in (("dossier_act", {"step": "leave"}), ("dossier_details", {"purpose": "看"})):
                    refused = client.post(reverse(address, args=[number]), form)
                    assert refused.status_code in (403, 404), (name, one, address)
        listed = client.get(reverse("dossiers"))
        body = listed.content.decode() if listed.status_code == 200 else ""
        assert {one for one, number in files.items() if number in body} == SEES[name], name
        due = client.get(reverse("parties_due"))
        body = due.content.decode() if due.status_code == 200 else ""
        seen = {one for one in ("lin", "qiao") if files[one] in body}
        assert seen == SEES[name] & {"lin", "qiao"}, name


def test_a_presenter_with_an_account_of_their_own_sees_their_own_file_only(cast: dict[str, User], files) -> None:
    own = User.objects.create(
        username="p-qiao", display="乔", role=Role.MERCHANT, organisation_id="xinghuo", known_as=["p-qiao", "主播乔"]
    )
    assert set(dossiers_of(own).values_list("number", flat=True)) == {files["qiao"]}
    assert not products_of(own).exists() and not engaged_of(own).exists()
    assert client_of(own).get(reverse("parties_engage")).status_code == 404


def test_an_application_is_filed_and_nothing_is_lost_when_it_is_refused(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["lin"])
    form = {
        "holder": "P",
        "role": "merchant",
        "kind": "company",
        "name": "林家果园有限公司",
        "uscc": CODES["lin"][:-1] + "1",
        "place": "上坑村 41 号",
        "known_as": "林家果园",
        "goods": ["食品"],
        "person-phone": "13900000001",
        "paper-kind": ["营业执照", "食品经营许可证"],
        "paper-number": [CODES["lin"], "JY13901049000029"],
        "paper-until": ["", "2028-09-30"],
    }
    refused = client.post(reverse("dossier_new"), form)
    body = refused.content.decode()
    assert refused.status_code == 400 and "校验位不对" in body
    assert "上坑村 41 号" in body and "13900000001" not in body
    assert archive.size() == 0
    made = client.post(reverse("dossier_new"), {**form, "uscc": CODES["lin"]}, follow=True)
    assert "已提交，编号" in made.content.decode() and "JY13901049000029" in made.content.decode()
    assert load_dossier(archive, DossierRow.objects.get().number).opened.goods == ("食品",)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"role": "king"}, "没有选身份"),
        ({"paper-until": ["昨天"]}, "不是日期"),
        ({"holder": "nobody"}, "请从列表中选择"),
    ],
)
def test_bad_words_in_the_form_are_answered_in_chinese(archive, cast, wrong: dict[str, object], says: str) -> None:
    form = {"holder": "P", "role": "merchant", "kind": "company", "name": "林", "uscc": CODES["lin"], "place": "某处",
            "person-phone": "13900000001", "paper-kind": ["营业执照"], "paper-number": [CODES["lin"]],
            "paper-until": [""]}  # fmt: skip
    body = client_of(cast["lin"]).post(reverse("dossier_new"), {**form, **wrong}, follow=True).content.decode()
    assert says in body


def test_a_reviewer_admits_and_the_page_says_what_was_not_checked(archive, cast, files: dict[str, str]) -> None:
    client = client_of(cast["reviewer"])
    body = post(client, files["tea"], "admit").content.decode()
    assert "已核验通过" in body and "未核验" in body and "没有接入登记信息来源" in body
    assert DossierRow.objects.get(number=files["tea"]).state == "verified"
    [answer] = load_dossier(archive, files["tea"]).checks
    assert answer.matched is Matched.NOT_ASKED


def test_a_seller_cannot_admit_and_a_regulator_only_reads(cast, files: dict[str, str]) -> None:
    for name in ("tea", "gao", "west"):
        answer = post(client_of(cast[name]), files["tea"], "admit")
        assert answer.status_code == 400 and "不能对档案" in answer.content.decode(), name
    assert DossierRow.objects.get(number=files["tea"]).state == "applied"
    assert post(client_of(cast["auditor"]), files["tea"], "admit").status_code == 403


def test_what_was_changed_meanwhile_is_not_decided_on(archive, cast, files: dict[str, str]) -> None:
    old = {"step": "admit", "seen": DossierRow.objects.get(number=files["tea"]).version}
    do(archive, cast["second"], files["tea"], Step.RETURN)
    answer = client_of(cast["reviewer"]).post(reverse("dossier_act", args=[files["tea"]]), old)
    assert answer.status_code == 400 and "在你打开之后已由second“退回补正”" in answer.content.decode()
    assert load_dossier(archive, files["tea"]).state is DossierState.RETURNED
    seen = client_of(cast["tea"]).get(reverse("dossier", args=[files["tea"]])).content.decode()
    assert "已退回的理由：按程序办理" in seen and 'id="do-resubmit"' in seen and 'id="do-admit"' not in seen


def test_personal_details_are_masked_until_somebody_says_what_for(archive, cast, files: dict[str, str]) -> None:
    client, address = client_of(cast["reviewer"]), reverse("dossier", args=[files["qiao"]])
    body = client.get(address).content.decode()
    assert ID_NUMBER not in body and "乔小满" not in body and "13900000002" not in body and "390101" in body
    look = reverse("dossier_details", args=[files["qiao"]])
    assert client.post(look, {"purpose": " "}).status_code == 400
    assert not list(sealed_records(archive, Viewed))
    shown = client.post(look, {"purpose": "核对本人"}).content.decode()
    assert ID_NUMBER in shown and "乔小满" in shown
    assert Look.objects.filter(user=cast["reviewer"], what="查看个人信息", subject=files["qiao"]).count() == 1
    assert [one.record.purpose for one in sealed_records(archive, Viewed)] == ["核对本人"]
    assert client_of(cast["auditor"]).post(look, {"purpose": "看"}).status_code == 403


def test_no_row_holds_a_natural_persons_details(cast, files: dict[str, str]) -> None:
    for model in (DossierRow, DossierDue, ProductRow, EngagedRow):
        for row in model.objects.all():
            kept = " ".join(str(getattr(row, field.name)) for field in model._meta.fields)
            record = bytes(getattr(row, "record", b"")).decode()
            assert not {word for word in (ID_NUMBER, "乔小满", "13900000002") if word in kept + record}


def test_a_scan_is_sealed_by_itself_and_handed_to_those_who_may_look(archive, cast, files: dict[str, str]) -> None:
    scan = SimpleUploadedFile("证.pdf", b"%PDF-1.7 licence", content_type="application/pdf")
    form = {"paper-kind": "食品经营许可证", "paper-number": "JY13901049000029", "paper-until": "2028-09-30"}
    post(client_of(cast["lin"]), files["lin"], "add_papers", **form, scan=scan)
    [placed] = archive.placed(kind="scan", subject=files["lin"])
    address = reverse("dossier_scan", args=[files["lin"], placed.sha256])
    for name, status in (("lin", 200), ("reviewer", 200), ("east", 200), ("tea", 404), ("west", 404), ("zhou", 404)):
        assert client_of(cast[name]).get(address).status_code == status, name
    bad = SimpleUploadedFile("证.pdf", b"<html>", content_type="application/pdf")
    refused = post(client_of(cast["lin"]), files["lin"], "add_papers", **form, scan=bad)
    assert refused.status_code == 400 and "PDF、JPG、PNG" in refused.content.decode()
    wrong = {**form, "paper-number": "JY1"}
    good = SimpleUploadedFile("证.pdf", b"%PDF-1.7 other")
    assert post(client_of(cast["lin"]), files["lin"], "add_papers", **wrong, scan=good).status_code == 400
    assert len(list(archive.placed(kind="scan"))) == 1


def test_the_public_page_shows_what_the_law_names_and_nothing_else(archive, cast, files: dict[str, str]) -> None:
    body = Client().get(reverse("licence", args=[files["lin"]])).content.decode()
    assert CODES["lin"] in body and "lin有限公司" in body and "营业执照" in body and "13900000001" not in body
    for number in (files["tea"], files["qiao"], "ZT1"):
        assert Client().get(reverse("licence", args=[number])).status_code == 404
    details = Particulars(name="林国山", id_number=ID_NUMBER, phone="13900000009", address="上坑村果园")
    farm = put_in(archive, cast["lin"], role=LegalRole.OPERATOR, kind=PartyKind.SMALLHOLDER, uscc=None, papers=(),
                  about="farm", exempt="销售自产农副产品", particulars=details)  # fmt: skip
    do(archive, cast["reviewer"], farm, Step.ADMIT)
    body = Client().get(reverse("licence", args=[farm])).content.decode()
    assert "上坑村果园" in body and "13900000009" in body and "依法不需要办理登记" in body
    assert ID_NUMBER not in body and "林国山" not in body
    do(archive, cast["lin"], farm, Step.LEAVE)
    assert Client().get(reverse("licence", args=[farm])).status_code == 404


def test_the_board_shows_what_is_over_and_cites_it(archive, cast, files: dict[str, str]) -> None:
    DossierDue.objects.filter(number=files["lin"]).update(due=timezone.localdate() - timedelta(days=3))
    body = client_of(cast["reviewer"]).get(reverse("parties_due")).content.decode()
    assert "已超期 3 天" in body and "直播电商监督管理办法/8" in body and "首播前培训" in body
    only = client_of(cast["reviewer"]).get(reverse("parties_due"), {"only": "over"}).content.decode()
    assert files["lin"] in only and files["qiao"] not in only


def test_the_report_is_the_leads_on_record_and_holds_the_plain_details(archive, cast, files: dict[str, str]) -> None:
    Organisation.objects.filter(party="P").update(name="平台P")
    DossierRow.objects.update(applied_at=timezone.now() - timedelta(days=800))
    page = client_of(cast["lead"]).get(reverse("parties_due")).content.decode()
    period = page.split('name="period" value="')[1][:7]
    assert client_of(cast["reviewer"]).post(reverse("parties_report"), {"period": period}).status_code == 403
    answer = client_of(cast["lead"]).post(reverse("parties_report"), {"period": period})
    book = load_workbook(io.BytesIO(answer.content))
    assert book["直播营销人员"]["B2"].value == ID_NUMBER
    [made] = [one.record for one in sealed_records(archive, IdentityReported)]
    assert (made.period, made.rows) == (period, 2)
    assert Look.objects.filter(what="导出身份报送表").count() == 1
    assert "已导出" in client_of(cast["lead"]).get(reverse("parties_due")).content.decode()
    client_of(cast["elsewhere"]).post(reverse("parties_report"), {"period": period})
    assert len(list(sealed_records(archive, IdentityReported, "report/P"))) == 1


def test_a_product_goes_from_the_room_to_the_reviewer(archive, cast, files: dict[str, str]) -> None:
    client = client_of(cast["lin"])
    form = {"holder": "P", "title": "云岭豇豆", "sort": "食用农产品", "seller": files["lin"],
            "paper-kind": ["承诺达标合格证"], "paper-number": ["QS-1"], "paper-until": [""]}  # fmt: skip
    body = client.post(reverse("product_new"), form, follow=True).content.decode()
    assert "高风险农产品" in body and "产地证明" in body and 'id="do-clear"' not in body
    refused = client.post(reverse("product_new"), {**form, "seller": files["tea"]})
    assert refused.status_code == 400 and "没有这个编号的已核验销售者" in refused.content.decode()
    assert "tea有限公司" not in refused.content.decode()
    number = ProductRow.objects.get().number
    address = reverse("product_act", args=[number])
    for kind in ("产地证明", "质量检测报告"):
        seen = ProductRow.objects.get().version
        paper = {"paper-kind": kind, "paper-number": "N1", "paper-until": ""}
        client.post(address, {"step": "add_papers", "seen": seen, **paper})
    clear = {"step": "clear", "reason": "原件已看", "seen": ProductRow.objects.get().version}
    assert client.post(address, clear).status_code == 400
    assert "已核对" in client_of(cast["reviewer"]).post(address, clear, follow=True).content.decode()
    for name, status in (("east", 200), ("lin", 200), ("west", 404), ("tea", 404), ("zhou", 404), ("elsewhere", 404)):
        assert client_of(cast[name]).get(reverse("product", args=[number])).status_code == status, name


def test_a_broadcast_with_an_untrained_presenter_carries_a_hint(archive, cast, files: dict[str, str]) -> None:
    operator = put_in(archive, cast["lin"], role=LegalRole.OPERATOR, known_as=("林家果园",))
    do(archive, cast["reviewer"], operator, Step.ADMIT)
    form = {"holder": "P", "room": "lin", "planned_at": "2026-03-14T14:00", "operator": operator,
            "presenter": ["", files["qiao"]], "part": "lead", "seller": [""]}  # fmt: skip
    answer = client_of(cast["lin"]).post(reverse("parties_engage"), form)
    assert answer.status_code == 302, answer.content.decode()
    seal_room(archive, "lin", merchant="林家果园", presenters=("主播乔",))
    catch_up(archive)
    body = client_of(cast["reviewer"]).get(reverse("parties_rooms")).content.decode()
    assert (
        "开播前没有培训记录" in body
        and "本场人员是开播以后才报送的" in body
        and EngagedRow.objects.get().number in body
    )
    room = client_of(cast["reviewer"]).get(reverse("room", args=["b-lin"])).content.decode()
    assert "开播前没有培训记录" in room and EngagedRow.objects.get().number in room
    assert "lin的直播" not in client_of(cast["west"]).get(reverse("parties_rooms")).content.decode()
    refused = client_of(cast["lin"]).post(reverse("parties_engage"), {**form, "planned_at": "明天"})
    assert refused.status_code == 400 and "计划开播的时间" in refused.content.decode()
    assert NOW.date() == date(2026, 3, 14)


def test_rows_can_be_built_anew_from_the_log(archive, cast, files: dict[str, str]) -> None:
    before = list(DossierRow.objects.order_by("number").values_list("number", "state", "version", "index"))
    DossierRow.objects.all().delete()
    DossierDue.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert list(DossierRow.objects.order_by("number").values_list("number", "state", "version", "index")) == before
    assert DossierDue.objects.filter(number=files["qiao"]).count() == 2


def test_what_a_person_had_erased_is_gone_from_every_page(archive, cast, files: dict[str, str]) -> None:
    found = details_of(archive, files["qiao"])
    assert found is not None
    grounds = Grounds(basis=("个人信息保护法/47",), why="请求 1 号", by="lead", at=timezone.now())
    erase_for_person(archive, load_classes(), [found[0].exhibit], grounds)
    catch_up(archive)
    body = client_of(cast["reviewer"]).get(reverse("dossier", args=[files["qiao"]])).content.decode()
    assert "没有登记，或已依法销毁" in body and "乔**" in body
    shown = client_of(cast["reviewer"]).post(reverse("dossier_details", args=[files["qiao"]]), {"purpose": "核对"})
    assert shown.status_code == 200 and ID_NUMBER not in shown.content.decode()


def test_the_public_page_keeps_the_old_telephone_until_the_new_one_was_verified(archive, cast) -> None:
    details = Particulars(name="林国山", id_number=ID_NUMBER, phone="13900000009", address="上坑村果园")
    farm = put_in(archive, cast["lin"], role=LegalRole.OPERATOR, kind=PartyKind.SMALLHOLDER, uscc=None, papers=(),
                  about="farm", exempt="销售自产农副产品", particulars=details)  # fmt: skip
    do(archive, cast["reviewer"], farm, Step.ADMIT)
    form = {"person-phone": "13900000010", "changed_on": timezone.localdate().isoformat()}
    assert "已报送变更" in post(client_of(cast["lin"]), farm, "report_change", **form).content.decode()
    assert "13900000009" in Client().get(reverse("licence", args=[farm])).content.decode()
    post(client_of(cast["reviewer"]), farm, "accept_change")
    assert "13900000010" in Client().get(reverse("licence", args=[farm])).content.decode()


def test_the_matrix_of_products_and_reports(archive, cast, files: dict[str, str]) -> None:
    operator = put_in(archive, cast["lin"], role=LegalRole.OPERATOR, uscc=CODES["lin"])
    client = client_of(cast["lin"])
    product = {"holder": "P", "title": "脐橙", "sort": "食用农产品", "seller": files["lin"]}
    report = {"holder": "P", "room": "lin", "planned_at": "2026-03-14T14:00", "operator": operator,
              "presenter": [files["qiao"]], "part": "lead"}  # fmt: skip
    for address, form in (("product_new", product), ("parties_engage", report)):
        assert client.post(reverse(address), form).status_code == 302
    see = {"reviewer", "second", "lead", "lead2", "auditor", "gao", "east", "lin"}
    for name, user in cast.items():
        assert products_of(user).exists() == (name in see), name
        assert engaged_of(user).exists() == (name in see), name
        body = client_of(user).get(reverse("products"))
        assert (body.status_code == 200 and "脐橙" in body.content.decode()) == (name in see), name
