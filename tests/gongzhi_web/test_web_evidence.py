"""Exhibits on screen: who sees which, what a bundle holds, what verification says, what an upload may be."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_cast import NOW, client_of, seal_room

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.cases import ReviewOutcome
from gongzhi.evidence import Outcome, parse_policy, verify_bundle
from gongzhi.flow.ports import Item
from gongzhi.flow.review import review_finding
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.opening import replace_archive
from gongzhi_web.evidence import log_views
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.says import KINDS, say
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.evidence.sealed import log_now

SEES = {
    "reviewer": {"lin", "tea"},
    "lead": {"lin", "tea"},
    "auditor": {"lin", "tea"},
    "gao": {"lin", "tea"},
    "east": {"lin"},
    "west": {"tea"},
    "lin": {"lin"},
    "tea": {"tea"},
    "qiao": set(),
    "elsewhere": set(),
    "zhou": set(),
    "nobody": set(),
}


@pytest.fixture
def store(tmp_path: Path, cast: dict[str, User]) -> Iterator[DirectoryArchive]:
    """Two rooms, each with raw bytes, sealed in a real log, one finding reviewed."""
    archive = open_archive(tmp_path / "store")
    replace_archive(archive)
    for room, merchant in (("lin", "林家果园"), ("tea", "西山茶业")):
        seal_room(archive, room, merchant=merchant)  # type: ignore[arg-type]
        raw = f'{{"nick":"山那边","room":"{room}"}}\n'.encode()
        archive.append([Item(kind="raw", subject=f"b-{room}", data=raw, at=NOW)])
    finding = next(archive.placed(kind="Finding", subject="b-lin")).exhibit
    by = cast["reviewer"].acting(["P"])
    review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=NOW)
    catch_up(archive)
    yield archive
    replace_archive(None)
    archive.close()


def exhibit_of(store: DirectoryArchive, room: str, kind: str = "Finding") -> str:
    """The first exhibit of this kind in a room."""
    return next(store.placed(kind=kind, subject=f"b-{room}")).exhibit


@pytest.mark.parametrize("name", SEES)
def test_each_person_sees_exhibits_of_the_rooms_within_their_reach_only(name, cast, store) -> None:
    rooms = set(exhibits_of(cast[name]).values_list("broadcast", flat=True))
    assert rooms == {f"b-{room}" for room in SEES[name]}


@pytest.mark.parametrize("name", SEES)
def test_exhibit_pages_and_bundles_of_rooms_out_of_reach_answer_404(name, cast, store) -> None:
    client = client_of(cast[name])
    for room in ("lin", "tea"):
        expected = 200 if room in SEES[name] else 403 if name == "nobody" else 404
        exhibit = exhibit_of(store, room)
        pages = [
            reverse("exhibit", args=[exhibit]),
            reverse("bundle", args=["exhibit", exhibit]),
            reverse("bundle", args=["broadcast", f"b-{room}"]),
        ]
        assert [client.get(page).status_code for page in pages] == [expected] * 3
        assert client.post(reverse("verify_exhibit", args=[exhibit])).status_code == expected


def test_a_seller_sees_neither_raw_bytes_nor_reviews_nor_leads(cast, store) -> None:
    kinds = set(exhibits_of(cast["lin"]).values_list("kind", flat=True))
    assert kinds == {"Broadcast", "SignalBatch", "Finding", "Promise"}
    data = client_of(cast["lin"]).get(reverse("bundle", args=["broadcast", "b-lin"])).content
    assert "山那边".encode() not in data
    own = [item for item in verify_bundle(data).items if not item.kind.startswith("Redacted")]
    assert len(own) == exhibits_of(cast["lin"]).count()
    assert "山那边".encode() in client_of(cast["lead"]).get(reverse("bundle", args=["broadcast", "b-lin"])).content


def test_a_review_belongs_to_the_broadcast_of_its_finding_and_names_who_spoke(cast, store) -> None:
    review = Placing.objects.get(kind="Review")
    assert (review.broadcast, review.by, review.organisation) == ("b-lin", "reviewer", "P")


def test_the_exhibit_page_says_what_it_is_and_where_it_lies(cast, store) -> None:
    exhibit = exhibit_of(store, "lin")
    body = client_of(cast["gao"]).get(reverse("exhibit", args=[exhibit])).content.decode()
    place = Placing.objects.get(exhibit=exhibit)
    for text in ("“最好”", "广告法第九条第三项", place.sha256, f'id="log-index">{place.index}<', "当前检查点"):
        assert text in body
    assert Look.objects.get(subject=exhibit).what == "查看证据"


def test_verifying_shows_every_numbered_step(cast, store) -> None:
    exhibit = exhibit_of(store, "lin")
    client = client_of(cast["gao"])
    body = client.post(reverse("verify_exhibit", args=[exhibit]), headers={"HX-Request": "true"}).content.decode()
    assert "核验通过" in body and body.count('<span class="n">') == 10 and "不成立" not in body
    assert "<html" not in body and "<html" in client.post(reverse("verify_exhibit", args=[exhibit])).content.decode()


def test_a_damaged_original_is_named_by_its_step(cast, store) -> None:
    exhibit = exhibit_of(store, "lin")
    place = store.find(exhibit)
    body = store.vault.as_it_lies(place.index, place.sha256)
    pack = store.directory / store.vault.where(place.index)
    pack.write_bytes(pack.read_bytes().replace(body, bytes([body[0] ^ 1]) + body[1:]))
    client = client_of(cast["gao"])
    body = client.post(reverse("verify_exhibit", args=[exhibit]), headers={"HX-Request": "true"}).content.decode()
    assert "核验不通过" in body and body.count("不成立") >= 1
    page = client.get(reverse("exhibit", args=[exhibit]))
    assert page.status_code == 200 and "原件已不是封存时的样子" in page.content.decode()


def test_a_downloaded_bundle_verifies_with_the_policy_from_the_log_page(cast, store) -> None:
    client = client_of(cast["gao"])
    policy = parse_policy(client.get(reverse("policy")).content)
    answer = client.get(reverse("bundle", args=["exhibit", exhibit_of(store, "lin")]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert verify_bundle(answer.content, policy=policy).verdict is Outcome.VERIFIED
    assert client.get(reverse("checkpoint")).content.decode() == log_now().checkpoint


def upload(client, data: bytes, **more):
    """Post a bundle to the checking page."""
    return client.post(reverse("check_bundle"), {"bundle": SimpleUploadedFile("a.evz", data), **more})


@pytest.mark.parametrize("trust", ["own", "none"])
def test_an_uploaded_bundle_is_verified_step_by_step(trust: str, cast, store) -> None:
    client = client_of(cast["gao"])
    data = client.get(reverse("bundle", args=["broadcast", "b-lin"])).content
    good = upload(client, data, trust=trust).content.decode()
    assert 'data-outcome="verified"' in good
    at = data.index("最好".encode())
    bad = upload(client, data[:at] + b"\xe8" + data[at + 1 :], trust=trust).content.decode()
    assert 'data-outcome="failed"' in bad


def test_a_bundle_of_another_log_fails_under_our_key_and_holds_under_its_own_policy(cast, store, tmp_path) -> None:
    from gongzhi.adapters.bundles import bundle

    with open_archive(tmp_path / "foreign", create=True) as foreign:
        seal_room(foreign, "far", merchant="远方")  # type: ignore[arg-type]
        data = bundle(foreign, ["b-far"], made_at=NOW)
        line = f"log {foreign.log.key}\nquorum none\n".encode()
    client = client_of(cast["lead"])
    assert 'data-outcome="failed"' in upload(client, data, trust="own").content.decode()
    policy = SimpleUploadedFile("policy.txt", line)
    assert 'data-outcome="verified"' in upload(client, data, trust="file", policy=policy).content.decode()


@pytest.mark.parametrize("data", [b"PK\x05\x06", b"\x00" * 100, "不是包".encode()])
def test_bytes_that_are_no_bundle_get_a_verdict_not_a_failure(data: bytes, cast, store) -> None:
    answer = upload(client_of(cast["lead"]), data, trust="none")
    assert answer.status_code == 200 and 'data-outcome="failed"' in answer.content.decode()


def test_too_large_empty_and_missing_uploads_say_what_to_do(cast, store, monkeypatch) -> None:
    client = client_of(cast["lead"])
    assert client.post(reverse("check_bundle")).status_code == 400
    assert upload(client, b"").status_code == 400
    assert upload(client, b"x", trust="file").status_code == 400
    monkeypatch.setattr(log_views, "LARGEST", 10)
    monkeypatch.setattr(log_views, "_FORM_BYTES", 10)
    answer = upload(client, b"x" * 1000)
    assert answer.status_code == 413 and "gongzhi evidence verify" in answer.content.decode()


def test_an_upload_without_the_forms_token_is_refused(cast, store) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["lead"])
    assert upload(client, b"x").status_code == 403


def test_the_list_filters_by_kind_room_and_typed_id(cast, store) -> None:
    client = client_of(cast["lead"])
    exhibit = exhibit_of(store, "lin")
    for query, count in (("kind=Finding", 2), ("broadcast=b-lin", 7), (f"q={exhibit[:12]}", 1), ("q=none", 0)):
        page = client.get(reverse("exhibits") + "?" + query)
        assert page.context["page"].paginator.count == count, query
    assert "没有符合条件的证据" in page.content.decode()


def test_every_kind_of_record_that_can_be_named_can_be_read_or_is_described(store) -> None:
    for placed in store.placed():
        assert placed.kind in KINDS
        assert say(placed.kind, store.read(placed)).line
    assert say("Finding", b"{}").readable is False
