"""Finds rows by Chinese words, by whom they bind and by what they are."""

from collections.abc import Iterable

from gongzhi.law.instruments import KIND_NAMES, Instrument, Kind, Norm
from gongzhi.law.places import print_place

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
_SYNONYMS = {"监管": "监管部门", "直播间运营者": "运营者", "服务机构": "MCN", "直播营销人员": "主播", "经营者": "商家"}
_KINDS = {name: kind for kind, name in KIND_NAMES.items()}


class Index:
    """Rows with the text that they are searched in."""

    def __init__(self, norms: Iterable[tuple[Instrument, Norm]], *, unverified: bool) -> None:
        self._rows: list[tuple[str, str, Instrument, Norm]] = []
        for instrument, norm in norms:
            if norm.active or unverified:
                where = print_place(norm.places[0], instrument.style)
                names = " ".join((instrument.title, instrument.full_title, *instrument.short_names, where, norm.code))
                self._rows.append((f"{norm.wording} {norm.figures}", names, instrument, norm))

    def search(self, words: str, addressee: str | None, kind: Kind | str | None) -> Iterable[tuple[Instrument, Norm]]:
        """Rows that hold every word; failing that, rows that share most pairs of characters with them."""
        role = addressed(addressee) if addressee else None
        sort = read_kind(kind) if kind else None
        rows = [
            row for row in self._rows if (sort is None or row[3].kind is sort) and (role is None or binds(row[3], role))
        ]
        terms = words.split()
        if not terms:
            return [(instrument, norm) for _, _, instrument, norm in rows]
        scored = [(_score(wording, names, terms), at) for at, (wording, names, _, _) in enumerate(rows)]
        best = [(score, at) for score, at in scored if score]
        if not best:
            pairs = {term[at : at + 2] for term in terms for at in range(len(term) - 1)}
            scored = [(sum(pair in wording for pair in pairs), at) for at, (wording, *_) in enumerate(rows)]
            best = [(score, at) for score, at in scored if score]
        best.sort(key=lambda pair: (-pair[0], pair[1]))
        return [(rows[at][2], rows[at][3]) for _, at in best]


def addressed(role: str) -> str:
    """The word for a role as the tables write it: ``platform`` and ``平台`` are one."""
    word = ROLES.get(role.lower(), role)
    return _SYNONYMS.get(word, word)


class NoSuchKind(ValueError):
    """A word that is not a kind of provision."""


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


def _score(wording: str, names: str, terms: list[str]) -> int:
    score = 0
    for term in terms:
        if term in wording:
            score += 3
        elif term in names:
            score += 1
        else:
            return 0
    return score
