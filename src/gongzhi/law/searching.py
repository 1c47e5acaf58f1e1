"""Finds rows by Chinese words, by whom they bind and by what they are."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from gongzhi.law.instruments import KIND_NAMES, Instrument, Kind, Norm
from gongzhi.law.places import print_place
from gongzhi.law.reading import read_table

ROLES = {
    "platform": "平台",
    "operator": "运营者",
    "presenter": "主播",
    "mcn": "MCN",
    "merchant": "商家",
    "regulator": "监管部门",
    "consumer": "消费者",
    "advertiser": "广告主",
    "publisher": "发布者",
    "endorser": "代言人",
    "producer": "生产者",
    "court": "法院",
    "all": "全体",
}
_ALIKE = {"监管": "监管部门", "直播间运营者": "运营者", "服务机构": "MCN", "直播营销人员": "主播", "经营者": "商家"}
_UNBINDING = {"典型案例", "标准", "推论"}
_KINDS = {name: kind for kind, name in KIND_NAMES.items()}


class NoSuchKind(ValueError):
    """A word that is not a kind of provision."""


class Index:
    """Rows with the text that they are searched in."""

    def __init__(self, norms: Iterable[tuple[Instrument, Norm]], *, unverified: bool) -> None:
        self._rows: list[tuple[str, str, Instrument, Norm]] = []
        for instrument, norm in norms:
            if norm.active or unverified:
                self._rows.append((f"{norm.wording} {norm.figures}", _names(instrument, norm), instrument, norm))

    def search(self, words: str, addressee: str | None, kind: Kind | str | None) -> Iterable[tuple[Instrument, Norm]]:
        """Rows that hold every word, or what it is called in the tables; failing that, rows that share most with them."""
        role = addressed(addressee) if addressee else None
        sort = read_kind(kind) if kind else None
        rows = [
            row for row in self._rows if (sort is None or row[3].kind is sort) and (role is None or binds(row[3], role))
        ]
        terms = [_ways(term) for term in words.split()]
        if not terms:
            return [(instrument, norm) for _, _, instrument, norm in rows]
        best = [(score, at) for at, row in enumerate(rows) if (score := _score(row[0], row[1], terms))]
        if not best:
            best = _nearest(rows, terms)
        # Of equals, law before cases and standards, which bind nobody by themselves.
        best.sort(key=lambda pair: (-pair[0], rows[pair[1]][2].rank in _UNBINDING, pair[1]))
        return [(rows[at][2], rows[at][3]) for _, at in best]


def addressed(role: str) -> str:
    """The word for a role as the tables write it: ``platform`` and ``平台`` are one."""
    word = ROLES.get(role.lower(), role)
    return _ALIKE.get(word, word)


def read_kind(kind: Kind | str) -> Kind:
    """A kind by its English or Chinese name; raises NoSuchKind."""
    if kind in _KINDS:
        return _KINDS[str(kind)]
    if kind not in set(Kind):
        names = "、".join(f"{one}（{name}）" for one, name in KIND_NAMES.items())
        raise NoSuchKind(f"没有“{kind}”这一种类：可用{names}")
    return Kind(kind)


def binds(norm: Norm, role: str) -> bool:
    """Whether a row is addressed to this role, alone or among others; ``商家(个人)`` is addressed to 商家."""
    return any(word.partition("(")[0] == role or word == role for word in norm.addressees)


def _names(instrument: Instrument, norm: Norm) -> str:
    where = print_place(norm.places[0], instrument.style)
    measures = {str(one.measure) for one in norm.numbers}
    kind = KIND_NAMES[norm.kind]
    parts = (instrument.title, instrument.full_title, *instrument.short_names, where, norm.code, kind, *norm.addressees)
    return " ".join((*parts, *sorted(measures)))


def _score(wording: str, names: str, terms: list[tuple[str, ...]]) -> int:
    score = 0
    for ways in terms:
        if ways[0] in wording:
            score += 4
        elif _holds_any(wording, ways):
            score += 3
        elif ways[0] in names:
            score += 1
        else:
            return 0
    return score


def _holds_any(wording: str, ways: tuple[str, ...]) -> bool:
    for way in ways:  # noqa: SIM110 - a loop, because a generator for each of a thousand rows costs three times as much
        if way in wording:
            return True
    return False


def _nearest(rows: list[tuple[str, str, Instrument, Norm]], terms: list[tuple[str, ...]]) -> list[tuple[int, int]]:
    """By shared pairs of characters, when no row holds every word: at least half of the best."""
    pairs = {way[at : at + 2] for ways in terms for way in ways[:1] for at in range(len(way) - 1)}
    extra = [way for ways in terms for way in ways[1:]]
    scored = [
        (sum(pair in row[0] for pair in pairs) + 2 * sum(way in row[0] for way in extra), at)
        for at, row in enumerate(rows)
    ]
    most = max((score for score, _ in scored), default=0)
    return [(score, at) for score, at in scored if score and score * 2 >= most]


def _ways(term: str) -> tuple[str, ...]:
    """The term, and what the tables call it: a saying counts when the term is it or holds it."""
    found = dict.fromkeys([term])
    for saying, others in _sayings().items():
        if saying in term:
            found |= dict.fromkeys(others)
    return tuple(found)


@cache
def _sayings() -> Mapping[str, list[str]]:
    text = (resources.files("gongzhi.law") / "search_words.yaml").read_text(encoding="utf-8")
    rows = read_table(text, "search_words.yaml").lists["说法"]
    return {str(row.values["词"]): list(row.values["即"] or []) for row in rows}
