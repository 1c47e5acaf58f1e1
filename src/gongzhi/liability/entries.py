"""Turn the entries of one rule file into records; names are checked afterwards, when all files are known."""

from datetime import date
from fractions import Fraction

from gongzhi.liability.chinese_yaml import (
    Entry,
    NotReadable,
    as_entry,
    choice_of,
    day_of,
    entry_of,
    take,
    text_of,
    texts_of,
)
from gongzhi.liability.conditions import All, is_rule_number, parse_conditions
from gongzhi.liability.formulas import Formula, NotAFormula, read_share, read_sum
from gongzhi.liability.rulebook import (
    FORMS,
    Axis,
    Concurrence,
    Conflict,
    Example,
    Fact,
    Invariant,
    Kind,
    Quantity,
    Reading,
    Recourse,
    Rule,
    Source,
    Untranslated,
)

UNITS = ("分", "倍", "件", "百分比")
RELATIONS = ("择一", "取高", "并存")
OUTCOMES = ("成立", "不成立", "取决于", "不适用")
# The days on which invariants are proved unless they name their own.
PROVED_CONDUCT, PROVED_TRIAL = date(2026, 3, 1), date(2026, 6, 1)
_RULE_KEYS = (
    "名",
    "参",
    "类",
    "谁",
    "则",
    "视为",
    "推定",
    "例外",
    "形态",
    "情态",
    "方向",
    "若",
    "让位于",
    "时点",
    "自",
    "至",
)
_RULE_KEYS_2 = ("额", "追偿", "解释", "压倒", "限", "说明")


def read_source(short: str, entry: Entry) -> Source:
    """One line of 法源."""
    take(entry, required=("名",), optional=("时点", "建议", "说明"))
    return Source(
        short=short,
        title=text_of(entry, "名"),
        axis=Axis(choice_of(entry, "时点", tuple(Axis), Axis.CONDUCT)),
        proposal=choice_of(entry, "建议", ("是", "否"), "否") == "是",
        note=text_of(entry, "说明"),
    )


def read_quantity(name: str, entry: Entry) -> Quantity:
    """One line of 金额."""
    take(entry, required=("问",), optional=("单位", "默认"))
    if not name.isidentifier():
        raise NotReadable(f"{entry.at()}：金额名“{name}”不能含空格和符号，请改名")
    return Quantity(
        name=name,
        question=text_of(entry, "问"),
        unit=choice_of(entry, "单位", UNITS, "分"),
        default=sum_of(entry, "默认") if "默认" in entry else 0,
    )


def read_fact(name: str, entry: Entry) -> Fact:
    """One line of 事实."""
    if is_rule_number(name) or "/" in name or " " in name:
        raise NotReadable(f"{entry.at()}：事实名“{name}”不能像规则号，也不能含空格和斜线，请改名")
    derived = choice_of(entry, "派生", ("是", "否"), "否") == "是"
    if derived:
        take(entry, required=("派生", "义"), optional=("据", "说明", "关"))
    else:
        take(entry, required=("问", "举证", "不明"), optional=("据", "说明", "关", "派生"))
    return Fact(
        name=name,
        question=text_of(entry, "义" if derived else "问"),
        burden=text_of(entry, "举证"),
        unproved=not derived and choice_of(entry, "不明", ("是", "否"), "") == "是",
        provisions=texts_of(entry, "据"),
        note=text_of(entry, "说明"),
        field=choice_of(entry, "关", ("民事", "行政"), "民事"),
        derived=derived,
        place=entry.at(),
    )


