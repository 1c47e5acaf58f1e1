"""What still has to be said in a room of this category: a reminder for the reviewer, judged by plain words only."""

from dataclasses import dataclass

from gongzhi.broadcasts import Listing


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing that has to be told; ``done`` is None when only a person can tell. ``basis`` is a provision id."""

    what: str
    done: bool | None
    basis: str


def disclosures(*, category: str, said: str, listing: Listing | None) -> list[Disclosure]:
    """The reminders for this category, the open ones first. Words found in what the seller said or on the card count as told."""
    card = " ".join([*listing.licences, *listing.promises, listing.title or ""]) if listing else ""
    told = f"{said}\n{card}"
    found = [
        Disclosure(what, any(word in told for word in words) if words else None, basis)
        for names, what, words, basis in _REMINDERS
        if any(name in category for name in names) or not names
    ]
    return sorted(found, key=lambda one: bool(one.done))


# Category words (none: every room), what, words that show it was told, basis. A test resolves every basis.
_REMINDERS: list[tuple[tuple[str, ...], str, tuple[str, ...], str]] = [
    (("保健食品",), "声明“本品不能代替药物”", ("不能代替药物", "不能替代药物", "代替不了药"), "广告法/18"),
    (
        ("医疗器械",),
        "提示看说明书或在医务人员指导下购买和使用",
        ("说明书", "医务人员的指导", "医务人员指导"),
        "广告法/16",
    ),
    ((), "持续展示实际销售者的名称、经营地址和联系方式", (), "直播电商监督管理办法/26"),
]
