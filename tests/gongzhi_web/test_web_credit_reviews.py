"""Reviews on screen: weights with reasons, bounds, signs for a person; refused lines; nothing kept."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_cast import client_of

ROWS = ["id,party,reviewer,stars,at,verified,account_days,text"] + [
    f"r{n},lin,u{n},5,2026-05-01,是,400,果子又大又甜物流很快下次还来买" for n in range(5)
]


def post(user, text: str):
    return client_of(user).post(reverse("credit_reviews"), {"file": SimpleUploadedFile("评价.csv", text.encode())})


def test_each_review_is_shown_with_its_weight_and_signs_stand_beside_it(cast, archive, market) -> None:
    body = post(cast["reviewer"], "\n".join([*ROWS, "r9,lin,u9,9,2026-05-01,是,1,x"])).content.decode()
    for text in ("5 条，一条也没有删去", "核到收货", "几乎相同", "第 7 行", "100.0%", "由人核查", "消费者评价偏低"):
        assert text in body, text
    assert archive.size() == len(list(archive.placed())) and not list(archive.placed(kind="CreditRecorded"))


def test_a_file_that_holds_no_review_says_what_to_do(cast, archive) -> None:
    assert "每行一条评价" in client_of(cast["lead"]).post(reverse("credit_reviews")).content.decode()
    assert "没有一行是可用的评价" in post(cast["lead"], "id,party\n1,lin\n").content.decode()


def test_sellers_and_strangers_do_not_weigh_other_people_s_words(cast, archive) -> None:
    assert {client_of(cast[name]).get(reverse("credit_reviews")).status_code for name in ("lin", "qiao", "zhou")} == {
        403
    }
