"""Speech as recognisers write it: FunASR, Whisper, the transformers pipeline, Volcengine, Douyin cloud clips."""

from collections.abc import Iterator, Mapping
from typing import Any

from gongzhi.adapters.readers.loose import Parsed, field, opaque, problem, span, text
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind, TimeSource

# key of the list -> name of the producer; each list holds one row a sentence.
_LISTS = {"sentence_info": "funasr", "segments": "whisper", "chunks": "transformers", "utterances": "volcengine"}


def recognises(message: Mapping[str, Any]) -> bool:
    """A document with one of the known lists, or a single timed row."""
    if any(isinstance(message.get(name), list) for name in _LISTS):
        return True
    return _single(message) is not None


def read(message: Mapping[str, Any]) -> Parsed:
    """One draft a sentence; a document without timed sentences is one draft."""
    for name, producer in _LISTS.items():
        rows = message.get(name)
        if isinstance(rows, list) and rows:
            return Parsed(tuple(_drafts(rows, producer)))
    single = _single(message)
    if single is not None:
        return Parsed((single,)) if single.text else Parsed()
    unread = problem(ProblemKind.UNREADABLE, "识别结果里没有句子，已原样保留")
    return Parsed((opaque(method="asr"),), (unread,))


def _drafts(rows: list[Any], producer: str) -> Iterator[Draft]:
    for place, row in enumerate(rows):
        said = text(field(row, "text", "transcript"))
        if isinstance(row, dict) and said is not None:
            yield _sentence(row, said=said, producer=producer, part=str(place))
        elif not isinstance(row, dict):
            yield opaque(method=producer, part=str(place))


def _single(message: Mapping[str, Any]) -> Draft | None:
    said = text(field(message, "text", "transcript"))
    if "transcript" in message and "start_time" in message:
        return _sentence(message, said=said, producer="volcengine", part="")
    if (
        "text" in message
        and "kind" not in message
        and ("start" in message or isinstance(message.get("timestamp"), list))
    ):
        return _sentence(message, said=said, producer=_producer(message), part="")
    # FunASR's streaming form has no times at all.
    if said is not None and "key" in message:
        return _sentence(message, said=said, producer="funasr", part="")
    return None


def _producer(message: Mapping[str, Any]) -> str:
    stamps = message.get("timestamp")
    tokens = isinstance(stamps, list) and (not stamps or isinstance(stamps[0], list))
    return "funasr" if tokens or "spk" in message else "transformers" if "timestamp" in message else "whisper"


def _sentence(row: Mapping[str, Any], *, said: str | None, producer: str, part: str) -> Draft:
    speaker = field(row, "spk", "speaker_id", "speaker")
    return Draft(
        kind=SignalKind.SPEECH,
        at_source=TimeSource.DERIVED,
        role=ActorRole.PRESENTER,
        text=said,
        span_ms=_span(row, producer),
        part=part,
        method=f"asr/{producer}",
        notes=() if speaker is None else (f"说话人 {text(speaker)}",),
    )


def _span(row: Mapping[str, Any], producer: str) -> tuple[int, int] | None:
    if producer == "volcengine":
        return span(row.get("start_time"), row.get("end_time"))
    stamps = row.get("timestamp")
    if producer == "transformers" and isinstance(stamps, list) and len(stamps) == 2:
        return span(stamps[0], stamps[1], unit=1000)
    if producer == "funasr":
        return _token_span(stamps, row)
    return span(row.get("start"), row.get("end"), unit=1000)


def _token_span(stamps: Any, row: Mapping[str, Any]) -> tuple[int, int] | None:
    """FunASR: a sentence's ``start`` may be its last token's (modelscope/FunASR#2110), its tokens are right."""
    tokens = (
        [token for token in stamps if isinstance(token, list) and len(token) == 2] if isinstance(stamps, list) else []
    )
    if tokens:
        return span(tokens[0][0], tokens[-1][1])
    return span(row.get("start"), row.get("end"))
