"""``gongzhi suggest``: doubtful leads beside the rules, over what is sealed: a model of ours, and a second opinion if configured."""

import argparse
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from gongzhi.adapters.archive import ExhibitDamaged, StoreDamaged, StoreUnwritable, open_archive
from gongzhi.adapters.opinion_purse import FilePurse, Limits, PurseDamaged
from gongzhi.adapters.second_opinion import ChatEndpoint, EndpointRefused
from gongzhi.broadcasts import Broadcast
from gongzhi.cli.main import Refusal
from gongzhi.cli.screen import make_screener
from gongzhi.cli.type_names import TYPE_NAMES
from gongzhi.flow.ports import Archive
from gongzhi.flow.second_opinion import Asking, LimitReached, SecondOpinion, Unanswered, ask_about
from gongzhi.flow.suggest import NotAModel, load_model, suggest_in
from gongzhi.screening import RuleFailed
from gongzhi.values import NotMoney, decode_record, fen_from_yuan

SETTINGS, SPENT, KEY = "opinion.yaml", "opinion-spent.json", "GONGZHI_OPINION_KEY"
_COUNTS = ("requests_per_run", "requests_per_day", "tokens_per_run", "tokens_per_day")
_MONEY = {"yuan_per_run": "fen_per_run", "yuan_per_day": "fen_per_day", "yuan_per_million_tokens": "price"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", metavar="DIR", type=Path, required=True, help="存储目录")
    parser.add_argument("--broadcast", metavar="ID", action="append", default=[], help="只看这一场，可给多次；默认全部")
    parser.add_argument(
        "--opinion-url", metavar="URL", help="第二意见的地址（OpenAI 兼容），例如 https://主机/v1；不给就不问"
    )
    parser.add_argument("--opinion-model", metavar="NAME", help="第二意见的模型名")
    parser.add_argument("--opinion-every", action="store_true", help="卖方的每一行都问，默认只问存疑的")


def run(args: argparse.Namespace) -> int:
    try:
        settings = _settings(args)
        archive = open_archive(args.store)
        screener, model = make_screener(), load_model()
        asking = _asking(settings, args) if settings.get("url") else None
        for broadcast in _broadcasts(archive, args.broadcast):
            for one in suggest_in(archive, broadcast, screener=screener, model=model, at=_now()):
                found = one.suggestion
                print(
                    f"{one.signal}\t{TYPE_NAMES[found.type]}（存疑，模型提示，把握 {found.confidence / 10:.0f}%）\t“{found.quote}”"
                )
            if asking is not None:
                for opinion in ask_about(archive, broadcast, asking):
                    _tell(opinion)
    except (NotAModel, RuleFailed, StoreUnwritable, StoreDamaged, ExhibitDamaged) as error:
        raise Refusal(str(error)) from error
    except (EndpointRefused, Unanswered, LimitReached, PurseDamaged) as error:
        raise Refusal(str(error)) from error
    print("以上均为存疑线索，本结果仅供辅助，由人作出决定。")
    return 0


def _tell(opinion: SecondOpinion) -> None:
    if opinion.refused:
        print(f"{opinion.signals[0]} 等 {len(opinion.signals)} 行\t{opinion.refused}")
    for remark in opinion.remarks:
        one = remark.opinion
        beside = f"，与 {len(remark.findings)} 处发现重合" if remark.findings else ""
        print(
            f"{one.signal}\t{TYPE_NAMES[one.type]}（存疑，第二意见，{opinion.model}{beside}）\t“{one.quote}”\t{one.why}"
        )


def _broadcasts(archive: Archive, wanted: list[str]) -> Iterator[Broadcast]:
    known = {}
    for placed in archive.placed(kind=Broadcast.__name__):
        known[placed.subject] = decode_record(Broadcast, archive.read(placed))
    for name in wanted:
        if name not in known:
            raise Refusal(f"没有场次“{name}”：请用 gongzhi watch 先接入，或核对编号")
    return (known[name] for name in (dict.fromkeys(wanted) if wanted else known))


def _asking(settings: dict[str, Any], args: argparse.Namespace) -> Asking:
    if not settings.get("model"):
        raise Refusal("给了第二意见的地址而没有模型名：请加 --opinion-model，或写进存储目录的 opinion.yaml")
    endpoint = ChatEndpoint(url=settings["url"], model=settings["model"], key=os.environ.get(KEY, ""))
    purse = FilePurse(args.store / SPENT, _limits(settings))
    return Asking(endpoint=endpoint, purse=purse, clock=_now, pause=time.sleep, every=args.opinion_every)


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    """What the store's file says, and above it what the command says. A file that is half right is refused whole."""
    path = args.store / SETTINGS
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refusal(f"{SETTINGS} 读不出：请检查缩进与冒号，或删去该文件") from error
    settings = written if isinstance(written, dict) else {}
    allowed = {"url", "model", *_COUNTS, *_MONEY}
    if (written is not None and not isinstance(written, dict)) or not set(settings) <= allowed:
        raise Refusal(f"{SETTINGS} 只能有这些字段：{'、'.join(sorted(allowed))}；密钥放环境变量 {KEY}，不要写进文件")
    for name, given in (("url", args.opinion_url), ("model", args.opinion_model)):
        if given:
            settings[name] = given
        if not isinstance(settings.get(name, ""), str):
            raise Refusal(f"{SETTINGS} 的 {name} 应是文字，请加引号")
    return settings


def _limits(settings: dict[str, Any]) -> Limits:
    counts: dict[str, int] = {}
    for name in _COUNTS:
        if name in settings:
            if type(settings[name]) is not int or settings[name] < 0:
                raise Refusal(f"{SETTINGS} 的 {name} 应是不小于 0 的整数")
            counts[name] = settings[name]
    for name, field in _MONEY.items():
        if name in settings:
            try:
                counts[field] = fen_from_yuan(str(settings[name]))
            except NotMoney as error:
                raise Refusal(f"{SETTINGS} 的 {name}：{error}") from error
            if counts[field] < 0:
                raise Refusal(f"{SETTINGS} 的 {name} 不能是负数")
    return Limits(**counts)


def _now() -> datetime:
    return datetime.now(UTC)
