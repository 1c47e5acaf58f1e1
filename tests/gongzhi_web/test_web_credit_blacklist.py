"""Shared lists on screen: taken in only whole and unbroken, looked up by code, a lead and no decision."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from web_cast import client_of

from gongzhi.credit import BlacklistEntry, add_link, salted
from gongzhi.evidence import SignerKey
from gongzhi_web.accounts.models import Look

CODE, SALT = "91110000MA00000000", b"0123456789abcdef"
KEY = SignerKey(name="platform-q.example", seed=b"q" * 32)
TODAY = timezone.localdate()
ENTRY = BlacklistEntry(
    platform=KEY.name, subject=salted("uscc", CODE, SALT), decision="平Q〔2026〕7号", provisions=("广告法/9(3)",),
    decided_at=datetime(2026, 1, 1, tzinfo=UTC), since=TODAY - timedelta(days=1), until=TODAY + timedelta(days=9),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path, settings, cast, archive):
    settings.STORE = tmp_path
    (tmp_path / "blacklist").mkdir()
    (tmp_path / "blacklist" / "q.pub").write_text(str(KEY.verifier), "utf-8")
    (tmp_path / "blacklist" / "salt").write_bytes(SALT)
    return tmp_path / "blacklist"


def take(user, text: str) -> str:
    upload = SimpleUploadedFile("q.list", text.encode())
    return client_of(user).post(reverse("credit_blacklist_take"), {"list": upload}, follow=True).content.decode()


def look(user, code: str = CODE) -> str:
    return client_of(user).post(reverse("credit_blacklist"), {"uscc": code}).content.decode()


def test_a_list_is_taken_in_and_what_stands_is_found_by_the_code_with_a_trace(cast, folder) -> None:
    expired = replace(ENTRY, decision="平Q-旧", since=TODAY - timedelta(days=90), until=TODAY)
    assert "共 2 条，新增 2 条" in take(cast["lead"], add_link(add_link("", expired, KEY), ENTRY, KEY))
    body = look(cast["reviewer"])
    assert (
        "平Q〔2026〕7号" in body and "平Q-旧" not in body and "另行核实、决定并告知" in body and "今天仍计 1 条" in body
    )
    assert Look.objects.filter(what="查共享黑名单", subject=CODE).exists()
    assert "没有仍在名单上的条目" in look(cast["gao"], "91110000MA00000001")


def test_a_list_that_lost_an_entry_is_refused_whole_and_the_old_one_stays(cast, folder) -> None:
    one = add_link("", ENTRY, KEY)
    two = add_link(one, replace(ENTRY, decision="平Q-8"), KEY)
    take(cast["lead"], two)
    assert "有条目被删去或改动" in take(cast["lead"], one)
    assert "平Q-8" in look(cast["lead"])
    assert "接不上前一条" in take(cast["lead"], two.splitlines()[1])


def test_only_the_lead_takes_in_and_sellers_do_not_look(cast, folder) -> None:
    assert client_of(cast["reviewer"]).post(reverse("credit_blacklist_take")).status_code == 403
    assert {client_of(cast[name]).get(reverse("credit_blacklist")).status_code for name in ("lin", "qiao")} == {403}


def test_without_keys_or_salt_the_page_says_what_to_do(cast, folder) -> None:
    (folder / "salt").unlink()
    assert "约定的盐" in look(cast["lead"])
    (folder / "q.pub").unlink()
    assert "公钥" in take(cast["lead"], add_link("", ENTRY, KEY))