def read_rule(entry: Entry, proposal: str) -> Rule:
    """One item of 规则."""
    take(entry, required=("号", "据"), optional=(*_RULE_KEYS, *_RULE_KEYS_2))
    number = text_of(entry, "号")
    if not is_rule_number(number):
        raise NotReadable(f"{entry.at('号')}：规则号“{number}”应以大写字母开头，只含字母、数字、短横")
    kind = _kind(entry)
    if not entry["据"] or not texts_of(entry, "据"):
        raise NotReadable(f"{entry.at('据')}：规则 {number} 没有依据，请写条款，如 [电商法/38.2]")
    return Rule(
        number=number,
        title=text_of(entry, "名") or text_of(entry, "例外"),
        kind=kind,
        provisions=texts_of(entry, "据"),
        also_see=texts_of(entry, "参"),
        conditions=parse_conditions(entry.get("若", []), entry.at("若")),
        yields_to=texts_of(entry, "让位于"),
        axis=Axis(entry["时点"]) if choice_of(entry, "时点", ("", *Axis), "") else None,
        since=day_of(entry, "自"),
        until=day_of(entry, "至"),
        defendant=text_of(entry, "谁"),
        claim=text_of(entry, "则"),
        target=text_of(entry, "视为") or text_of(entry, "推定"),
        form=choice_of(entry, "形态", ("", *FORMS), "") or ("单独" if _is_civil(entry) else ""),
        field=choice_of(entry, "类", ("民事", "行政"), "民事"),
        modality=choice_of(entry, "情态", ("", "应当", "可以"), ""),
        direction=choice_of(entry, "方向", ("减轻", "加重"), "减轻"),
        formula=formula_of(entry, "额") or (Formula("损失") if _is_civil(entry) else None),
        recourse=_recourse(entry),
        readings=tuple(_reading(name, one, entry) for name, one in entry_of(entry, "解释").items()),
        overrides=texts_of(entry, "压倒"),
        caps=texts_of(entry, "限"),
        proposal=proposal,
        note=text_of(entry, "说明"),
        place=entry.at(),
    )


def read_concurrence(entry: Entry) -> Concurrence:
    """One item of 竞合."""
    take(entry, optional=(*RELATIONS, "选择权人", "据"))
    relations = [word for word in RELATIONS if word in entry]
    if len(relations) != 1:
        raise NotReadable(f"{entry.at()}：竞合须写且只写 {'、'.join(RELATIONS)} 之一")
    return Concurrence(
        relation=relations[0],
        rules=texts_of(entry, relations[0]),
        chooser=text_of(entry, "选择权人", "消费者"),
        provisions=texts_of(entry, "据"),
        place=entry.at(),
    )


def read_conflict(entry: Entry) -> Conflict:
    """One item of 不相容."""
    take(entry, required=("若", "因", "改"))
    return Conflict(
        conditions=parse_conditions(entry["若"], entry.at("若")),
        why=text_of(entry, "因"),
        remedy=text_of(entry, "改"),
        place=entry.at(),
    )


def read_untranslated(entry: Entry) -> Untranslated:
    """One item of 未建模."""
    take(entry, required=("据", "何"), optional=("影响",))
    return Untranslated(
        provision=text_of(entry, "据"), what=text_of(entry, "何"), rules=texts_of(entry, "影响"), place=entry.at()
    )


def read_invariant(entry: Entry) -> Invariant:
    """One item of 不变式."""
    take(entry, required=("名",), optional=("若", "则", "不并存", "不受影响", "事实日", "审理日", "建议"))
    if sum(key in entry for key in ("则", "不并存", "不受影响")) != 1:
        raise NotReadable(f"{entry.at()}：不变式须写且只写 则、不并存、不受影响 之一")
    unmoved = None
    if "不受影响" in entry:
        inner = as_entry(entry["不受影响"], entry.at("不受影响"), "不受影响")
        take(inner, required=("结论", "事实"))
        unmoved = (_one_or_more(inner, "结论"), _one_or_more(inner, "事实"))
    return Invariant(
        name=text_of(entry, "名"),
        given=parse_conditions(entry["若"], entry.at("若")) if "若" in entry else None,
        then=parse_conditions(entry["则"], entry.at("则")) if "则" in entry else None,
        apart=texts_of(entry, "不并存"),
        unmoved=unmoved,
        conduct=day_of(entry, "事实日") or PROVED_CONDUCT,
        trial=day_of(entry, "审理日") or max(PROVED_TRIAL, day_of(entry, "事实日") or PROVED_TRIAL),
        proposals=texts_of(entry, "建议"),
        place=entry.at(),
    )


