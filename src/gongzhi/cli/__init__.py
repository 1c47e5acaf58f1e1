"""The command line: one verb per file, each one call into the flow."""

import sys
from collections.abc import Sequence

from gongzhi.cli.main import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns 0 done, 1 a negative verdict, 2 unusable input or arguments (one Chinese line on standard error)."""
    return run(sys.argv[1:] if arguments is None else arguments)
