"""A rule changed in a form: tried, drafted, watched in the shadow, approved by another; and who sees nothing of it."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from web_cast import NOW, client_of, make_finding

from gongzhi.flow.matters import item_of
from gongzhi.flow.rule_records import ShadowFinding
from gongzhi.screening import Line, Screener, Status
from gongzhi_web.archive.following import catch_up
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.rules import desk
from gongzhi_web.rules.edit_views import rate
from gongzhi_web.rules.forms import form_of
from gongzhi_web.rules.models import ShadowRow
from gongzhi_web.screening.models import FindingRow

RULE = "trial.orchard"
FORM = {
    "rule": "", "seen": "", "id": RULE, "title": "称果园祖传秘法", "type": "false_origin_content", "severity": "4",
    "certainty": "likely", "since": "2026-02-01", "author": "法务 季", "patterns": "脐橙假一赔\n<老祖>的秘法",
    "words": "老祖：爷爷、太爷爷", "provisions": "广告法/28.2", "why": "没有依据的来历会让人误信商品的品质。",
    "instead": "说清楚怎么种、谁检测过。",
    "accepted": "脐橙假一赔十\n脐橙假一赔三\n爷爷的秘法\n太爷爷的秘法\n爷爷的秘法好［类别=农产品；用在=商品页］",
    "refused": "我爷爷种的橙子\n没有什么秘法\n自己种自己卖\n秘法都是骗人的\n这是今年的新果",
    "near-0-patterns": "", "near-0-within": "10", "covers": "", "reason": "果园直播里常见",
}  # fmt: skip


@pytest.fixture(autouse=True)
def plenty() -> None:
    """Every test may try as often as it likes."""
    rate.forget()


def post(user, name: str, form: dict, *args: str):
    return client_of(user).post(reverse(name, args=args), form)


def page(user, rule: str = RULE) -> str:
    answer = client_of(user).get(reverse("rule", args=[rule]))
    assert answer.status_code == 200
    return answer.content.decode()


def digest(user, rule: str = RULE) -> str:
    return desk.states_of(user)[rule].standing.sha256


@pytest.fixture
def drafted(cast, market) -> str:
    """The reviewer's draft; its digest."""
    answer = post(cast["reviewer"], "save_rule", FORM)
    assert answer.status_code == 302, answer.content.decode()
    return digest(cast["reviewer"])


@pytest.fixture
def shadowed(cast, drafted: str) -> str:
    """The same in the shadow."""
    assert "开始影子试跑</button>" in page(cast["reviewer"]) and "批准这一版" not in page(cast["lead"])
    assert post(cast["reviewer"], "start_trial", {"seen": drafted}, RULE).status_code == 302
    return drafted


def test_a_new_rule_is_written_in_a_form_and_what_is_wrong_is_said_at_its_field(cast, market) -> None:
    client = client_of(cast["reviewer"])
    empty = client.get(reverse("new_rule")).content.decode()
    assert "写一条新规则" in empty and "各至少 5 例" in empty
    wrong = {
        **FORM, "patterns": "好*", "provisions": "广告法/999", "accepted": "脐橙假一赔十\n今天天气好", "title": "",
    }  # fmt: skip
    answer = client.post(reverse("save_rule"), wrong)
    body = answer.content.decode()
    assert answer.status_code == 400 and desk.states_of(cast["reviewer"]) == {}
    said = answer.context["by_field"]
    assert set(said) == {"patterns", "provisions", "accepted", "title"}
    assert "没有重复与字符类" in said["patterns"][0] and said["accepted"] == [
        "“应命中”的例子只有 2 例，至少 5 例，请补上"
    ]
    assert "今天天气好" in body and "好*" in body
    failing = {**FORM, "accepted": FORM["accepted"] + "\n今天天气好"}
    (why,) = client.post(reverse("save_rule"), failing).context["by_field"]["accepted"]
    assert "“今天天气好”应命中而没有命中：没有一条写法对得上" in why


