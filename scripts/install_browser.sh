#!/bin/sh
# Chromium, Chinese fonts, and what the browser driver links to; does nothing when all are there.
set -eu
if command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q . \
  && ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "正在安装浏览器与中文字体……" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig libatomic1 >/dev/null
else
  echo "浏览器测试需要 chromium 与中文字体。请执行：sudo apt-get install chromium fonts-noto-cjk fontconfig libatomic1" >&2
  exit 2
fi
