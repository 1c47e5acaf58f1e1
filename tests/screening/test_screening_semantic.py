"""The semantic layer: the same sentences give the same bytes, suggestions are doubtful, and verdicts stay as they are."""

import hashlib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening import Certainty, FindingType, Line, NotReadable, Screened, load_rules
from gongzhi.screening.semantic import (
    Model,
    NotAModel,
    is_sellers,
    load_model,
    parse_model,
    plain_of,
    print_model,
    suggest,
    suggest_many,
)
from gongzhi.screening.semantic.calibrating import (
    at_least,
    calibration_error,
    fit_calibration,
    lowest_score_for,
    lowest_score_sparing,
    ranking,
    reliability,
)
from gongzhi.screening.semantic.classes import WordClasses
from gongzhi.screening.semantic.odds import shares, sigmoid
from gongzhi.screening.semantic.schooling import Lesson, teach
from gongzhi.screening.semantic.sentences import Sentence, load_sentences, sentences_of_rules

DAY = date(2026, 3, 1)
MODEL = load_model()
WORDS = WordClasses(
    {"部位": ["膝盖", "胃", "肩膀", "老腰"], "好转": ["好了", "不疼了", "舒坦了"], "款式": ["颜色", "尺码"]}
)
CURE, TALK = FindingType.MEDICAL_CLAIM, None
FEW = [
    Sentence("喝三天血压就正常了", CURE, "a.yaml"),
    Sentence("贴一贴血压就正常", CURE, "a.yaml"),
    Sentence("全网最低没有之一", FindingType.ABSOLUTE_CLAIM, "a.yaml"),
    Sentence("全网最低价格", FindingType.ABSOLUTE_CLAIM, "a.yaml"),
    Sentence("大家看一下颜色", TALK, "b.yaml", neutral=True),
    Sentence("颜色有三种大家看", TALK, "b.yaml"),
    Sentence("客服在线大家问客服", TALK, "b.yaml"),
    Sentence("这个血压计量一下看看客服说明", TALK, "b.yaml"),
]
CLAIM = "喝上半个月我妈的老胃病就全好了医生都说不用再吃药了"


def line(text: str, kind: str = "speech", actor: str | None = None) -> Line:
    return Line(id="1", text=text, kind=kind, on=DAY, actor=actor)


def shipped(name: str) -> bytes:
    return files("gongzhi.screening").joinpath("semantic").joinpath(name).read_bytes()


def clean(_: Line | None = None) -> Screened:
    return Screened("1")


def test_the_same_sentences_give_the_same_bytes() -> None:
    lesson = Lesson(least=1, turns=3, type_least=1, type_turns=3)
    assert print_model(teach(FEW, lesson)) == print_model(teach(list(FEW), lesson))


def test_a_model_taught_a_few_sentences_tells_claims_from_talk_and_the_types_apart() -> None:
    model = teach(FEW, Lesson(least=1, type_least=1, lightest=1, freedom=10.0))
    assert model.score(plain_of("喝两天血压正常")) > 0 > model.score(plain_of("颜色问客服"))
    assert model.type_of(plain_of("血压正常了")) is CURE
    assert model.type_of(plain_of("全网最低")) is FindingType.ABSOLUTE_CLAIM


def test_what_was_learned_of_a_class_holds_for_a_word_of_it_that_was_never_said() -> None:
    taught = [
        Sentence("膝盖用上不疼了", CURE, "a.yaml"),
        Sentence("贴着贴着胃就好了", CURE, "a.yaml"),
        Sentence("膝盖这里是双层的", TALK, "b.yaml", neutral=True),
        Sentence("颜色换过就好了", TALK, "b.yaml"),
        Sentence("尺码不疼了是口误", TALK, "b.yaml"),
    ]
    model = teach(taught, Lesson(least=1, type_least=1, lightest=1, freedom=10.0), WORDS)
    assert model.score(plain_of("肩膀啊舒坦了")) > model.score(plain_of("尺码啊舒坦了"))
    assert model.leads["<部位>…<好转>"] > 0
    assert parse_model(print_model(model), WORDS).leads == model.leads


def test_weights_taught_with_other_word_classes_are_refused() -> None:
    with pytest.raises(NotAModel, match=r"classes\.yaml.*train_semantic"):
        parse_model(shipped("weights.txt"), WORDS)


