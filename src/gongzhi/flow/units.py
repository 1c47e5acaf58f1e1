"""The units of a bureau over three levels: who stands above and below whom, and whose place an address lies in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gongzhi.parties import BureauLevel


class UnknownUnit(LookupError):
    """A unit that is not in the register of organisations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """``area`` is the place it is responsible for, as addresses begin or name it; ``level`` None for a platform."""

    id: str
    name: str
    level: BureauLevel | None = None
    area: str = ""
    parent: str | None = None


class Units:
    """All units that can have an entry of the register."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units: Mapping[str, Unit] = {unit.id: unit for unit in units}

    def unit(self, id: str) -> Unit:
        """The unit of this id; raises UnknownUnit."""
        if id not in self._units:
            raise UnknownUnit(f"没有登记的单位“{id}”：请先登记该单位，或从列表中选择")
        return self._units[id]

    def is_bureau(self, id: str) -> bool:
        """Whether it is a registered bureau; False for a platform and for what nobody registered."""
        return id in self._units and self._units[id].level is not None

    def all(self) -> tuple[Unit, ...]:
        """Every unit, in the order registered."""
        return tuple(self._units.values())

    def name(self, id: str) -> str:
        """Its name, the id itself when nobody registered it."""
        return self._units[id].name if id in self._units else id

    def below(self, id: str) -> tuple[Unit, ...]:
        """The bureaus directly below, in the order registered; a platform stands under a bureau and takes no orders from it here."""
        return tuple(unit for unit in self._units.values() if unit.parent == id and unit.level is not None)

    def above(self, id: str) -> tuple[Unit, ...]:
        """Those above, nearest first; a circle ends where it began."""
        chain: dict[str, Unit] = {}
        here = self._units.get(id)
        while here is not None:
            here = self._units.get(here.parent or "")
            if here is None or here.id in chain:
                break
            chain[here.id] = here
        return tuple(chain.values())

    def in_charge_of(self, address: str) -> Unit | None:
        """The county or city unit whose area the address names, the nearest to the place; None outside the register."""
        words = "".join(address.split())
        fitting = [unit for unit in self._competent if unit.area in words]
        return max(fitting, key=lambda unit: (unit.level is BureauLevel.COUNTY, len(unit.area)), default=None)

    @cached_property
    def _competent(self) -> tuple[Unit, ...]:
        # A branch acts for its county: jurisdiction begins at county level.
        levels = {BureauLevel.CITY, BureauLevel.COUNTY}
        return tuple(unit for unit in self._units.values() if unit.area and unit.level in levels)