def test_a_trial_shows_what_would_change_in_the_rooms_of_the_last_week_and_seals_nothing(cast, market, archive) -> None:
    BroadcastRow.objects.update(heard_at=timezone.now())
    archive._placed = [one.__class__(**{**{n: getattr(one, n) for n in one.__slots__}, "at": timezone.now()}) for one in archive._placed]  # fmt: skip
    size = archive.size()
    answer = post(cast["lead"], "try_rule", FORM)
    body = answer.content.decode()
    assert answer.context["new"] == 4 and answer.context["gone"] == 0 and archive.size() == size
    assert len(answer.context["by_room"]) == 3 and "<mark" in body and 'id="fit"' in body
    assert [one.example.text for one in answer.context["examples"] if one.hit is not one.expected] == []
    for room in market.values():
        assert reverse("room", args=[room]) in body
    broken = post(cast["lead"], "try_rule", {**FORM, "patterns": "("})
    assert 'id="said-patterns" role="alert" hx-swap-oob="true"><p>' in broken.content.decode()
    assert post(cast["elsewhere"], "try_rule", FORM).context["new"] == 0


def test_trials_are_limited_in_number(cast, market, monkeypatch) -> None:
    # On a slow machine the real clock gives calls back between two trials.
    monkeypatch.setattr(rate, "_clock", lambda: 0.0)
    answers = [post(cast["lead"], "try_rule", {**FORM, "patterns": "("}).status_code for _ in range(13)]
    assert answers[-1] == 429 and answers[0] == 200


def test_one_drafts_tries_and_another_approves_and_it_holds_at_once(cast, shadowed: str) -> None:
    listed = client_of(cast["lead"]).get(reverse("rules"))
    assert [one.id for one in listed.context["waiting"]] == [RULE]
    assert "影子试跑中" in page(cast["reviewer"]) and "批准这一版" not in page(cast["reviewer"])
    assert "批准这一版" in page(cast["lead"])
    line = Line(id="1", text="脐橙假一赔十", kind="speech", on=NOW.date(), category="农产品")
    before = {hit.rule for hit in desk.held_for(cast["lead"]).screener.screen(line).findings}
    post(cast["lead"], "approve_rule", {"seen": shadowed, "word": "看过样本"}, RULE)
    after = {hit.rule for hit in desk.held_for(cast["lead"]).screener.screen(line).findings}
    assert RULE not in before and RULE in after
    body = page(cast["lead"])
    for said in ("批准启用", "第 0+1 版", "看过样本", "起草", "开始影子试跑", "本平台改过"):
        assert said in body
    assert [listed_for(cast[name]) for name in ("lead", "auditor", "elsewhere")] == [[RULE], [RULE], []]


def listed_for(user) -> list[str]:
    return [one["rule"].id for one in client_of(user).get(reverse("rules"), {"q": RULE}).context["rows"]]


def test_the_author_cannot_approve_and_a_stale_digest_is_refused(cast, market) -> None:
    post(cast["lead"], "save_rule", FORM)
    old = digest(cast["lead"])
    post(cast["lead"], "start_trial", {"seen": old}, RULE)
    post(cast["lead"], "approve_rule", {"seen": old}, RULE)
    assert desk.states_of(cast["lead"])[RULE].approved is None and "由另一名主管批准" in page(cast["lead"])
    post(cast["reviewer"], "save_rule", {**FORM, "rule": RULE, "seen": old, "severity": "5"})
    assert digest(cast["lead"]) != old
    client = client_of(cast["lead2"])
    answer = client.post(reverse("approve_rule", args=[RULE]), {"seen": old}, follow=True)
    assert "已被替换、批准或撤回" in answer.content.decode()
    assert desk.states_of(cast["lead"])[RULE].approved is None
    assert post(cast["reviewer"], "approve_rule", {"seen": old}, RULE).status_code == 403


def test_where_the_words_come_from_and_their_last_day_are_kept_and_shown(cast, market) -> None:
    form = FORM | {"source": "春季专项监测", "until": "2026-12-31"}
    assert post(cast["reviewer"], "save_rule", form).status_code == 302
    fields = json.loads(desk.states_of(cast["reviewer"])[RULE].standing.text)["rule"]
    assert (fields["source"], fields["until"]) == ("春季专项监测", "2026-12-31")
    body = post(cast["reviewer"], "try_rule", form | {"until": "2026-01-01"}).content.decode()
    assert "最后一天" in body


def test_two_people_with_the_same_form_open_do_not_overwrite_each_other(cast, drafted: str) -> None:
    answer = post(cast["lead"], "save_rule", {**FORM, "rule": RULE, "seen": "", "severity": "5"})
    assert answer.status_code == 400 and "有人改过" in answer.content.decode()
    assert digest(cast["lead"]) == drafted


