"""Signs that reviews were arranged: bursts, twin texts, shared devices and addresses. Evidence for a person, no verdict, no weight."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from gongzhi.credit.events import beijing_day
from gongzhi.credit.reviews import ConsumerReview

_SHINGLE = 4
_TWIN = 0.8
_SHORTEST = 12
_RARE = 1e-6
# A shingle in more texts than this is a turn of phrase; comparing all who use it would cost the square.
_COMMON = 200


class Sign(StrEnum):
    """What was noticed."""

    BURST = "burst"
    TWINS = "twins"
    DEVICE = "device"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collusion:
    """One sign: the reviews that it is about and what was seen, in words that leave the judgement to a person."""

    sign: Sign
    reviews: tuple[str, ...]
    told: str


def signs_of_collusion(reviews: Sequence[ConsumerReview]) -> tuple[Collusion, ...]:
    """All signs in the reviews of one party, the largest first. The weights of reviews do not depend on it."""
    found = [*_bursts(reviews), *_twins(reviews), *_shared(reviews, Sign.DEVICE), *_shared(reviews, Sign.ADDRESS)]
    return tuple(sorted(found, key=lambda one: (-len(one.reviews), one.sign, one.reviews)))


def _bursts(reviews: Sequence[ConsumerReview]) -> Iterator[Collusion]:
    by_day: dict[object, list[str]] = defaultdict(list)
    for one in reviews:
        by_day[beijing_day(one.at)].append(one.id)
    days = sorted(len(ids) for ids in by_day.values())
    if len(days) < 3:
        return
    usual = max(1.0, float(days[len(days) // 2]))
    for day, ids in by_day.items():
        if _at_least(len(ids), usual) < _RARE:
            told = f"{day} 一日 {len(ids)} 条，平常一日约 {usual:.0f} 条，请核查缘由"
            yield Collusion(sign=Sign.BURST, reviews=tuple(ids), told=told)


def _at_least(count: int, mean: float) -> float:
    """The chance of so many or more when ``mean`` are usual (Poisson)."""
    term = total = exp(-min(mean, 700.0))
    for at in range(1, count):
        term *= mean / at
        total += term
    return max(0.0, 1.0 - total)


def _twins(reviews: Sequence[ConsumerReview]) -> Iterator[Collusion]:
    # The same words are put together first, so that a thousand copies cost no more than one.
    copies: dict[str, list[ConsumerReview]] = defaultdict(list)
    for one in reviews:
        copies["".join(one.text.split())].append(one)
    groups: dict[str, list[ConsumerReview]] = defaultdict(list)
    for text, root in _alike(copies).items():
        groups[root] += copies[text]
    for each in groups.values():
        people = {one.reviewer for one in each}
        if len(people) > 1:
            told = f"{len(people)} 个账号的 {len(each)} 条评价文字几乎相同，请核查是否代写"
            yield Collusion(sign=Sign.TWINS, reviews=tuple(sorted(one.id for one in each)), told=told)


def _alike(texts: Iterable[str]) -> dict[str, str]:
    """Each text long enough to tell, with one that stands for all that are nearly the same."""
    shingles = {text: parts for text in texts if (parts := _shingles(text))}
    holding: dict[str, list[str]] = defaultdict(list)
    for text, parts in shingles.items():
        for part in parts:
            holding[part].append(text)
    group = {text: text for text in shingles}
    for text, parts in shingles.items():
        near = {one for part in parts if len(holding[part]) <= _COMMON for one in holding[part] if one > text}
        for other in near:
            if _likeness(parts, shingles[other]) >= _TWIN:
                _join(group, text, other)
    return {text: _root(group, text) for text in group}


def _shingles(text: str) -> frozenset[str]:
    plain = "".join(text.split())
    if len(plain) < _SHORTEST:
        return frozenset()
    return frozenset(plain[at : at + _SHINGLE] for at in range(len(plain) - _SHINGLE + 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _root(group: dict[str, str], id: str) -> str:
    while group[id] != id:
        group[id] = group[group[id]]
        id = group[id]
    return id


def _join(group: dict[str, str], one: str, other: str) -> None:
    group[_root(group, one)] = _root(group, other)


def _shared(reviews: Sequence[ConsumerReview], sign: Sign) -> Iterator[Collusion]:
    held: dict[str, list[ConsumerReview]] = defaultdict(list)
    for one in reviews:
        if mark := getattr(one, sign.value):
            held[mark].append(one)
    name = {Sign.DEVICE: "设备", Sign.ADDRESS: "收货地址"}[sign]
    for each in held.values():
        people = {one.reviewer for one in each}
        if len(people) > 1:
            told = f"{len(people)} 个账号的 {len(each)} 条评价出自同一{name}；也可能是一家人，请核查"
            yield Collusion(sign=sign, reviews=tuple(sorted(one.id for one in each)), told=told)
