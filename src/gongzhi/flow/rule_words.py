"""A rule's conditions in the words of a person who never read a rule file."""

from dataclasses import dataclass

from gongzhi.screening.rules import Rule, load_guards, load_lists
from gongzhi.screening.screener import RuleSet

SPEAKER_NAMES = {
    "presenter": "主播",
    "merchant": "商家",
    "assistant": "助播",
    "platform": "平台",
    "screen": "画面文字",
    "listing": "商品页",
    "viewer": "观众",
}


def rule_in_words(rule: Rule) -> tuple[str, ...]:
    """Short sentences: for which goods, whose words, and what else has to stand nearby."""
    said = []
    if rule.category:
        said.append(f"只用于：{'、'.join(sorted(rule.category))}")
    if rule.category_not:
        said.append(f"不用于：{'、'.join(sorted(rule.category_not))}")
    if len(rule.speakers) <= 3:
        said.append(f"只看{'、'.join(word for key, word in SPEAKER_NAMES.items() if key in rule.speakers)}的话")
    if rule.near:
        said.append("附近还要有相关的词才算")
    if rule.covers:
        said.append(f"这句话要占整行的 {rule.covers}% 以上")
    return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChoices:
    """What a rule may choose from, as (value, what people call it): categories, speakers, contexts and kinds of line."""

    categories: tuple[str, ...]
    speakers: tuple[tuple[str, str], ...]
    contexts: tuple[tuple[str, str], ...]


def rule_choices(rules: RuleSet) -> RuleChoices:
    """The choices that go with these rules. Contexts are the guards and, where there are any, the exemptions by id."""
    guards = load_guards(load_lists())
    exemptions = getattr(rules, "exemptions", ())
    return RuleChoices(
        categories=tuple(sorted(rules.categories.names)),
        speakers=tuple(SPEAKER_NAMES.items()),
        contexts=(*((name, name) for name in guards), *((one.id, one.title) for one in exemptions)),
    )
