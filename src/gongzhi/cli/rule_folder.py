"""The rule set that a verb works with: the shipped one, a folder or file of the user's, or what is in force in a store."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from gongzhi.cli.main import Refusal
from gongzhi.flow.matters import SealBroken
from gongzhi.flow.ports import Archive
from gongzhi.flow.rule_book import changes_in, fold_states, in_force
from gongzhi.screening import NotReadable, RuleSet, load_rules


@dataclass(frozen=True, slots=True)
class _OneFile:
    """A folder of which nothing but one file is looked at."""

    path: Path

    def iterdir(self) -> Iterator[Path]:
        return iter((self.path,))


def load_from(directory: str | None) -> RuleSet:
    """The shipped rules, or those of this folder or single file; raises Refusal."""
    folder: Traversable | None = None
    if directory is not None:
        path = Path(directory)
        if not path.is_dir() and not (path.is_file() and path.suffix == ".yaml"):
            raise Refusal(f"“{directory}”不是目录，也不是 .yaml 规则文件：请给出规则文件或它所在的目录")
        folder = path if path.is_dir() else cast(Traversable, _OneFile(path))
    try:
        return load_rules(folder)
    except NotReadable as error:
        raise Refusal(str(error)) from error


def load_in_force(archive: Archive) -> RuleSet:
    """The shipped rules with what people changed in this store, whichever platform did; raises Refusal."""
    try:
        return in_force(load_from(None), fold_states(changes_in(archive), None)).rules
    except (SealBroken, NotReadable) as error:
        raise Refusal(str(error)) from error
