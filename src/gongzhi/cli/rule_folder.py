"""The rule set that a verb works with: the shipped one, or a folder of the user's."""

from importlib.resources.abc import Traversable
from pathlib import Path

from gongzhi.cli.main import Refusal
from gongzhi.screening import NotReadable, RuleSet, load_rules


def load_from(directory: str | None) -> RuleSet:
    """The shipped rules, or those of this folder; raises Refusal."""
    if directory is None:
        folder: Traversable | None = None
    elif Path(directory).is_dir():
        folder = Path(directory)
    else:
        raise Refusal(f"“{directory}”不是目录：请给出规则文件所在的目录")
    try:
        return load_rules(folder)
    except NotReadable as error:
        raise Refusal(str(error)) from error
