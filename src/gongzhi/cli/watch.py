"""``gongzhi watch``: a live room goes in; findings come out as they happen, everything sealed, a lead opened."""

import argparse
import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gongzhi.adapters.archive import ExhibitDamaged, StoreDamaged, StoreUnwritable, open_archive
from gongzhi.adapters.arriving import read_arriving
from gongzhi.adapters.environment import check_environment, login_name
from gongzhi.adapters.media import Looking, continued, load_bank, plain_address, with_share
from gongzhi.adapters.pacing import pace_by_event_time
from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.adapters.readers import UnknownFormat
from gongzhi.adapters.reading_ahead import read_ahead
from gongzhi.adapters.recordings import Recording, Wanted, open_recording, open_stream
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.broadcasts import Reading
from gongzhi.cli.main import Refusal
from gongzhi.cli.watch_report import Report
from gongzhi.flow.capturing import captured
from gongzhi.flow.custody import CaptureStarted, mask_account
from gongzhi.flow.ingest import Source, SourceChanged
from gongzhi.flow.live_rules import LiveRules
from gongzhi.flow.matters import SealBroken
from gongzhi.flow.past import past_prices
from gongzhi.flow.ports import Archive
from gongzhi.flow.seen import check_bank, cite_from, screen_seen, sealed_bytes
from gongzhi.flow.segmenting import Capture
from gongzhi.flow.shedding import Bound
from gongzhi.flow.taking_up import take_up
from gongzhi.flow.watch import Ports, Screen, TakenElsewhere, screen_with, watch
from gongzhi.flow.watch_by_credit import watch_of_room
from gongzhi.flow.whole import Follow, follow_with
from gongzhi.law import load_book
from gongzhi.screening import NotReadable, RuleFailed, RuleSet, Screener, load_checks, load_rules
from gongzhi.values import BEIJING, NotAnInstant, read_instant

STORE = "gongzhi-store"
Ahead = Callable[[Iterator[Reading]], Iterator[Reading]]


class _Stop:
    """Whether the person at the keyboard, or the system, has asked for the end."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, *_: object) -> bool:
        return self.asked

    def ask(self, *_: object) -> None:
        self.asked = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="录制文件夹、采集文件（JSONL、XML、控制台行）、SRT/VTT 字幕、录像（MP4、FLV、HLS）或直播流地址；- 表示标准输入",
    )
    parser.add_argument("--listings", metavar="FILE", type=Path, help="另附的商品卡片文件（JSON Lines）")
    parser.add_argument("--room", metavar="NAME", help="房间名，默认取自来源")
    parser.add_argument("--platform", metavar="NAME", help="平台名，默认取自来源")
    parser.add_argument("--category", metavar="NAME", help="商品类别，默认取自来源")
    parser.add_argument("--start", metavar="TIME", help="开播时间，例如 2026-03-01T20:00:00+08:00；来源自带时不必给")
    parser.add_argument("--store", metavar="DIR", type=Path, default=Path(STORE), help=f"证据库目录，默认 {STORE}")
    parser.add_argument("--speed", metavar="N|max", default="max", help="按事件时间播放的倍速，1 为实时；默认 max")
    parser.add_argument(
        "--format-like", metavar="NAME", help="不自动识别格式，按所给的读，例如 jsonl、subtitles、xml、kuaishou"
    )
    parser.add_argument(
        "--recogniser", metavar="CMD", help="语音识别命令，{media} 处填录像路径，标准输出为 SRT、VTT 或 JSON"
    )
    parser.add_argument("--speech-model", metavar="DIR", type=Path, help="sherpa-onnx 模型文件夹，给出时才装载")
    parser.add_argument("--images", metavar="FILE", type=Path, help="已知违规图片库（YAML，PDQ 散列）")
    parser.add_argument(
        "--share", metavar="0-100", type=int, help="画面的关注程度，越大看得越勤；默认按各方信用档次，另有一份随机"
    )
    parser.add_argument(
        "--waiting", metavar="N", type=int, default=Bound().readings,
        help="管道来的消息最多积压几条，再多就按次序舍去进入、点赞等和弹幕（口播等从不舍去）；0 为从不舍去，让来源等待",
    )  # fmt: skip
    parser.add_argument("--by", metavar="ACCOUNT", help="采集人账号，遮名后记入监管链；默认本机登录名")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出给人看，或每行一个 JSON 给程序")


def run(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    speed = _speed(args.speed)
    report = Report(form=args.format, out=sys.stdout)
    stop = _Stop()
    try:
        with _interruptible(stop):
            _watch(args, wanted, speed, report, stop)
    except (SourceUnusable, SourceChanged, UnknownFormat, TakenElsewhere) as error:
        report.summarise(interrupted=True)
        raise Refusal(f"{args.source}：{error}") from error
    except (StoreUnwritable, StoreDamaged, ExhibitDamaged, RuleFailed, SealBroken, NotReadable) as error:
        # What was acknowledged is sealed; say how far it went before saying why it ended.
        report.summarise(interrupted=True)
        raise Refusal(str(error)) from error
    report.summarise(interrupted=stop.asked)
    return 0


def _watch(args: argparse.Namespace, wanted: Wanted, speed: float | None, report: Report, stop: _Stop) -> None:
    recording = _open(args.source, wanted, stop, _ahead(args, speed, stop))
    bank = load_bank(args.images)
    if bank is not None:
        check_bank(bank, load_book(), _now().date())
    archive = open_archive(args.store)
    if args.source == "-" and args.room:
        broadcast, source = take_up(archive, recording.broadcast, recording.sources[0])
        recording = replace(recording, broadcast=broadcast, sources=(source,))
    if args.share is None:
        recording = replace(recording, sources=_watched_by_credit(archive, recording))
    before = partial(sealed_bytes, archive, recording.broadcast.id)
    recording = replace(recording, sources=continued(recording.sources, before))
    live = LiveRules(
        archive,
        recording.broadcast,
        plain=make_screen(recording.broadcast.category),
        shipped=_shipped(),
        book=load_book(),
    )
    pace = partial(
        pace_by_event_time, speed=speed, monotonic=time.monotonic, sleep=time.sleep, should_stop=stop
    ) if speed else iter  # fmt: skip
    ports = Ports(
        archive=archive,
        screen=screen_seen(live.screen, bank=bank, cite=cite_from(load_book())),
        shadow=live.shadow,
        clock=_now,
        key=load_pseudonym_key(args.store),
        pace=pace,
        follow=make_follow(archive),
        capture=Capture(collector=archive.log.key.name, tool=f"gongzhi {version('gongzhi')}"),
    )
    report.begin(recording, known=_known(archive, recording))
    started = _started(args, recording)
    batches = watch(recording.broadcast, recording.sources, ports=ports, should_stop=stop)
    for sealed in captured(batches, archive, started, clock=_now, should_stop=stop):
        report.tell(sealed)


def _watched_by_credit(archive: Archive, recording: Recording) -> tuple[Source, ...]:
    about = recording.broadcast
    on = (about.started_at or _now()).astimezone(BEIJING).date()
    return with_share(recording.sources, watch_of_room(archive, about, on).share)


def _started(args: argparse.Namespace, recording: Recording) -> CaptureStarted:
    """The record of this capture's beginning: the machine is looked at before the first byte is drawn."""
    key = load_pseudonym_key(args.store)
    source = plain_address(args.source) if "://" in args.source else Path(args.source).name
    return CaptureStarted(
        broadcast=recording.broadcast.id,
        source="标准输入" if args.source == "-" else source,
        environment=check_environment(args.store, args.source, key=key),
        by=mask_account(args.by or login_name(), key),
        at=_now(),
    )


