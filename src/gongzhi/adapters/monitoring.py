"""A monitor of a log at an address or in a directory: what it saw and every alarm lie in its own state directory."""

import hashlib
import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gongzhi.adapters.cosigning import COSIGNED
from gongzhi.adapters.disk import Disk
from gongzhi.adapters.http_calls import call
from gongzhi.evidence import (
    CHECKPOINT,
    Alarm,
    AlarmCode,
    Limits,
    Look,
    Policy,
    Seen,
    StoreDamaged,
    StoreUnwritable,
    VerifierKey,
    observe,
    witness_path,
)
from gongzhi.values import NotThisRecord, decode_record, encode_record

_STATE, _ALARMS = "seen.json", "alarms"
_LARGEST_TILE = 17 << 20


class Unreachable(Exception):
    """The log does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """Follows one log. ``place`` is an http address or the directory of a log or store; ``state`` belongs to this monitor
    alone. Order of a round: alarms are durable before what was seen; a crash between them repeats the alarms."""

    place: str
    key: VerifierKey
    state: Path
    policy: Policy | None = None
    limits: Limits | None = None
    disk: Disk | None = None

    def look(self, now: datetime) -> list[Alarm]:
        """One round: look, keep the alarms, remember. Raises StoreDamaged or StoreUnwritable for its own state."""
        seen = self.seen()
        try:
            grown, alarms = observe(seen, self._look(now), key=self.key, policy=self.policy, limits=self.limits)
        except Unreachable as error:
            alarm = Alarm(code=AlarmCode.UNREACHABLE, says=f"日志取不到：{error}", origin=self.key.name, at=now)
            grown, alarms = seen, [alarm]
        try:
            for alarm in alarms:
                self._keep(alarm)
            if grown != seen:
                self._disk().make_directory(self.state)
                self._disk().replace(self.state / _STATE, encode_record(grown))
        except OSError as error:
            raise StoreUnwritable(f"监视状态 {self.state} 写不进去：{error.strerror}。请腾出空间或检查权限") from error
        return alarms

    def seen(self) -> Seen:
        """What was seen so far."""
        data = self._disk().read(self.state / _STATE)
        try:
            return Seen(origin=self.key.name) if data is None else decode_record(Seen, data)
        except NotThisRecord as error:
            raise StoreDamaged(
                f"监视状态 {self.state / _STATE} 读不出：{error}。请从备份恢复，不要删除：它是先前所见的凭据"
            ) from error

    def _look(self, now: datetime) -> Look:
        # Witnesses first: an honest log is never behind what they cosigned.
        witnesses = dict(self._witnesses())
        read = reader(self.place)
        cosigned = read(COSIGNED)
        return Look(at=now, checkpoint=read(CHECKPOINT), cosigned=cosigned, witnesses=witnesses, read=read)

    def _witnesses(self) -> Iterator[tuple[str, bytes]]:
        asked: dict[str, str] = {}
        for name, url in (self.policy.urls if self.policy else {}).items():
            asked.setdefault(url, name)
        for url, name in asked.items():
            try:
                answer = call("GET", f"{url.rstrip('/')}/{witness_path(self.key.name)}")
            except (OSError, http.client.HTTPException, ValueError):
                # A witness that is away cannot contradict; that it does not cosign is an alarm of its own.
                continue
            if answer.status == 200:
                yield name, answer.body

    def _keep(self, alarm: Alarm) -> None:
        directory = self.state / _ALARMS
        self._disk().make_directory(directory)
        # The same finding again is the same file: its first time stands.
        mark = hashlib.sha256(
            "\n".join([alarm.code, *alarm.notes] if alarm.notes else [alarm.code, alarm.says]).encode()
        )
        path = directory / f"{alarm.code}-{mark.hexdigest()[:16]}.json"
        if not path.exists():
            self._disk().replace(path, encode_record(alarm))

    def _disk(self) -> Disk:
        return self.disk or Disk()


def kept_alarms(state: Path) -> list[Alarm]:
    """The alarms in a state directory, newest first; what cannot be read is left out."""
    found = []
    for path in state.joinpath(_ALARMS).glob("*.json"):
        try:
            found.append(decode_record(Alarm, path.read_bytes()))
        except (OSError, NotThisRecord, json.JSONDecodeError):
            continue
    return sorted(found, key=lambda one: one.at, reverse=True)


def reader(place: str) -> Callable[[str], bytes | None]:
    """Reads files of the log there; raises Unreachable."""
    if place.startswith(("http://", "https://")):
        return lambda path: _fetch(f"{place.rstrip('/')}/{path}")
    directory = Path(place)
    inner = directory / "log"
    return lambda path: _load((inner if inner.is_dir() else directory) / path)


def _fetch(url: str) -> bytes | None:
    try:
        answer = call("GET", url, largest=_LARGEST_TILE)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{url}：{error}") from error
    if answer.status not in (200, 404):
        raise Unreachable(f"{url} 答复 {answer.status}")
    return answer.body if answer.status == 200 else None


def _load(path: Path) -> bytes | None:
    try:
        return Disk().read(path)
    except OSError as error:
        raise Unreachable(f"{path}：{error.strerror}") from error
