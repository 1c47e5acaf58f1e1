"""What ``gongzhi watch`` prints: each finding as it happens, then the sum; for people or, as JSON Lines, for programs."""

import re
from collections import Counter
from typing import IO, Any

import orjson

from gongzhi.adapters.recordings import Recording
from gongzhi.broadcasts import Promise
from gongzhi.cli.type_names import CERTAINTY_NAMES, PROMISE_NAMES, SIGNAL_NAMES, TYPE_NAMES
from gongzhi.flow.watch import Sealed
from gongzhi.screening import Finding
from gongzhi.values import BEIJING, print_instant

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
ASSISTS = "本结果仅供辅助，由人作出决定。"


class Report:
    """Counts what was sealed and prints it."""

    def __init__(self, *, form: str, out: IO[str]) -> None:
        self._json = form == "json"
        self._out = out
        self._signals: Counter[str] = Counter()
        self._findings: Counter[str] = Counter()
        self._promises: Counter[str] = Counter()
        self._problems: Counter[tuple[str, str]] = Counter()
        self._placed = 0
        self._broadcast = ""
        self._lead = False

    def begin(self, recording: Recording, *, known: int) -> None:
        """Say what is being watched; ``known`` batches of it are sealed already."""
        broadcast = recording.broadcast
        self._broadcast = broadcast.id
        if self._json:
            self._print_json(
                {"event": "begin", "broadcast": broadcast.id, "platform": broadcast.platform, "room": broadcast.room,
                 "resumed": known > 0, "unread": list(recording.unread)}
            )  # fmt: skip
            return
        self._print(f"场次 {broadcast.id}　{broadcast.platform} {broadcast.title or broadcast.room}")
        if known:
            self._print(f"已封存 {known} 批，从封存处续读")
        for name, why in zip(recording.unread, recording.unread_why, strict=True):
            self._print(f"未读 {name}：{why}")

    def tell(self, sealed: Sealed) -> None:
        """Print the findings of one sealed batch and add it to the sum."""
        for signal in sealed.batch.signals:
            self._signals[str(signal.kind)] += 1
        for finding in sealed.findings:
            self._findings[str(finding.type)] += 1
            self._tell_finding(finding)
        for promise in sealed.promises:
            self._promises[str(promise.kind)] += 1
            self._tell_promise(promise)
        for problem in sealed.batch.problems:
            self._problems[str(problem.kind), f"{problem.source}：{problem.what}"] += problem.count
        self._placed += len(sealed.placed)
        if sealed.lead is not None:
            self._lead = True
            self._tell_lead(sealed.lead)
        self._out.flush()

    def summarise(self, *, interrupted: bool) -> None:
        """The sum of this run; nothing when it never began."""
        if not self._broadcast:
            return
        if self._json:
            self._print_json(
                {"event": "summary", "broadcast": self._broadcast, "interrupted": interrupted,
                 "signals": dict(self._signals), "findings": dict(self._findings), "promises": dict(self._promises),
                 "problems": [{"kind": kind, "what": what, "count": times}
                              for (kind, what), times in self._problems.items()],
                 "sealed": self._placed, "lead": self._lead, "notice": ASSISTS}
            )  # fmt: skip
        else:
            self._print_sum(interrupted)
        self._out.flush()

    def _print_sum(self, interrupted: bool) -> None:
        self._print("—— 已中断，再次运行会从封存处续读 ——" if interrupted else "—— 完毕 ——")
        self._print(f"信号 {self._signals.total()}：{_counts(self._signals, SIGNAL_NAMES)}")
        self._print(f"发现 {self._findings.total()}：{_counts(self._findings, TYPE_NAMES)}")
        self._print(f"承诺 {self._promises.total()}：{_counts(self._promises, PROMISE_NAMES)}")
        shed = sum(times for (kind, _), times in self._problems.items() if kind == "shed")
        if shed:
            self._print(f"来不及筛查而舍去 {shed} 条，种类见下；未经筛查，不等于没有问题")
        self._print(f"来源问题 {sum(self._problems.values())}")
        for (_, what), times in self._problems.most_common():
            self._print(f"  {what}（{times} 处）")
        self._print(f"封存 {self._placed} 件" + ("，已建线索" if self._lead else ""))
        self._print(ASSISTS)

    def _tell_finding(self, finding: Finding) -> None:
        if self._json:
            row = {name: getattr(finding, name) for name in _FINDING_FIELDS}
            row["said_at"] = print_instant(finding.said_at)
            row["provisions"] = [
                {"id": one.id, "title": one.title, "article": one.article} for one in finding.provisions
            ]
            self._print_json({"event": "finding", **row})
            return
        basis = "、".join(f"《{one.title}》{one.article}" for one in finding.provisions)
        read = "" if finding.reading == finding.quote else f"（读作 {finding.reading}）"
        name, sure = TYPE_NAMES[finding.type], CERTAINTY_NAMES[finding.certainty]
        self._print(f"{_clock(finding)}  {name}·{sure}  “{finding.quote}”{read}  {basis}")

    def _tell_promise(self, promise: Promise) -> None:
        if self._json:
            row = {"kind": promise.kind, "signal": promise.signal, "start": promise.start, "end": promise.end}
            row |= {"quote": promise.quote, "said_at": print_instant(promise.said_at), "terms": dict(promise.terms)}
            self._print_json({"event": "promise", **row})

    def _tell_lead(self, lead: Any) -> None:
        if self._json:
            self._print_json(
                {"event": "lead", "broadcast": lead.broadcast, "level": lead.level, "summary": lead.summary}
            )
        else:
            self._print(f"建立线索：{lead.summary}")

    def _print(self, line: str) -> None:
        # What somebody said must not steer the terminal.
        self._out.write(_CONTROL.sub(" ", line).encode("utf-8", "replace").decode() + "\n")

    def _print_json(self, row: dict[str, Any]) -> None:
        self._out.write(orjson.dumps(row).decode() + "\n")


_FINDING_FIELDS = (
    "broadcast", "signal", "type", "rule", "rule_version", "start", "end", "quote", "reading", "certainty", "severity", "why",
    "instead",
)  # fmt: skip


def _clock(finding: Finding) -> str:
    return finding.said_at.astimezone(BEIJING).strftime("%H:%M:%S")


def _counts(counted: Counter[str], names: dict[str, str]) -> str:
    return "、".join(f"{names[kind]} {times}" for kind, times in counted.most_common()) or "无"