def make_screen(category: str | None) -> Screen:
    """The shipped rules and law, for goods of this category; raises Refusal when a rule file cannot be used."""
    try:
        return screen_with(Screener(_shipped(), load_book()), category)
    except NotReadable as error:
        raise Refusal(str(error)) from error


@cache
def _shipped() -> RuleSet:
    return load_rules()


def make_follow(archive: Archive | None = None) -> Follow:
    """The shipped checks of whole broadcasts and law, with the earlier prices of an archive; raises Refusal when a file of
    checks cannot be used.
    """
    try:
        if archive is None:
            return follow_with(load_checks(), load_book())
        return follow_with(load_checks(), load_book(), partial(past_prices, archive))
    except NotReadable as error:
        raise Refusal(str(error)) from error


def _open(source: str, wanted: Wanted, stop: _Stop, ahead: Callable[[int], Ahead]) -> Recording:
    if source == "-":
        try:
            descriptor = sys.stdin.fileno()
        except (AttributeError, OSError, ValueError) as error:
            raise Refusal("标准输入是关着的：请用管道或 < 送入采集文件") from error
        return open_stream(read_arriving(descriptor, stop), wanted, clock=_now, ahead=ahead(descriptor))
    return open_recording(source, wanted)


def _ahead(args: argparse.Namespace, speed: float | None, stop: _Stop) -> Callable[[int], Ahead]:
    """How the standard input is read ahead: a file waits for the screening, and so does what is played at a set speed."""
    if args.waiting < 0:
        raise Refusal(f"--waiting“{args.waiting}”应为 0 或更大的整数，例如 --waiting 65536")

    def choose(descriptor: int) -> Ahead:
        if speed or not args.waiting or stat.S_ISREG(os.fstat(descriptor).st_mode):
            return iter
        return partial(read_ahead, bound=Bound(readings=args.waiting), should_stop=stop)

    return choose


def _known(archive: Archive, recording: Recording) -> int:
    return sum(1 for _ in archive.placed(kind="SignalBatch", subject=recording.broadcast.id))


def _wanted(args: argparse.Namespace) -> Wanted:
    try:
        started = read_instant(args.start) if args.start else None
    except NotAnInstant as error:
        raise Refusal(f"--start：{error}") from error
    return Wanted(
        room=args.room,
        platform=args.platform,
        category=args.category,
        started_at=started,
        like=args.format_like,
        listings=args.listings,
        looking=_looking(args),
    )


def _looking(args: argparse.Namespace) -> Looking:
    if args.share is not None and not 0 <= args.share <= 100:
        raise Refusal(f"--share“{args.share}”应在 0 到 100 之间，例如 --share 50")
    return Looking(
        kept_in=args.store / "recognised",
        recogniser=args.recogniser,
        model=args.speech_model,
        images=args.images,
        share=Looking().share if args.share is None else args.share,
        clock=_now,
    )


def _speed(written: str) -> float | None:
    if written == "max":
        return None
    try:
        speed = float(written)
    except ValueError:
        speed = 0.0
    if not 0.01 <= speed <= 10000:
        raise Refusal(f"--speed“{written}”应为 0.01 到 10000 的数或 max，例如 --speed 4")
    return speed


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _interruptible(stop: _Stop) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask for the end of the current batch; a second one ends at once, which loses nothing sealed."""

    def ask(number: int, frame: Any) -> None:
        if stop.asked:
            signal.default_int_handler(number, frame)
        stop.ask()

    try:
        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:
        # Signals belong to the main thread; called from another one, the caller keeps them.
        before = {}
    try:
        yield
    except KeyboardInterrupt:
        stop.ask()
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
