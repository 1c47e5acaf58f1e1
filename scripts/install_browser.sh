#!/bin/sh
# Chromium, Chinese fonts, and what the browser driver links to; does nothing when all are there.
set -eu
libraries() { fc-list :lang=zh 2>/dev/null | grep -q . && ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1; }
if command -v chromium-headless-shell >/dev/null 2>&1 && libraries; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  # The shell without windows takes half the time; systems that do not pack it have the whole browser.
  if command -v chromium >/dev/null 2>&1 && libraries && ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then exit 0; fi
  echo "正在安装浏览器与中文字体……" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends fonts-noto-cjk fontconfig libatomic1 >/dev/null
  apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 \
    || command -v chromium >/dev/null 2>&1 \
    || apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif ! command -v chromium >/dev/null 2>&1 || ! libraries; then
  echo "浏览器测试需要 chromium 与中文字体。请执行：sudo apt-get install chromium fonts-noto-cjk fontconfig libatomic1" >&2
  exit 2
fi