def test_a_shipped_rule_is_edited_and_retired_for_this_platform_only(cast, market) -> None:
    rule = "absolute.state_grade"
    client = client_of(cast["reviewer"])
    opened = client.get(reverse("edit_rule", args=[rule])).context
    given = {key: value for key, value in opened["form"].items() if isinstance(value, str | int)}
    form = {**given, "rule": rule, "seen": opened["seen"], "severity": "5", "reason": "从严", **named(opened["form"])}
    assert client.post(reverse("save_rule"), form).status_code == 302
    seen = digest(cast["reviewer"], rule)
    differs = client.get(reverse("rule", args=[rule])).context["draft_differs"]
    assert [(one.name, one.gone, one.new) for one in differs] == [("严重程度", ("3",), ("5",))]
    post(cast["reviewer"], "start_trial", {"seen": seen}, rule)
    post(cast["lead"], "approve_rule", {"seen": seen}, rule)
    assert severity(cast["lead"], rule) == 5 and severity(cast["elsewhere"], rule) == 3
    post(cast["lead"], "retire_rule", {"seen": seen, "word": "误报太多"}, rule)
    assert "有人提议停用" in page(cast["lead2"], rule)
    post(cast["lead2"], "approve_rule", {"seen": seen}, rule)
    (gone,) = [one for one in desk.held_for(cast["lead"]).held.rules.rules if one.id == rule]
    assert gone.status is Status.RETIRED and "停用" in page(cast["lead"], rule)


def named(form: dict) -> dict:
    found = {name: form[name] for name in ("category", "category_not", "speakers", "ignore") if form[name]}
    for side in ("near", "near_not"):
        for at, one in enumerate(form[side]):
            found |= {f"{side}-{at}-patterns": one["patterns"], f"{side}-{at}-within": str(one["within"])}
    return found


def severity(user, rule: str) -> int:
    return next(one.severity for one in desk.held_for(user).held.rules.rules if one.id == rule)


def test_every_shipped_rule_survives_its_form_unchanged(cast, market) -> None:
    from django.http import QueryDict

    from gongzhi_web.rules.forms import read_form

    for text in desk.desk().texts.values():
        given = form_of(text)
        form = QueryDict(mutable=True)
        for name, value in {**given, **named(given)}.items():
            if isinstance(value, list):
                form.setlist(name, [str(one) for one in value])
            else:
                form[name] = str(value)
        assert read_form(form, text).with_fields(version=text.version).sha256 == text.sha256, text.id


@pytest.fixture
def hits(cast, shadowed: str, archive, market) -> list[str]:
    """Two shadow hits in Lin's room and one of another platform; their exhibit ids."""
    own = [make_finding(market["lin"], at, rule=RULE, rule_version="0+1") for at in (0, 1)]
    shadow = [ShadowFinding(finding=one, platform="P", line="家人们这是全国最好的脐橙", beside=("absolute.best",)) for one in own]  # fmt: skip
    shadow.append(
        ShadowFinding(finding=make_finding("b-far", rule=RULE, rule_version="0+1"), platform="别家平台", line="远")
    )
    placed = archive.append([item_of(one, RULE, NOW) for one in shadow])
    catch_up(archive)
    return [one.exhibit for one in placed]


def test_shadow_hits_are_counted_and_marked_so_that_precision_is_known(cast, hits: list[str]) -> None:
    client = client_of(cast["reviewer"])
    shown = client.get(reverse("rule_shadow", args=[RULE]))
    assert shown.context["figures"].hits == 2 and len(shown.context["found"]) == 2
    client.post(reverse("mark_shadow", args=[RULE]), {"finding": hits[0], "mark": "confirmed"})
    answer = client.post(
        reverse("mark_shadow", args=[RULE]), {"finding": hits[1], "mark": "overturned"}, headers={"HX-Request": "true"}
    )
    assert "误报" in answer.content.decode()
    figures = client_of(cast["lead"]).get(reverse("rule", args=[RULE])).context["shadow"]
    assert (figures.confirmed, figures.overturned, figures.percent) == (1, 1, 50)
    assert figures.beside == [("absolute.best", 2)] and figures.leads == 1
    assert (
        client.post(reverse("mark_shadow", args=[RULE]), {"finding": hits[2], "mark": "confirmed"}).status_code == 404
    )


