"""Which provisions govern only some goods, so that no finding rests on law made for other goods."""

from collections.abc import Mapping, Sequence
from importlib.resources.abc import Traversable

from gongzhi.screening.categories import UNKNOWN, Categories
from gongzhi.screening.strict_yaml import NotReadable, load_yaml, take, texts


class Scopes:
    """Provisions by id, down to where they are written, with the categories of goods that they govern."""

    def __init__(self, by_provision: Mapping[str, frozenset[str]]) -> None:
        self._by_provision = dict(by_provision)

    def of(self, provision: str) -> frozenset[str] | None:
        """The categories that this provision (full instrument title) governs; None when it governs all goods."""
        for end in _stems(provision):
            if end in self._by_provision:
                return self._by_provision[end]
        return None

    def provisions(self) -> tuple[str, ...]:
        """Every provision or instrument that has a scope."""
        return tuple(self._by_provision)

    def governing(self, provisions: Sequence[str], categories: frozenset[str]) -> list[str]:
        """Those of ``provisions`` that govern goods of these categories, in order.

        About goods of an unknown category nothing is presumed: what governs all goods is kept; only where nothing does,
        everything is kept, because then the rule itself stands on law of certain goods.
        """
        if UNKNOWN in categories:
            return [one for one in provisions if self.of(one) is None] or list(provisions)
        return [one for one in provisions if (scope := self.of(one)) is None or scope & categories]


def load_scopes(directory: Traversable, categories: Categories) -> Scopes:
    """Read ``scopes.yaml``; raises NotReadable naming the line and the remedy."""
    document = load_yaml(directory.joinpath("scopes.yaml").read_text("utf-8"), "scopes.yaml")
    take(document, required=("scopes",))
    found: dict[str, frozenset[str]] = {}
    for entry in document["scopes"]:
        take(entry, required=("provisions", "categories"))
        if unknown := set(texts(entry, "categories")) - categories.names:
            raise NotReadable(f"{entry.place}的类别“{'、'.join(sorted(unknown))}”不存在，请在 categories.yaml 里取名")
        for provision in texts(entry, "provisions"):
            if provision in found:
                raise NotReadable(f"{entry.place}的条款“{provision}”写了两次，请只留一处")
            found[provision] = categories.expand(texts(entry, "categories"))
    return Scopes(found)


def _stems(provision: str) -> list[str]:
    """``广告法/18.1(2)``, ``广告法/18.1``, ``广告法/18``, ``广告法``: the narrowest first."""
    instrument, slash, place = provision.partition("/")
    without_item = place.partition("(")[0]
    article = without_item.partition(".")[0]
    places = [place, without_item, article] if slash else []
    return [f"{instrument}/{one}" for one in dict.fromkeys(places)] + [instrument]
