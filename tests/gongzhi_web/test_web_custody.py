"""Custody on the site: looks and bundles are sealed as they happen, and told to those who may know."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from web_cast import NOW, client_of, seal_room

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.evidence import Reason, StoreUnwritable, unpack, verify_bundle
from gongzhi.flow.custody import Exported, Viewed
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Item
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.evidence import custody
from gongzhi_web.evidence.scope import exhibits_of


@pytest.fixture
def store(tmp_path: Path, cast: dict[str, User]) -> Iterator[DirectoryArchive]:
    archive = open_archive(tmp_path / "store")
    replace_archive(archive)
    seal_room(archive, "lin", merchant="林家果园")  # type: ignore[arg-type]
    archive.append([Item(kind="raw", subject="b-lin", data='{"nick":"山那边"}'.encode(), at=NOW)])
    catch_up(archive)
    yield archive
    replace_archive(None)
    archive.close()


def finding_in(store: DirectoryArchive) -> str:
    return next(store.placed(kind="Finding")).exhibit


def test_the_first_look_of_each_person_and_day_is_sealed_and_no_more(cast, store, monkeypatch) -> None:
    page = reverse("exhibit", args=[finding_in(store)])
    size = store.size()
    for name in ("gao", "gao", "lead", "gao"):
        assert client_of(cast[name]).get(page).status_code == 200
    assert store.size() == size + 2
    later = custody.timezone.now() + timedelta(days=1)
    monkeypatch.setattr(custody.timezone, "now", lambda: later)
    client_of(cast["gao"]).get(page)
    views = [one.record for one in sealed_records(store, Viewed)]
    assert len(views) == 3 and {view.exhibit for view in views} == {finding_in(store)}
    assert not any(account in view.by for view in views for account in ("gao", "lead"))


def test_content_that_cannot_be_shown_on_the_record_is_not_shown(cast, store, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreUnwritable("磁盘已满：请清理后重试")

    monkeypatch.setattr(custody, "record_view", full)
    answer = client_of(cast["gao"]).get(reverse("exhibit", args=[finding_in(store)]))
    assert (
        answer.status_code == 503 and "磁盘已满" in answer.content.decode() and "“最好”" not in answer.content.decode()
    )


def test_the_page_tells_the_chain_to_staff_and_not_to_sellers(cast, store) -> None:
    page = reverse("exhibit", args=[finding_in(store)])
    client_of(cast["reviewer"]).get(page)
    body = client_of(cast["lead"]).get(page).content.decode()
    assert 'id="custody"' in body and body.count("查看证据") >= 2 and str(cast["reviewer"]) in body
    body = client_of(cast["gao"]).get(page).content.decode()
    # Another organisation's people stay masked.
    assert 'id="custody"' in body and "r**" in body
    assert 'id="custody"' not in client_of(cast["lin"]).get(page).content.decode()


def test_a_bundle_is_on_record_with_its_digest_before_it_leaves(cast, store) -> None:
    import hashlib

    data = client_of(cast["gao"]).get(reverse("bundle", args=["broadcast", "b-lin"])).content
    [exported] = [one.record for one in sealed_records(store, Exported)]
    assert exported.sha256 == hashlib.sha256(data).hexdigest() and exported.scope == "直播 b-lin"
    assert exported.withheld == 0 and set(exported.exhibits) == set(
        exhibits_of(cast["gao"]).values_list("exhibit", flat=True)
    )


def test_a_sellers_bundle_and_one_made_for_a_party_withhold_personal_data(cast, store) -> None:
    address = reverse("bundle", args=["broadcast", "b-lin"])
    for client, query in ((client_of(cast["lin"]), ""), (client_of(cast["lead"]), "?for=party")):
        data = client.get(address + query).content
        verdict = verify_bundle(data)
        assert verdict.verdict == "verified" and "山那边".encode() not in data
        if query:
            assert Reason.WITHHELD in {item.reason for item in verdict.items}
            assert not any(b"nick" in part for part in unpack(data).parts.values())
    full = verify_bundle(client_of(cast["lead"]).get(address).content)
    assert {item.reason for item in full.items} == {Reason.SEALED}
    assert not {"RedactedCopy", "Redacted", "Viewed"} & {item.kind for item in full.items}


def test_the_extraction_record_is_for_staff_within_reach_and_on_record(cast, store) -> None:
    address = reverse("extraction_record", args=["broadcast", "b-lin"])
    answer = client_of(cast["gao"]).get(address)
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
    assert [one.record.exhibit for one in sealed_records(store, Viewed)] == ["b-lin"]
    answers = {name: client_of(cast[name]).get(address).status_code for name in ("west", "lin", "zhou", "elsewhere")}
    assert answers["lin"] == 403 and 200 not in answers.values()
    assert client_of(cast["gao"]).get(reverse("extraction_record", args=["exhibit", "b-lin"])).status_code == 404
    body = client_of(cast["gao"]).get(reverse("exhibit", args=[finding_in(store)])).content.decode()
    assert address in body and "for=party" in body