def test_shadow_hits_reach_no_queue_no_room_no_evidence_and_no_case(cast, hits: list[str], market) -> None:
    assert ShadowRow.objects.count() == 3 and not FindingRow.objects.filter(rule=RULE).exists()
    for name in ("reviewer", "lead", "gao", "lin", "qiao", "zhou", "elsewhere"):
        assert not exhibits_of(cast[name]).filter(kind__in=["ShadowFinding", "RuleDrafted", "RuleTried"]).exists()
        for exhibit in hits:
            assert client_of(cast[name]).get(f"/evidence/{exhibit}/").status_code == 404
    assert RULE not in client_of(cast["reviewer"]).get(reverse("queue")).content.decode()
    assert RULE not in client_of(cast["lin"]).get(reverse("room", args=[market["lin"]])).content.decode()


@pytest.mark.parametrize("name", ["lin", "qiao", "zhou", "nobody", "gao", "auditor"])
def test_who_is_no_editor_of_the_platform_changes_nothing(cast, drafted: str, name: str) -> None:
    for verb, args, form in (
        ("save_rule", (), FORM), ("try_rule", (), FORM), ("start_trial", (RULE,), {"seen": drafted}),
        ("approve_rule", (RULE,), {"seen": drafted}), ("withdraw_rule", (RULE,), {"seen": drafted, "word": "不要"}),
        ("retire_rule", (RULE,), {"seen": drafted, "word": "不要"}), ("mark_shadow", (RULE,), {"finding": "x"}),
    ):  # fmt: skip
        assert post(cast[name], verb, form, *args).status_code == 403, verb
    assert digest(cast["reviewer"]) == drafted


@pytest.mark.parametrize("name", ["lin", "zhou", "nobody", "gao", "elsewhere"])
def test_a_stranger_sees_nothing_of_a_draft(cast, drafted: str, name: str) -> None:
    client = client_of(cast[name])
    assert client.get(reverse("rule", args=[RULE])).status_code in (403, 404)
    assert client.get(reverse("rule_file", args=[RULE])).status_code in (403, 404)
    assert "祖传" not in client.get(reverse("rules")).content.decode()
    if name == "elsewhere":
        for verb in ("start_trial", "approve_rule", "withdraw_rule"):
            assert client.post(reverse(verb, args=[RULE]), {"seen": drafted, "word": "改"}).status_code == 404
        assert client.get(reverse("edit_rule", args=[RULE])).status_code == 404
    assert digest(cast["reviewer"]) == drafted


def test_a_change_is_withdrawn_with_a_reason_and_leaves_its_trace(cast, shadowed: str) -> None:
    post(cast["lead"], "withdraw_rule", {"seen": shadowed, "word": " "}, RULE)
    assert digest(cast["lead"]) == shadowed
    post(cast["lead"], "withdraw_rule", {"seen": shadowed, "word": "样本里全是误报"}, RULE)
    assert desk.states_of(cast["lead"])[RULE].standing is None and "样本里全是误报" in page(cast["lead"])


def test_steps_without_the_forms_token_are_refused(cast, drafted: str) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["lead"])
    for verb in ("start_trial", "approve_rule", "withdraw_rule"):
        assert client.post(reverse(verb, args=[RULE]), {"seen": drafted}).status_code == 403
    assert client.post(reverse("save_rule"), FORM).status_code == 403


def test_what_is_in_force_is_a_file_that_rules_test_accepts(cast, market, tmp_path) -> None:
    from gongzhi.screening import load_rules

    answer = client_of(cast["lead"]).get(reverse("rule_file", args=["absolute.best"]))
    (tmp_path / "one.yaml").write_bytes(answer.content)
    (rule,) = load_rules(tmp_path).rules
    assert rule.id == "absolute.best" and Screener(load_rules(tmp_path), desk.book()).screen(
        Line(id="1", text="我们的面料是全网最好", kind="speech", on=NOW.date())
    )


def test_a_seller_checks_a_script_by_the_rules_in_force_once_there_is_one_platform(cast, shadowed: str) -> None:
    from gongzhi_web.accounts.models import Organisation

    form = {"text": "爷爷的秘法种的脐橙", "category": "农产品", "kind": "speech", "on": "2026-03-14"}

    def rules() -> set[str]:
        checked = post(cast["lin"], "check_script", form).context["checked"]
        return {one.hit.rule for one in checked.remarks}

    post(cast["lead"], "approve_rule", {"seen": shadowed}, RULE)
    assert RULE not in rules()
    cast["elsewhere"].delete()
    Organisation.objects.filter(party="other").delete()
    assert RULE in rules()
