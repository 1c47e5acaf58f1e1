"""What second opinions have cost, by day and by run: written down before a request is sent, so that no crash overspends."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gongzhi.flow.second_opinion import LimitReached
from gongzhi.values import BEIJING, yuan_from_fen

_MILLION = 1_000_000
_NAMES = {"requests": "次数", "tokens": "词元", "cost": "金额"}


class PurseDamaged(RuntimeError):
    """A file of what was spent that cannot be read: without it no limit can be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """At most so many requests, tokens and fen, per run and per day (北京时间). ``price`` is fen per million tokens."""

    requests_per_run: int = 50
    requests_per_day: int = 200
    tokens_per_run: int = 300_000
    tokens_per_day: int = 1_000_000
    fen_per_run: int = 500
    fen_per_day: int = 2_000
    price: int = 0


@dataclass(slots=True)
class FilePurse:
    """One file in a folder. Money is kept in millionths of a fen, so that small requests add up exactly."""

    path: Path
    limits: Limits
    _run: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_NAMES, 0))

    def reserve(self, tokens: int, at: datetime) -> None:
        """Set aside one request of at most so many tokens; raises LimitReached and PurseDamaged, and then nothing is set aside."""
        wanted = {"requests": 1, "tokens": tokens, "cost": tokens * self.limits.price}
        with self._today(at) as today:
            self._refuse_beyond("本次", self._run, wanted, self._most("run"))
            self._refuse_beyond("今日", today, wanted, self._most("day"))
            for name, more in wanted.items():
                today[name] += more
                self._run[name] += more

    def settle(self, reserved: int, used: int, at: datetime) -> None:
        """Give back what was set aside and not used; on another day by now it stays counted."""
        spare = reserved - used
        with self._today(at) as today:
            for name, less in (("tokens", spare), ("cost", spare * self.limits.price)):
                today[name] = max(0, today[name] - less)
                self._run[name] = max(0, self._run[name] - less)

    def _most(self, span: str) -> dict[str, int]:
        limits = self.limits
        if span == "run":
            return {
                "requests": limits.requests_per_run,
                "tokens": limits.tokens_per_run,
                "cost": limits.fen_per_run * _MILLION,
            }
        return {
            "requests": limits.requests_per_day,
            "tokens": limits.tokens_per_day,
            "cost": limits.fen_per_day * _MILLION,
        }

    def _refuse_beyond(self, when: str, spent: dict[str, int], wanted: dict[str, int], most: dict[str, int]) -> None:
        for name, word in _NAMES.items():
            if spent[name] + wanted[name] > most[name]:
                shown = f"{yuan_from_fen(most[name] // _MILLION)} 元" if name == "cost" else str(most[name])
                raise LimitReached(f"第二意见{when}的{word}上限 {shown} 已到，没有再发送：请明天再问，或调高上限")

    @contextmanager
    def _today(self, at: datetime) -> Iterator[dict[str, int]]:
        """The spending of the day under a lock, written back when nothing was refused."""
        day = at.astimezone(BEIJING).date().isoformat()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            spent = self._read()
            today = {name: spent.get(day, {}).get(name, 0) for name in _NAMES}
            yield today
            self._write({day: today})

    def _read(self) -> dict[str, Any]:
        try:
            spent = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise PurseDamaged(
                f"第二意见的花费记录“{self.path.name}”读不出，未发送：请核对花费后删去该文件再试"
            ) from error
        rows = spent.values() if isinstance(spent, dict) else [None]
        if not all(isinstance(row, dict) and all(type(one) is int for one in row.values()) for row in rows):
            raise PurseDamaged(f"第二意见的花费记录“{self.path.name}”被改坏，未发送：请核对花费后删去该文件再试")
        return dict(spent)

    def _write(self, spent: dict[str, dict[str, int]]) -> None:
        # Written beside and renamed: a crash leaves the old sum or the new one, and the old one was never sent for.
        beside = self.path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(spent, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