def test_the_card_names_the_weights_and_the_sentences_that_are_shipped() -> None:
    card = yaml.safe_load(shipped("card.yaml"))
    assert hashlib.sha256(shipped("weights.txt")).hexdigest() == card["sha256"]
    assert len(shipped("weights.txt")) == card["bytes"] < 4_000_000
    own = load_sentences()
    said = "\n".join(f"{one.file}\t{one.type or '-'}\t{one.text}" for one in own)
    assert hashlib.sha256(said.encode()).hexdigest() == card["trained_on"]["own_text_sha256"]
    assert len(own) == card["trained_on"]["own_training_files"] >= 600
    assert card["word_classes"]["digest"] == MODEL.classes.digest


def test_the_card_states_how_far_the_threshold_can_be_trusted() -> None:
    measured = yaml.safe_load(shipped("card.yaml"))["measured"]
    assert measured["threshold"]["precision"] >= 0.9
    assert measured["strong"]["lawful_flagged"] <= 0.015
    assert 0 < measured["strong"]["recall"] < measured["threshold"]["recall"]
    assert measured["calibration_error"] <= 0.05
    assert {one["type"] for one in measured["by_type"]} == set(MODEL.types)


def test_a_table_prints_back_as_it_was_read_and_a_changed_one_is_refused() -> None:
    table = shipped("weights.txt")
    assert print_model(parse_model(table)) == table
    assert load_model().version == parse_model(table).version
    for broken in (
        b"",
        table[:-1],
        table.replace(b"scale 64", b"scale 064"),
        table.replace(b"window", b"windov", 1),
        b"\xff",
    ):
        with pytest.raises(NotAModel, match="train_semantic"):
            parse_model(broken)


def test_a_claim_that_no_rule_spoke_of_is_suggested_as_doubtful_with_its_place() -> None:
    (one,) = suggest(MODEL, line(CLAIM), clean())
    assert CLAIM[one.start : one.end] == one.quote
    assert one.certainty is Certainty.DOUBTFUL
    assert one.origin == "semantic"
    assert one.model == hashlib.sha256(shipped("weights.txt")).hexdigest()[:12]
    assert one.confidence >= 800
    assert one.because


def test_what_a_rule_spoke_of_is_not_suggested_again() -> None:
    (one,) = suggest(MODEL, line(CLAIM), clean())

    class Spoken:
        start, end = one.start, one.end

    spoken = Screened("1", findings=(Spoken(),))  # type: ignore[arg-type]
    assert suggest(MODEL, line(CLAIM), spoken) == ()


def test_ordinary_talk_and_empty_lines_give_nothing() -> None:
    for text in ("", "好", "客服在线有问题直接问", "大家看一下尺码表再拍不着急"):
        assert suggest(MODEL, line(text), clean()) == ()


def test_strong_suggestions_are_among_all_suggestions() -> None:
    assert MODEL.strong > MODEL.threshold
    texts = (CLAIM, "这个贴上去腰就不疼了", "大家看一下尺码表再拍不着急")
    for text in texts:
        strong = suggest(MODEL, line(text), clean(), least=MODEL.strong)
        assert {one.quote for one in strong} <= {one.quote for one in suggest(MODEL, line(text), clean())}
        assert all(one.confidence >= MODEL.confidence(MODEL.strong) for one in strong)
    assert suggest(MODEL, line(CLAIM), clean(), least=MODEL.strong)


def test_viewers_are_not_read_and_a_merchant_in_the_danmu_is() -> None:
    assert not is_sellers(line(CLAIM, "danmu", "viewer"))
    assert not is_sellers(line(CLAIM, "danmu"))
    assert is_sellers(line(CLAIM, "danmu", "merchant"))
    lines = [line(CLAIM, "danmu"), line(CLAIM)]
    nothing, something = suggest_many(MODEL, lines, [clean(), clean()])
    assert nothing == ()
    assert something


def test_two_claims_far_apart_in_one_long_line_are_suggested_each() -> None:
    talk = "客服在线有问题直接问大家看一下尺码表再拍不着急颜色有三种" * 3
    text = CLAIM + talk + CLAIM
    found = suggest(MODEL, line(text), clean())
    assert found[0].end <= len(CLAIM) + 3
    assert found[-1].start >= len(CLAIM) + len(talk) - 3


