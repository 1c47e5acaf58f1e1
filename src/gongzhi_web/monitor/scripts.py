"""The panel of the same script: other broadcasts whose speech is alike, as far as the reader may see them."""

from dataclasses import dataclass

from gongzhi.flow.past import scripts_like
from gongzhi.flow.ports import Archive
from gongzhi_web.accounts.models import User
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of


@dataclass(frozen=True, slots=True)
class Alike:
    """Another broadcast, and how much of the speech is the same, in percent."""

    row: BroadcastRow
    likeness: int


@dataclass(frozen=True, slots=True)
class SameScripts:
    """Those that the reader may see; ``hidden`` counts the others, which are not named."""

    seen: list[Alike]
    hidden: int


def same_scripts_of(archive: Archive, reader: User, broadcast: str) -> SameScripts:
    """The broadcasts that speak the script of this one, the most alike first."""
    alike = scripts_like(archive, broadcast)
    rows = broadcasts_of(reader).defer("record").in_bulk([one.other for one in alike])
    seen = [Alike(rows[one.other], one.likeness) for one in alike if one.other in rows]
    return SameScripts(seen, len(alike) - len(seen))
