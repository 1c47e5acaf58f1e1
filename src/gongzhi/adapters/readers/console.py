"""Console lines of DouyinLiveWebFetcher and its Taobao sibling: ``【聊天msg】[id]nick: words``, without any time."""

import re

from gongzhi.adapters.readers.loose import Parsed, counted, opaque, problem, text, timed, words_of
from gongzhi.broadcasts import Draft, ProblemKind, SignalKind

_LINE = re.compile(r"【([^】]{1,20})】\s*(.*)", re.DOTALL)
_CHAT = re.compile(r"\[([^\]]*)\](.*?): (.*)", re.DOTALL)
_GIFT = re.compile(r"(.*) 送出了 (.*)x(\d+)", re.DOTALL)
_LIKE = re.compile(r"(.*) 点了(\d+)个赞", re.DOTALL)
_ENTER = re.compile(r"\[([^\]]*)\](?:\[[男女]\])?(.*?) ?进入了直播间", re.DOTALL)
_FOLLOW = re.compile(r"\[([^\]]*)\](.*?) ?关注了主播", re.DOTALL)
_SEEN = re.compile(r"当前观看人数: (\d+), 累计观看人数: (\d+)")


def read_line(raw: bytes) -> Parsed:
    """One line; the collector's own chatter (``【√】...``) is kept opaque without being called a problem."""
    words, problems = words_of(raw)
    line = _LINE.fullmatch(words.strip())
    if line is None:
        if not words.strip():
            return Parsed((), problems)
        return Parsed(
            (opaque(**timed(None)),), (*problems, problem(ProblemKind.UNREADABLE, "不是采集器的行，已原样保留"))
        )
    label, rest = line.groups()
    draft = _draft(label, rest)
    if draft is not None:
        return Parsed((draft,), problems)
    if label.endswith("msg"):
        problems = (*problems, problem(ProblemKind.UNKNOWN_MESSAGE, f"【{label}】的这一行没有对应的读法，已原样保留"))
    return Parsed((opaque(method=f"console/{label}", **timed(None)),), problems)


def _draft(label: str, rest: str) -> Draft | None:
    common = {"method": f"console/{label}", **timed(None)}
    if label == "聊天msg" and (chat := _CHAT.fullmatch(rest)):
        user, name, said = chat.groups()
        return Draft(kind=SignalKind.DANMU, user=_user(user), name=text(name), text=text(said), **common)
    if label == "进场msg" and (enter := _ENTER.fullmatch(rest)):
        return Draft(kind=SignalKind.ENTER, user=_user(enter[1]), name=text(enter[2]), **common)
    if label == "关注msg" and (follow := _FOLLOW.fullmatch(rest)):
        return Draft(kind=SignalKind.FOLLOW, user=_user(follow[1]), name=text(follow[2]), **common)
    if label == "礼物msg" and (gift := _GIFT.fullmatch(rest)):
        counts = counted(gifts=gift[3])
        return Draft(kind=SignalKind.GIFT, name=text(gift[1]), text=text(gift[2]), counts=counts, **common)
    if label == "点赞msg" and (like := _LIKE.fullmatch(rest)):
        return Draft(kind=SignalKind.LIKE, name=text(like[1]), counts=counted(likes=like[2]), **common)
    return _numbers(label, rest, common)


def _numbers(label: str, rest: str, common: dict[str, object]) -> Draft | None:
    if label == "统计msg" and (seen := _SEEN.fullmatch(rest)):
        return Draft(kind=SignalKind.STATS, counts=counted(online=seen[1], viewers_total=seen[2]), **common)  # type: ignore[arg-type]
    if label in ("直播间统计msg", "粉丝团msg"):
        kind = SignalKind.STATS if label == "直播间统计msg" else SignalKind.NOTICE
        return Draft(kind=kind, text=text(rest), **common)  # type: ignore[arg-type]
    return None


def _user(written: str) -> str | None:
    # Taobao prints 0 for everybody.
    return None if written in ("", "0") else text(written)
