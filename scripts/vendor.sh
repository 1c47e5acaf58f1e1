#!/bin/sh
# Put the few front-end files into src/gongzhi_web/vendor/ from the npm lock; does nothing when they are there and intact.
# usage: scripts/vendor.sh [dev]; dev also brings what only the browser tests read (axe-core), left in node_modules.
set -eu
cd "$(dirname "$0")/.."
[ -f scripts/vendor_assets.py ] || exit 0
dev=; [ "${1:-}" != dev ] || dev=--dev
if .venv/bin/python scripts/vendor_assets.py --check $dev 2>/dev/null; then exit 0; fi
# A machine without Node gets one from a wheel, in .venv only.
if ! command -v npm >/dev/null 2>&1; then
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/node.lock
fi
exec .venv/bin/python scripts/vendor_assets.py $dev
