#!/bin/sh
# Install what the lock files name into .venv; does nothing when it is already there. usage: scripts/install.sh run|dev
set -eu
cd "$(dirname "$0")/.."
want=$1
say() { printf '%s\n' "$*" >&2; }

stamp_of() { cat pyproject.toml requirements/tools.lock "requirements/$1.lock" | cksum; }
# What tests need covers what running needs, so a tested checkout is not installed twice.
for have in "$want" dev; do
  if [ -f ".venv/$have.stamp" ] && [ "$(cat ".venv/$have.stamp")" = "$(stamp_of "$have")" ]; then exit 0; fi
done

python=${PYTHON:-}
for candidate in $python python3.11 python3.12 python3.13 python3; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$candidate; break
  fi
done
[ -n "$python" ] || { say "需要 Python 3.11 或更新版本。Debian 12 请执行：apt-get install python3 python3-venv"; exit 2; }

if [ ! -x .venv/bin/pip ]; then
  say "正在创建 .venv ……"
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
      "$python" -m venv .venv
    else
      say "缺少 venv 模块。请执行：sudo apt-get install python3-venv，然后重试"; exit 2
    fi
  fi
fi

# pdqhash (perceptual hashes of pictures) comes as source on most registries.
headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
if [ "$want" != run ] && { ! command -v c++ >/dev/null 2>&1 || [ ! -f "$headers/Python.h" ]; }; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "正在安装编译器……"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends g++ libc6-dev "$(basename "$python")-dev" >/dev/null \
      || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends g++ libc6-dev python3-dev >/dev/null
  else
    say "缺少 C++ 编译器或 Python 头文件（看画面的组件要编译）。请执行：sudo apt-get install g++ python3-dev，然后重试"; exit 2
  fi
fi

say "正在安装依赖（$want）……"
# uv is quick; where it cannot reach a registry (it does not read pip's settings), plain pip installs the same lock.
if .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/tools.lock 2>/dev/null \
  && .venv/bin/uv pip sync -q --require-hashes --compile-bytecode "requirements/$want.lock" 2>/dev/null; then
  .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/tools.lock
else
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$want.lock"
fi
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
# Compiled once here, because some machines tell Python to write no bytecode, which makes every start seconds slower.
.venv/bin/python -m compileall -q src .venv/lib >/dev/null 2>&1 || true
stamp_of "$want" > ".venv/$want.stamp"
