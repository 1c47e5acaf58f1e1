"""Small broadcasts, each with one thing that only the whole of it shows, and its lawful twin."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cast_of_rooms import RoomScript
from gongzhi.broadcasts import ActorRole, PromiseKind
from gongzhi.law import load_book
from gongzhi.screening import Certainty, Finding, FindingType, PromiseState, RuleFailed, Told, Watcher, load_checks

CHECKS = load_checks()
BOOK = load_book()
PRAWNS = {
    "title": "冷冻黑虎虾", "specification": "净含量1400g（不含冰衣），毛重约2000g；配料：虾、焦亚硫酸钠", "price_fen": 8800,
    "position": 1, "category": "水产品", "origin": "进口", "seller": "海珍水产", "stock": 50, "shelf_life": "-18℃ 24个月",
}  # fmt: skip
PEARS = {
    "title": "脐橙 5斤装",
    "specification": "净重4.5斤以上",
    "price_fen": 2990,
    "position": 2,
    "category": "农产品",
}


def watch_room(script: RoomScript, *, end: bool = True) -> tuple[list[Finding], Watcher]:
    watcher = Watcher(script.broadcast, CHECKS, BOOK)
    found = [one for signal in script.signals for one in watcher.take(signal, script.promises.get(signal.id, ()))]
    return found + (watcher.finish() if end else []), watcher


def rules(script: RoomScript) -> list[str]:
    return [finding.rule for finding in watch_room(script)[0]]


def prawns() -> RoomScript:
    return RoomScript("水产品").card(0, **PRAWNS).explain(2)


def test_an_empty_broadcast_shows_nothing() -> None:
    found, watcher = watch_room(RoomScript())
    assert found == [] and watcher.ledger() == ()


def test_more_said_than_the_card_weighs_is_found_with_its_exact_words() -> None:
    found, _ = watch_room(prawns().say(10, "家人们一盒四斤整整四斤包邮").chatter(20, 200))
    (finding,) = found
    assert (finding.type, finding.certainty) == (FindingType.CONTRADICTS_LISTING, Certainty.LIKELY)
    assert finding.quote == "一盒四斤"
    assert "1400g" in finding.why and {cited.id for cited in finding.provisions} >= {"消费者权益保护法/20.1"}


@pytest.mark.parametrize(
    "words",
    ["一盒毛重四斤连冰衣", "一盒净重一千四百克", "一盒两斤多一点", "隔壁那家一盒四斤骗人的", "一盒七八斤你想想可能吗"],
)
def test_what_the_card_bears_out_or_nobody_claims_is_no_finding(words: str) -> None:
    assert rules(prawns().say(10, words).chatter(20, 200)) == []


def test_a_gross_figure_in_the_title_bears_the_words_out() -> None:
    assert rules(RoomScript().card(0, **PEARS).explain(2).say(9, "二号一箱五斤进重四斤半往上").chatter(20, 200)) == []


def test_words_about_another_link_are_held_against_that_card() -> None:
    script = prawns().card(1, "p2", **PEARS).say(10, "二号一箱五斤").chatter(20, 200)
    assert rules(script) == []


def test_an_amount_of_another_card_is_not_held_against_this_one() -> None:
    script = prawns().card(1, "p2", title="黑虎虾大盒", specification="净含量2000g", position=2)
    assert rules(script.say(10, "一盒四斤").chatter(20, 200)) == []


def test_unsure_which_goods_are_meant_is_doubtful_at_most() -> None:
    script = RoomScript("水产品").card(0, **PRAWNS).card(1, "p2", **{**PRAWNS, "position": 2, "title": "另一盒"})
    found, _ = watch_room(script.say(10, "一盒四斤").chatter(20, 200))
    assert [one.certainty for one in found] == [Certainty.DOUBTFUL]


def test_a_correction_on_the_spot_is_told_and_leaves_a_doubt() -> None:
    found, _ = watch_room(prawns().say(10, "一盒四斤").say(30, "不好意思我说错了是一千四百克净重").chatter(40, 200))
    (finding,) = found
    assert finding.certainty is Certainty.DOUBTFUL and "00:30 已当场更正" in finding.why


def test_a_card_changed_in_time_bears_the_words_out() -> None:
    script = prawns().say(10, "今天只要六十八块钱一盒").card(40, price_fen=6800).chatter(50, 200)
    assert rules(script) == []
    late = prawns().say(10, "今天只要六十八块钱一盒").chatter(20, 300)
    assert rules(late) == ["contradicts.price_now"]


def test_a_price_with_a_condition_is_no_promise_of_that_price() -> None:
    assert rules(prawns().say(10, "今天领券只要六十八块钱").chatter(20, 200)) == []


@pytest.mark.parametrize(
    ("card", "words", "rule"),
    [
        ({"title": "大黄鱼（养殖）"}, "东海野生大黄鱼刚打上来", "contradicts.wild"),
        ({"title": "三文鱼块", "origin": "示例省高原水库"}, "挪威进口三文鱼", "contradicts.imported"),
        ({"title": "鱼块（需加热后食用）"}, "刺身级的切开直接吃", "contradicts.raw_eating"),
        ({"title": "苦瓜片", "origin": "外购"}, "我们的原料基地就在山上", "contradicts.own_base"),
        ({"title": "虾", "specification": "配料：虾、焦亚硫酸钠"}, "我们家零添加放心吃", "contradicts.additives"),
        ({"title": "老窖", "category": "白酒", "specification": "执行标准GB/T 20822"}, "三十年原浆", "contradicts.grain_liquor"),
        ({"title": "压片糖果", "category": "普通食品"}, "咱们这个就是保健食品", "contradicts.health_food"),
        ({"title": "面霜", "category": "化妆品", "licences": ("临G妆网备字2025",)}, "它就是械字号的", "contradicts.special_cosmetics"),
        ({"title": "脐橙", "shelf_life": "20天"}, "保质期六个月放心囤", "contradicts.shelf_life"),
        ({"title": "梨汁", "specification": "净含量250毫升"}, "一瓶五百毫升", "contradicts.volume"),
        ({"title": "软糖", "specification": "60粒/盒"}, "一盒里面有九十粒", "contradicts.count"),
        ({"title": "血压计", "licences": ("临械注准20242070031",)}, "注册证号注准二零二四二零七九九九九", "contradicts.licence_number"),
    ],
)  # fmt: skip
def test_the_card_says_the_opposite(card: dict[str, object], words: str, rule: str) -> None:
    script = RoomScript().card(0, position=1, **card).explain(2).say(10, words).chatter(20, 200)
    assert rules(script) == [rule]
    assert (
        rules(RoomScript().card(0, position=1, **card).explain(2).say(10, f"有人乱讲不是{words}").chatter(20, 200))
        == []
    )


def test_a_licence_number_read_right_is_no_finding() -> None:
    script = RoomScript("医疗器械").card(0, title="血压计", licences=("临械注准20242070031",)).explain(1)
    assert rules(script.say(5, "临械注准二零二四二零七零零三一请阅读说明书").chatter(20, 200)) == []


def test_a_former_price_never_seen_is_a_doubt_that_says_what_was_seen() -> None:
    found, _ = watch_room(prawns().say(10, "原价一百九十八今天八十八").chatter(20, 200))
    (finding,) = found
    assert finding.rule == "prices.former_unseen" and finding.certainty is Certainty.DOUBTFUL
    assert "自 00:00 起所见价格为 88.00 元" in finding.why
    assert rules(prawns().card(5, price_fen=6800).say(10, "原价八十八").chatter(20, 200)) == []


def test_raised_and_cut_back_is_found_on_the_countdown_in_between() -> None:
    script = prawns().card(60, price_fen=9800).say(70, "倒计时十个数").card(80, price_fen=8800)
    found, _ = watch_room(script)
    assert [(one.rule, one.quote) for one in found] == [("prices.raised_then_cut", "倒计时十个数")]
    assert "88.00 元" in found[0].why


def test_cut_and_raised_again_is_no_trick() -> None:
    assert rules(prawns().card(60, price_fen=7800).card(90, price_fen=8800)) == []


def test_a_finding_on_a_signal_without_words_quotes_nothing() -> None:
    found, _ = watch_room(prawns().card(60, price_fen=9800).card(80, price_fen=8800))
    assert [(one.start, one.end, one.quote) for one in found] == [(0, 0, "")]


def test_sold_out_for_good_and_then_restocked() -> None:
    script = (
        prawns().say(10, "只放五十单放完就没有").card(40, stock=0, in_stock=False).card(60, stock=200, in_stock=True)
    )
    assert rules(script) == ["scarcity.restocked"]
    assert rules(prawns().say(10, "只放五十单放完就没有").card(40, stock=0, in_stock=False)) == []


def test_the_last_thirty_of_three_hundred() -> None:
    assert rules(prawns().card(5, stock=300).say(40, "最后三十单").chatter(50, 120)) == ["scarcity.more_left"]
    assert rules(prawns().card(5, stock=33).say(40, "最后三十单").chatter(50, 120)) == []
    assert rules(prawns().card(5, stock=300).say(40, "最后三十单").card(50, stock=30).chatter(60, 120)) == []


def test_a_countdown_after_which_nothing_changed() -> None:
    script = prawns().say(10, "倒计时十个数恢复一百九十八").card(30, price_fen=8800).chatter(40, 100)
    assert "scarcity.countdown_unchanged" in rules(script)
    kept = prawns().card(1, price_fen=19800).card(2, price_fen=8800).say(10, "倒计时十个数恢复一百九十八")
    assert "scarcity.countdown_unchanged" not in rules(kept.card(30, price_fen=19800).chatter(40, 300))


def test_a_coupon_price_is_worked_out_again() -> None:
    script = prawns().coupon(5, threshold=8000, off=500)
    assert rules(script.say(10, "领券后到手八十三块").chatter(20, 200)) == []
    low = prawns().coupon(5, threshold=8000, off=500).say(10, "领券后到手六十块").chatter(20, 200)
    assert rules(low) == ["contradicts.coupon_price"]


def test_viewers_said_against_viewers_counted() -> None:
    script = prawns().viewers(5, 640).say(10, "后台一万多人在线").chatter(20, 200)
    assert rules(script) == ["contradicts.viewers"]
    assert rules(prawns().viewers(5, 640).say(10, "八百多人在线").chatter(20, 200)) == []


def test_a_promise_taken_back_by_the_shop() -> None:
    script = prawns().promise(10, "无效全额退款", PromiseKind.EFFICACY_PROMISE)
    found, watcher = watch_room(script.chat(40, "拆封后非质量问题不退", ActorRole.MERCHANT))
    assert [(one.type, one.quote) for one in found] == [(FindingType.UNFAIR_TERMS, "拆封后非质量问题不退")]
    assert "00:10 说过“无效全额退款”" in found[0].why
    assert [entry.state for entry in watcher.ledger()] == [PromiseState.CONTRADICTED]


def test_what_a_viewer_says_takes_no_promise_back() -> None:
    script = prawns().promise(10, "无效全额退款", PromiseKind.EFFICACY_PROMISE).chat(40, "拆封不退吧")
    found, watcher = watch_room(script)
    assert found == [] and [entry.state for entry in watcher.ledger()] == [PromiseState.OPEN]


def test_a_promise_that_the_card_repeats_is_kept() -> None:
    script = RoomScript().card(0, **PEARS, promises=("坏果包赔（签收48小时内）",)).explain(1)
    _, watcher = watch_room(script.promise(10, "坏果包赔拍照", PromiseKind.COMPENSATION))
    assert [(entry.state, entry.product) for entry in watcher.ledger()] == [(PromiseState.KEPT, "p1")]


def test_what_is_denied_is_no_promise() -> None:
    script = RoomScript().card(0, **PEARS, promises=("生鲜不适用七天无理由退货",)).explain(1)
    found, watcher = watch_room(script.promise(10, "按规定不适用七天无理由退货", PromiseKind.REFUND_GUARANTEE))
    assert found == [] and watcher.ledger() == ()


def capsules(**more: object) -> RoomScript:
    return RoomScript("保健食品").card(0, title="叶黄素", category="保健食品", **more).explain(5)


def test_a_statement_that_never_came_is_missing_at_the_end() -> None:
    found, _ = watch_room(capsules(specification="不适宜：孕妇").show(6, "康源").chatter(10, 1300))
    (finding,) = found
    assert (finding.type, finding.rule) == (FindingType.MISSING_DISCLOSURE, "missing.health_not_medicine")
    assert (finding.start, finding.end, finding.quote) == (0, 0, "") and finding.certainty is Certainty.LIKELY
    assert finding.signal == "lin-evening-" + str(2 + len(range(10, 1300, 20)))


def test_where_nobody_read_the_screen_it_is_only_a_doubt() -> None:
    found, _ = watch_room(capsules(specification="不适宜：孕妇").chatter(10, 1300))
    assert [one.certainty for one in found] == [Certainty.DOUBTFUL] and "画面文字没有采集" in found[0].why


def test_said_late_is_said_and_the_checklist_tells_when() -> None:
    script = capsules(specification="不适宜：孕妇").chatter(10, 1000)
    found, watcher = watch_room(script.say(1103, "保健食品不是药物不能代替药物治疗疾病").chatter(1110, 1300))
    told = next(line for line in watcher.checklist() if line.check == "missing.health_not_medicine")
    assert found == [] and (told.state, told.minute) == (Told.DONE, "18:23")
    assert told.quote in "保健食品不是药物不能代替药物治疗疾病"


def test_what_the_platform_tips_is_not_said_by_the_room() -> None:
    script = capsules(specification="不适宜：孕妇").tip(6, "保健食品不是药物，不能代替药物治疗疾病").chatter(10, 1300)
    assert rules(script) == ["missing.health_not_medicine"]


def test_an_hour_without_the_statement_does_not_wait_for_the_end() -> None:
    found, _ = watch_room(capsules(specification="不适宜：孕妇").chatter(10, 3700), end=False)
    assert [one.rule for one in found] == ["missing.health_not_medicine"]


def test_a_short_or_unheard_broadcast_misses_nothing() -> None:
    assert rules(capsules().chatter(10, 300)) == []
    assert rules(capsules().chat(1400, "来了")) == []


def test_the_checklist_tells_what_applies_and_what_nobody_can_tell() -> None:
    _, watcher = watch_room(RoomScript().card(0, **PEARS).explain(1).chatter(2, 600), end=False)
    states = {line.check: line.state for line in watcher.checklist()}
    assert states["missing.health_not_medicine"] is Told.NOT_APPLICABLE
    assert states["missing.farm_origin"] is Told.NOT_ASSESSABLE
    assert states["missing.price_mark"] is Told.DONE


def test_a_broken_book_stops_the_verdict_loudly() -> None:
    class Torn:
        def cite(self, provision: str, on: object) -> object:
            raise RuntimeError("撕了")

    script = prawns().say(10, "一盒四斤").chatter(20, 200)
    watcher = Watcher(script.broadcast, CHECKS, Torn())  # type: ignore[arg-type]
    with pytest.raises(RuleFailed, match="没有结论"):
        for signal in script.signals:
            watcher.take(signal)


_STEPS: list[Callable[[RoomScript, int], RoomScript]] = [
    lambda room, at: room.say(at, "一盒四斤整整四斤"),
    lambda room, at: room.say(at, "原价一百九十八今天八十八块钱"),
    lambda room, at: room.say(at, "只放五十单放完就没有"),
    lambda room, at: room.say(at, "对不起我说错了"),
    lambda room, at: room.say(at, "最后三十单倒计时十个数恢复一百九十八"),
    lambda room, at: room.say(at, "保健食品不能代替药物"),
    lambda room, at: room.card(at, price_fen=9800),
    lambda room, at: room.card(at, price_fen=8800),
    lambda room, at: room.card(at, stock=0, in_stock=False),
    lambda room, at: room.card(at, stock=300, in_stock=True),
    lambda room, at: room.card(at, "p2", **PEARS),
    lambda room, at: room.explain(at, "p2"),
    lambda room, at: room.chat(at, "一盒四斤吗"),
    lambda room, at: room.promise(at, "无效全额退款", PromiseKind.EFFICACY_PROMISE),
    lambda room, at: room.chat(at, "拆封后不退", ActorRole.MERCHANT),
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_STEPS), st.integers(0, 90)), max_size=40), st.integers(0, 42))
def test_two_halves_with_the_state_replayed_equal_one_run(
    steps: list[tuple[Callable[[RoomScript, int], RoomScript], int]], cut: int
) -> None:
    script, at = prawns(), 10
    for step, pause in steps:
        at += pause
        step(script, at)
    whole, _ = watch_room(script)
    first = Watcher(script.broadcast, CHECKS, BOOK)
    before = [one for signal in script.signals[:cut] for one in first.take(signal, script.promises.get(signal.id, ()))]
    second = Watcher(script.broadcast, CHECKS, BOOK)
    for signal in script.signals[:cut]:
        second.take(signal, script.promises.get(signal.id, ()))
    after = [one for signal in script.signals[cut:] for one in second.take(signal, script.promises.get(signal.id, ()))]
    assert before + after + second.finish() == whole
    texts = {signal.id: signal.text or "" for signal in script.signals}
    assert all(one.quote == texts[one.signal][one.start : one.end] for one in whole)


def test_a_condition_in_the_same_breath_belongs_to_the_promise() -> None:
    script = prawns().promise(10, "无效全额退款", PromiseKind.EFFICACY_PROMISE).say(14, "拆封用过不退这个先说清楚")
    found, watcher = watch_room(script)
    assert found == [] and [entry.state for entry in watcher.ledger()] == [PromiseState.OPEN]


def test_words_put_on_the_list_what_has_to_be_told_after_them() -> None:
    def state(script: RoomScript) -> Told:
        _, watcher = watch_room(script)
        return next(line for line in watcher.checklist() if line.check == "missing.lottery_terms").state

    room = prawns().chatter(5, 500)
    assert state(room) is Told.NOT_APPLICABLE
    assert state(room.say(510, "等下抽奖抽三个")) is Told.NOT_YET
    assert state(room.say(520, "中奖概率百分之一写在屏幕上")) is Told.DONE


def promised(script: RoomScript, second: int, text: str, **terms: str) -> RoomScript:
    script.promise(second, text, PromiseKind.COMPENSATION)
    signal = script.signals[-1].id
    script.promises[signal] = tuple(replace(one, terms=terms) for one in script.promises[signal])
    return script


def test_ten_times_and_later_three_for_the_same_goods_lowers_the_promise() -> None:
    script = promised(promised(prawns(), 10, "假一赔十", 倍数="10"), 60, "假一赔三", 倍数="3")
    found, watcher = watch_room(script)
    (hit,) = found
    assert hit.rule == "promise.terms_lowered" and hit.quote == "假一赔三" and "假一赔十" in hit.why
    assert hit.certainty is Certainty.LIKELY
    assert [entry.state for entry in watcher.ledger()] == [PromiseState.CONTRADICTED, PromiseState.OPEN]


def test_the_same_or_more_is_no_lowering_and_of_unknown_goods_a_doubt() -> None:
    assert rules(promised(promised(prawns(), 10, "假一赔三", 倍数="3"), 60, "假一赔十", 倍数="10")) == []
    assert rules(promised(promised(prawns(), 10, "假一赔十", 倍数="10"), 60, "坏一个赔三个", 件数="3")) == []
    alone = promised(promised(RoomScript(), 10, "假一赔十", 倍数="10"), 60, "假一赔三", 倍数="3")
    (hit,) = watch_room(alone)[0]
    assert hit.certainty is Certainty.DOUBTFUL


@pytest.mark.parametrize(
    ("specification", "words", "rule"),
    [
        ("面料：聚酯纤维65% 棉35%", "这个是纯棉的", "contradicts.cotton"),
        ("聚酯纤维100%", "真丝的裙子", "contradicts.silk"),
        ("粘纤60% 羊毛40%", "百分百羊绒", "contradicts.wool"),
        ("PU革", "头层牛皮做的", "contradicts.leather"),
        ("密度板贴皮", "全实木家具", "contradicts.wood"),
        ("铜镀金", "足金的手镯", "contradicts.gold"),
    ],
)
def test_another_material_than_the_card_shows(specification: str, words: str, rule: str) -> None:
    card = {"title": "新款", "specification": specification, "position": 1}
    assert rules(RoomScript("服装").card(0, **card).explain(2).say(10, words).chatter(20, 200)) == [rule]
    pure = {**card, "specification": "100%棉；桑蚕丝；100%羊绒；真皮；全实木；足金999"}
    assert rules(RoomScript("服装").card(0, **pure).explain(2).say(10, words).chatter(20, 200)) == []