def read_example(entry: Entry) -> Example:
    """One item of 案例."""
    optional = ("审理日", "方式", "给", "余", "金额", "建议", "额")
    take(entry, required=("名", "事实日", "得"), optional=optional)
    conduct = day_of(entry, "事实日")
    assert conduct is not None
    outcomes = entry_of(entry, "得")
    for name in outcomes:
        choice_of(outcomes, name, OUTCOMES, "")
    amounts, sums = entry_of(entry, "金额"), entry_of(entry, "额")
    return Example(
        name=text_of(entry, "名"),
        conduct=conduct,
        trial=day_of(entry, "审理日") or conduct,
        adjudicate=choice_of(entry, "方式", ("筛查", "裁判"), "筛查") == "裁判",
        facts=read_answers(entry_of(entry, "给")),
        rest_false=choice_of(entry, "余", ("不明", "否"), "不明") == "否",
        amounts={name: sum_of(amounts, name) for name in amounts},
        proposals=texts_of(entry, "建议"),
        outcomes=dict(outcomes),
        sums={name: sum_of(sums, name) for name in sums},
        place=entry.at(),
    )


def read_answers(entry: Entry) -> dict[str, bool]:
    """Facts answered 是 or 否; 不明 is left out."""
    answers = {name: choice_of(entry, name, ("是", "否", "不明"), "") for name in entry}
    return {name: answer == "是" for name, answer in answers.items() if answer != "不明"}


def sum_of(entry: Entry, key: str) -> int:
    """Whole fen, or 元 written out."""
    value = entry[key]
    amount = read_sum(value) if isinstance(value, str | int) else None
    if amount is None or amount < 0:
        raise NotReadable(f"{entry.at(key)}：“{key}”应是整数（分、倍、件）或如 199.50元，不得为负")
    return amount


def formula_of(entry: Entry, key: str) -> Formula | None:
    """The formula under ``key``; None when absent."""
    if key not in entry:
        return None
    try:
        return Formula(str(entry[key]))
    except NotAFormula as error:
        raise NotReadable(f"{entry.at(key)}：{error}") from error


def _one_or_more(entry: Entry, key: str) -> tuple[str, ...]:
    return (entry[key],) if isinstance(entry[key], str) else texts_of(entry, key)


def _is_civil(entry: Entry) -> bool:
    return "则" in entry and entry.get("类", "民事") == "民事"


def _kind(entry: Entry) -> Kind:
    kinds = [kind for kind in (Kind.DEEMED, Kind.PRESUMED, Kind.EXCEPTION) if kind.value in entry]
    if len(kinds) + ("则" in entry) != 1 or ("则" in entry) != ("谁" in entry):
        raise NotReadable(f"{entry.at()}：规则须写且只写一种结论：谁 与 则，或 视为，或 推定，或 例外")
    if kinds:
        return kinds[0]
    if entry.get("类") == "行政" and "情态" not in entry:
        raise NotReadable(f"{entry.at()}：行政规则须写 情态：应当 或 可以")
    return Kind.CLAIM


def _recourse(entry: Entry) -> Recourse | None:
    if "追偿" not in entry:
        return None
    inner = as_entry(entry["追偿"], entry.at("追偿"), "追偿")
    take(inner, required=("向",), optional=("范围", "据"))
    return Recourse(
        against=text_of(inner, "向"),
        extent=choice_of(inner, "范围", ("全部", "超过份额"), "全部"),
        provisions=texts_of(inner, "据"),
    )


def _reading(name: str, value: object, rule: Entry) -> Reading:
    entry = as_entry(value, rule.at("解释"), name)
    take(entry, required=("形态",), optional=("份额", "案", "追偿", "另须", "额", "说明"))
    form = choice_of(entry, "形态", FORMS, "")
    shares = _shares(entry_of(entry, "份额"))
    if (form == "按份") != bool(shares):
        raise NotReadable(f"{entry.at()}：按份的说法要写份额，其他形态不写，请改 {name}")
    return Reading(
        name=name,
        form=form,
        shares=shares,
        case=text_of(entry, "案"),
        recourse=_recourse(entry),
        also=parse_conditions(entry.get("另须", []), entry.at("另须")) if "另须" in entry else All(()),
        formula=formula_of(entry, "额"),
        note=text_of(entry, "说明"),
    )


def _shares(entry: Entry) -> dict[str, Fraction]:
    shares = {}
    for who in entry:
        share = read_share(entry[who])
        if share is None:
            raise NotReadable(f"{entry.at(who)}：份额应写成百分数，如 30%")
        shares[who] = share
    if shares and sum(shares.values()) != 1:
        raise NotReadable(f"{entry.at()}：份额合计应为 100%，请改")
    return shares
