#!/bin/sh
# Put the few front-end files into src/gongzhi_web/vendor/ from the npm lock; does nothing when they are there and intact.
set -eu
cd "$(dirname "$0")/.."
[ -f scripts/vendor_assets.py ] || exit 0
if .venv/bin/python scripts/vendor_assets.py --check 2>/dev/null; then exit 0; fi
# A machine without Node gets one from a wheel, in .venv only.
if ! command -v npm >/dev/null 2>&1; then
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/node.lock
fi
exec .venv/bin/python scripts/vendor_assets.py
