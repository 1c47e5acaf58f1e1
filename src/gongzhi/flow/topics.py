"""Where an inquiry into liability begins: topics that narrow what is asked, as a file that people edit."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from gongzhi.liability import Issues, RuleSet, load_issues
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts

_FILE = "topics.yaml"
_CHECKED: dict[str, tuple["Topic", ...]] = {}
_ISSUES: dict[str, Issues] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject that people come with. ``results`` are as ``平台/相应责任``, or ``平台/*`` for all of one defendant.

    ``raises``: the issues (by name) that who comes with it has raised. A topic groups results, for whoever begins; an issue
    of gongzhi.liability groups facts, which rest until somebody speaks of them.
    """

    name: str
    says: str
    raises: tuple[str, ...]
    results: tuple[str, ...]

    def holds(self, result: str) -> bool:
        """Whether the result belongs to this topic."""
        return result in self.results or f"{result.partition('/')[0]}/*" in self.results


def read_topics(text: str, name: str, rules: RuleSet) -> tuple[Topic, ...]:
    """The topics in ``text``. Raises NotReadable for an unknown result or issue, a doubled name, or a result that none asks about."""
    issues = {one.name for one in issues_of(rules).every}
    document = load_yaml(text, name)
    take(document, required=("主题",))
    found: dict[str, Topic] = {}
    for entry in document["主题"]:
        take(entry, required=("名", "说", "提出", "结果"))
        topic = Topic(
            name=entry["名"],
            says=entry["说"],
            raises=tuple(texts(entry, "提出")),
            results=tuple(texts(entry, "结果")),
        )
        if topic.name in found:
            raise NotReadable(f"{entry.place}的主题“{topic.name}”写了两次，请改名或合并")
        if unknown := set(topic.raises) - issues:
            raise NotReadable(f"{entry.place}的事项“{'、'.join(sorted(unknown))}”不存在，请改成 raised 文件里的名")
        for one in topic.results:
            if not any(_means(one, result) for result in rules.groups()):
                raise NotReadable(f"{entry.place}的结果“{one}”没有规则得出，请改成 谁/则 或 谁/*")
        found[topic.name] = topic
    missed = [one for one in rules.groups() if not any(topic.holds(one) for topic in found.values())]
    if missed:
        raise NotReadable(f"{name} 没有哪个主题问到：{'、'.join(missed)}；请补进一个主题")
    return tuple(found.values())


def load_topics(rules: RuleSet) -> tuple[Topic, ...]:
    """The shipped topics, checked against these rules; checked once for each set of rule files."""
    found = _CHECKED.get(rules.digest)
    if found is None:
        found = read_topics(files("gongzhi.flow").joinpath(_FILE).read_text("utf-8"), _FILE, rules)
        if rules.digest:
            _CHECKED[rules.digest] = found
    return found


def issues_of(rules: RuleSet) -> Issues:
    """The shipped issues; read once for each set of rule files."""
    found = _ISSUES.get(rules.digest)
    if found is None:
        found = load_issues(rules)
        if rules.digest:
            _ISSUES[rules.digest] = found
    return found


def raised_by(names: Iterable[str], topics: Iterable[Topic]) -> frozenset[str]:
    """The issues that the named topics raise."""
    chosen = set(names)
    return frozenset(one for topic in topics if topic.name in chosen for one in topic.raises)


def results_in(names: Iterable[str], topics: Iterable[Topic], rules: RuleSet) -> frozenset[str]:
    """The results of the named topics; all results when none is named."""
    chosen = [topic for topic in topics if topic.name in set(names)]
    return frozenset(one for one in rules.groups() if not chosen or any(topic.holds(one) for topic in chosen))


def _means(written: str, result: str) -> bool:
    return written == result or (written.endswith("/*") and result.startswith(written[:-1]))
