"""A second opinion (第二意见) on a sealed broadcast: asked within limits, checked, sealed as a record of its own kind."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from gongzhi.broadcasts import Broadcast, SignalBatch
from gongzhi.flow.opinion_question import (
    PROMPT_VERSION,
    AnswerRefused,
    Asked,
    Opinion,
    in_batches,
    read_answer,
    write_question,
)
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.screen import line_of
from gongzhi.flow.suggest import Suggested
from gongzhi.screening.findings import Certainty, Finding
from gongzhi.screening.semantic import is_sellers
from gongzhi.values import decode_record, encode_record

SAYS = "第二意见由外部模型给出，只供参考，不改变任何发现，由人作出决定"


class Unanswered(RuntimeError):
    """The endpoint gave no usable answer; ``passing`` when asking again may help."""

    def __init__(self, said: str, *, passing: bool) -> None:
        super().__init__(said)
        self.passing = passing


class LimitReached(RuntimeError):
    """The limit of requests, tokens or yuan, of this run or of the day, would be passed: nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the text of the answer, and the tokens that the endpoint says it took (0: it does not say)."""

    text: str
    tokens: int


class Endpoint(Protocol):
    """Anything that answers chat completions."""

    @property
    def model(self) -> str: ...

    def ask(self, body: bytes) -> Answer:
        """The answer to one question; raises Unanswered."""


class Purse(Protocol):
    """What may still be spent, kept across runs."""

    def reserve(self, tokens: int, at: datetime) -> None:
        """Set aside one request of at most so many tokens, durably, before it is sent; raises LimitReached."""

    def settle(self, reserved: int, used: int, at: datetime) -> None:
        """Give back what a request of ``reserved`` tokens did not use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One opinion, and the exhibits of the sealed findings that it stands on, of whatever type."""

    opinion: Opinion
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """One question and what was accepted of its answer. It raises doubtful leads and remarks, and decides nothing.

    ``request_sha256`` is of the exact bytes sent; ``dropped`` counts opinions whose words did not stand where they
    said; ``refused`` says in Chinese why an answer was not used at all.
    """

    broadcast: str
    asked_at: datetime
    model: str
    prompt_version: str
    request_sha256: str
    signals: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    dropped: int = 0
    refused: str | None = None
    tokens: int = 0
    certainty: Certainty = Certainty.DOUBTFUL
    says: str = SAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom to ask, out of which purse, how long an answer may be, how often to try, and how to pause (seconds) between.

    ``every`` line of the seller is asked about, or only those in doubt.
    """

    endpoint: Endpoint
    purse: Purse
    clock: Callable[[], datetime]
    pause: Callable[[float], None]
    most_tokens: int = 1000
    tries: int = 3
    every: bool = False


def ask_about(archive: Archive, broadcast: Broadcast, asking: Asking) -> Iterator[SecondOpinion]:
    """Ask about the lines that are in doubt and were not yet put to this model, question by question; seal each answer.

    Killed between two questions nothing is lost; killed during one, that one is asked again. Raises Unanswered and
    LimitReached: what was sealed before stays sealed.
    """
    findings = list(_findings(archive, broadcast.id))
    for batch in in_batches(_lines_in_doubt(archive, broadcast, findings, asking)):
        opinion = _ask(batch, broadcast.id, asking)
        opinion = replace(opinion, remarks=tuple(_beside(one.opinion, findings) for one in opinion.remarks))
        at = asking.clock()
        archive.append([Item(kind=SecondOpinion.__name__, subject=broadcast.id, data=encode_record(opinion), at=at)])
        yield opinion


def _ask(batch: Sequence[Asked], broadcast: str, asking: Asking) -> SecondOpinion:
    body = write_question(batch, model=asking.endpoint.model, most_tokens=asking.most_tokens)
    at = asking.clock()
    answer = _answered_in_time(body, asking)
    asked = SecondOpinion(
        broadcast=broadcast,
        asked_at=at,
        model=asking.endpoint.model,
        prompt_version=PROMPT_VERSION,
        request_sha256=hashlib.sha256(body).hexdigest(),
        signals=tuple(line.signal for line in batch),
        tokens=answer.tokens,
    )
    try:
        opinions, dropped = read_answer(answer.text, batch)
    except AnswerRefused as refusal:
        return replace(asked, refused=str(refusal))
    return replace(asked, remarks=tuple(Remark(opinion=one) for one in opinions), dropped=dropped)


def _answered_in_time(body: bytes, asking: Asking) -> Answer:
    # A token is at least one byte: the bytes sent and the longest answer bound what a request can cost. Every try is
    # set aside for before it is sent, and one that timed out stays counted: it may have been charged.
    most = len(body) + asking.most_tokens
    for attempt in range(asking.tries):
        at = asking.clock()
        asking.purse.reserve(most, at)
        try:
            answer = asking.endpoint.ask(body)
        except Unanswered as fault:
            if not fault.passing or attempt == asking.tries - 1:
                raise
            asking.pause(2.0**attempt)
            continue
        if answer.tokens:
            asking.purse.settle(most, min(answer.tokens, most), at)
        return answer
    raise Unanswered("第二意见一次也没有问：请把尝试次数设为 1 以上", passing=False)


def _beside(opinion: Opinion, findings: Sequence[tuple[str, Finding]]) -> Remark:
    on = tuple(
        exhibit
        for exhibit, one in findings
        if one.signal == opinion.signal and one.start < opinion.end and opinion.start < one.end
    )
    return Remark(opinion=opinion, findings=on)


def _lines_in_doubt(
    archive: Archive, broadcast: Broadcast, findings: Sequence[tuple[str, Finding]], asking: Asking
) -> list[Asked]:
    doubtful = {one.signal for _, one in findings if one.certainty is Certainty.DOUBTFUL}
    for placed in archive.placed(kind=Suggested.__name__, subject=broadcast.id):
        doubtful.add(decode_record(Suggested, archive.read(placed)).signal)
    answered = _answered(archive, broadcast.id, asking.endpoint.model)
    asked: dict[str, Asked] = {}
    for placed in archive.placed(kind=SignalBatch.__name__, subject=broadcast.id):
        for signal in decode_record(SignalBatch, archive.read(placed)).signals:
            line = line_of(signal, broadcast.category)
            if line is None or not is_sellers(line) or signal.id in answered:
                continue
            if asking.every or signal.id in doubtful:
                # The same words are asked about once: a banner stands in every frame.
                asked.setdefault(line.text, Asked(signal=signal.id, text=line.text))
    return list(asked.values())


def _answered(archive: Archive, broadcast: str, model: str) -> set[str]:
    sealed = archive.placed(kind=SecondOpinion.__name__, subject=broadcast)
    opinions = [decode_record(SecondOpinion, archive.read(placed)) for placed in sealed]
    return {
        signal
        for one in opinions
        if one.model == model and one.prompt_version == PROMPT_VERSION
        for signal in one.signals
    }


def _findings(archive: Archive, broadcast: str) -> Iterator[tuple[str, Finding]]:
    for placed in archive.placed(kind=Finding.__name__, subject=broadcast):
        yield placed.exhibit, decode_record(Finding, archive.read(placed))
