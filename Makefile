# 两条命令：make run（安装并启动示范市场）与 make test（安装并检查一切）。
.DEFAULT_GOAL := help
.PHONY: help run test check style types rules law conformance soak bench demo-witnesses screenshots lock clean
STORE ?= var/demo
LISTEN ?= 127.0.0.1:8000
BIN := .venv/bin
# Some machines tell Python to write no bytecode; every process of the tests would then compile again what changed.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run          安装、建库、载入示范市场，在 $(LISTEN) 打开控制台"
	@echo "make test         安装并运行全部检查与测试"
	@echo "make conformance  用 ../shared 的真实数据与向量核对（没有该目录则说明跳过了什么）"
	@echo "make soak         慢速的断电、并发与模糊测试"
	@echo "make bench        性能对照（我们与同类，同一次运行）"
	@echo "make demo-witnesses  启动监管、协会、消费者组织三个见证人，联署示范市场的日志（先 make run）"
	@echo "make screenshots  重做文档里的截图"

run:
	@sh scripts/install.sh run
	@sh scripts/vendor.sh
	@exec $(BIN)/gongzhi serve --demo --store $(STORE) --listen $(LISTEN)

test:
	@sh scripts/install.sh dev
	@sh scripts/vendor.sh dev
	@sh scripts/install_browser.sh
	@$(MAKE) --no-print-directory -j2 --output-sync check
	$(BIN)/pytest -n 2 -m "not conformance and not soak"

# The longest first: with -j2 the others are done while it runs.
check: types rules law style

types:
	$(BIN)/mypy

rules:
	$(BIN)/gongzhi rules test

law:
	$(BIN)/gongzhi law check

style:
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .
	$(BIN)/lint-imports

conformance:
	@sh scripts/install.sh dev
	$(BIN)/pytest -m conformance tests/conformance -s -rs

soak:
	@sh scripts/install.sh dev
	$(BIN)/pytest -m soak -s

bench:
	@sh scripts/install.sh dev
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

demo-witnesses:
	@sh scripts/install.sh run
	@$(BIN)/python scripts/demo_witnesses.py $(STORE)

screenshots:
	@sh scripts/install.sh dev
	@sh scripts/vendor.sh
	@sh scripts/install_browser.sh
	$(BIN)/python scripts/make_screenshots.py

lock:
	sh scripts/lock.sh

clean:
	rm -rf .venv var node_modules src/gongzhi_web/vendor
