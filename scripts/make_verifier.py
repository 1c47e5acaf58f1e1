"""Writes ``verify.pyz``, the verifier in one file: the same sources give the same bytes on any machine."""

import sys

from gongzhi.cli.main import run

if __name__ == "__main__":
    sys.exit(run(["evidence", "verifier", *sys.argv[1:]]))
