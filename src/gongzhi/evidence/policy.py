"""C2SP tlog-policy: which logs and which witnesses somebody has decided to believe."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gongzhi.evidence.note import ED25519, PRIVATE_TYPE, NotANote, VerifierKey, parse_verifier_key

COSIGNATURE_ED25519 = 0x04
COSIGNATURE_ML_DSA = 0x06
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_NONE = "none"


class NotAPolicy(ValueError):
    """A policy file that cannot be used; the message names the line and says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Log keys, witness keys by their name in the file, groups (threshold and members), and the quorum's name.

    ``urls`` says where a witness is reached, by its name in the file, where the file says so.
    """

    logs: tuple[VerifierKey, ...] = ()
    witnesses: Mapping[str, VerifierKey] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = _NONE
    urls: Mapping[str, str] = field(default_factory=dict)

    def satisfied_by(self, cosigned: set[str]) -> bool:
        """Whether these witnesses (names in this file) make the quorum."""
        if self.quorum == _NONE:
            return True
        holds = {name: name in cosigned for name in self.witnesses}
        # A group is defined after its members: one pass in the order of the file, however deep the groups nest.
        for name, (threshold, members) in self.groups.items():
            holds[name] = sum(holds[member] for member in members) >= threshold
        return holds[self.quorum]


def policy_of_log(key: VerifierKey) -> str:
    """The policy text that believes one log and asks for no witness."""
    return f"log {key}\nquorum none\n"


def parse_policy(data: bytes) -> Policy:
    """Read a policy file; raises NotAPolicy with the line. Source: C2SP tlog-policy."""
    if any((byte < 0x20 and byte not in (0x09, 0x0A)) or byte == 0x7F for byte in data):
        raise NotAPolicy("信任策略含控制字符：只能用空格、制表符和换行")
    # Names are opaque octets there; surrogateescape keeps each octet string one distinct text.
    text = data.decode("utf-8", "surrogateescape")
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = re.split(r"[ \t]+", line.strip(" \t"))
        if words == [""] or words[0].startswith("#"):
            continue
        try:
            reading.read(words)
        except NotAPolicy as error:
            raise NotAPolicy(f"信任策略第 {number} 行：{error}") from error
    return reading.policy()


class _Reading:
    """What the lines read so far have defined."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self.urls: dict[str, str] = {}
        self.members: set[str] = set()

    def read(self, words: Sequence[str]) -> None:
        verbs: dict[str, Callable[[Sequence[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if words[0] not in verbs:
            raise NotAPolicy(f"不认识 {words[0]}，应为 log、witness、group 或 quorum")
        verbs[words[0]](words[1:])

    def policy(self) -> Policy:
        if self.quorum is None:
            raise NotAPolicy("信任策略缺少 quorum 行：不要求见证时请写 quorum none")
        return Policy(
            logs=tuple(self.logs),
            witnesses=self.witnesses,
            groups=self.groups,
            quorum=self.quorum,
            urls=self.urls,
        )

    def _log(self, words: Sequence[str]) -> None:
        if len(words) not in (1, 2):
            raise NotAPolicy("应为 log <公钥> [<网址>]")
        key = _key(words[0], (ED25519, PRIVATE_TYPE))
        if key.type == PRIVATE_TYPE and not key.is_sm2:
            raise NotAPolicy(f"公钥 {key.name} 的算法不认识：日志可用 Ed25519 或 SM2")
        if any(known.key == key.key for known in self.logs):
            raise NotAPolicy("同一把日志公钥写了两次")
        self.logs.append(key)

    def _witness(self, words: Sequence[str]) -> None:
        if len(words) not in (2, 3):
            raise NotAPolicy("应为 witness <名称> <公钥> [<网址>]")
        self._demand_new(words[0])
        key = _key(words[1], (COSIGNATURE_ED25519, COSIGNATURE_ML_DSA))
        if any(known.key == key.key for known in self.witnesses.values()):
            raise NotAPolicy("同一把见证公钥写了两次")
        self.witnesses[words[0]] = key
        if len(words) == 3:
            self.urls[words[0]] = words[2]

    def _group(self, words: Sequence[str]) -> None:
        if len(words) < 3:
            raise NotAPolicy("应为 group <名称> <all|any|数目> <成员>...")
        name, asked, members = words[0], words[1], tuple(words[2:])
        self._demand_new(name)
        for member in members:
            self._demand_known(member)
            if member in self.members:
                raise NotAPolicy(f"{member} 已是别的组的成员：每个名称只能入一次组")
            self.members.add(member)
        self.groups[name] = (_threshold(asked, len(members)), members)

    def _quorum(self, words: Sequence[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise NotAPolicy("quorum 行只写一次，只写一个名称")
        if words[0] != _NONE:
            self._demand_known(words[0])
        self.quorum = words[0]

    def _demand_new(self, name: str) -> None:
        if name == _NONE or name in self.witnesses or name in self.groups:
            raise NotAPolicy(f"名称 {name} 已被使用")

    def _demand_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise NotAPolicy(f"{name} 还没有定义：请先写它的 witness 或 group 行")


def _threshold(asked: str, members: int) -> int:
    if asked in ("all", "any"):
        return members if asked == "all" else 1
    if _NUMBER.fullmatch(asked) is None or int(asked) > members:
        raise NotAPolicy(f"数目应在 1 到 {members} 之间，或写 all、any")
    return int(asked)


def _key(text: str, types: Sequence[int]) -> VerifierKey:
    try:
        key = parse_verifier_key(text)
    except NotANote as error:
        raise NotAPolicy(str(error)) from error
    if key.type not in types:
        raise NotAPolicy(f"公钥 {key.name} 的类型 {key.type:#04x} 不能用在这里")
    return key