@given(st.text(max_size=120))
def test_any_text_gives_places_inside_itself_and_at_most_three(text: str) -> None:
    eager = replace(MODEL, threshold=-(10**6))
    found = suggest(eager, line(text), clean())
    assert len(found) <= 3
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.quote
    for before, after in pairwise(found):
        assert before.start <= after.start


@given(st.text(alphabet="全网最低血压正常喝三天好", max_size=80))
def test_the_score_of_a_line_is_that_of_its_weightiest_window(text: str) -> None:
    plain = plain_of(text)
    weights = MODEL.windows(plain)[1]
    at = weights.index(max(weights))
    assert MODEL.score(plain) == MODEL.score(plain[at : at + MODEL.window])


def test_saying_a_word_again_and_again_makes_no_lead_of_it() -> None:
    once, often = plain_of("六六六六"), plain_of("六" * 30)
    assert MODEL.score(often) == MODEL.score(once)


def test_confidence_grows_with_the_score() -> None:
    chances = [MODEL.confidence(score) for score in range(-600, 601, 50)]
    assert chances == sorted(chances)
    assert chances[0] < 50
    assert chances[-1] > 950


def test_a_sentence_that_stands_in_two_training_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text("subject: 甲\nlawful: [大家好]\n", encoding="utf-8")
    with pytest.raises(NotReadable, match=r"b\.yaml.*a\.yaml"):
        load_sentences(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [("subject: 甲\n", "lawful"), ("subject: 甲\nlawful: []\nclaims: {lies: [一]}\n", "lies"), ("- 甲\n", "字段")],
)
def test_a_training_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NotReadable, match=says):
        load_sentences(tmp_path)


def test_the_examples_of_rules_teach_and_what_any_rule_flags_is_a_lead() -> None:
    found = {one.text: one for one in sentences_of_rules(load_rules().rules)}
    assert found["我们家都是国家级品质"].type is FindingType.ABSOLUTE_CLAIM
    assert found["果园挨着国家级森林公园"].type is None


def test_shares_sum_to_one_and_the_logistic_does_not_overflow() -> None:
    assert sum(shares([900.0, 0.0, -900.0])) == pytest.approx(1)
    assert sigmoid(-1e6) == 0.0
    assert sigmoid(1e6) == 1.0


HELD = [(2.0, True), (1.5, True), (1.0, False), (0.5, True), (-1.0, False), (-2.0, False)]


def test_the_threshold_is_the_lowest_score_that_keeps_the_precision() -> None:
    assert lowest_score_for(0.9, HELD) == 1.5
    assert lowest_score_for(0.75, HELD) == 0.5
    assert lowest_score_for(0.9, [(1.0, False)]) is None
    assert at_least(0.5, HELD) == (0.75, 1.0)


def test_ties_are_flagged_together_or_not_at_all() -> None:
    assert lowest_score_for(0.9, [(2.0, True), (1.0, True), (1.0, False)]) == 2.0


def test_the_sparing_score_lets_through_no_more_than_the_share_allowed() -> None:
    assert lowest_score_sparing(0.0, HELD) == 1.5
    assert lowest_score_sparing(0.4, HELD) == 0.5
    assert lowest_score_sparing(0.0, [(1.0, False)]) == 2.0


def test_ranking_counts_pairs_in_order_and_ties_as_half() -> None:
    assert ranking(HELD) == pytest.approx(8 / 9)
    assert ranking([(1.0, True), (1.0, False)]) == 0.5


def test_a_fitted_calibration_keeps_its_word() -> None:
    held = [(score / 10, (score * 7919 % 100) < 100 * sigmoid(score / 5)) for score in range(-60, 61) for _ in range(2)]
    slope, offset = fit_calibration(held)
    bins = reliability([(sigmoid(slope * score + offset), lead) for score, lead in held])
    assert sum(one.count for one in bins) == len(held)
    assert calibration_error(bins) < 0.12


def test_the_version_follows_the_weights() -> None:
    assert isinstance(MODEL, Model)
    assert replace(MODEL, bias=MODEL.bias + 1).version != MODEL.version
