"""From what is seen to findings: unsure readings weigh less, known pictures are leads, and a source goes on where it stopped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from gongzhi.broadcasts import Signal, SignalBatch, SignalKind
from gongzhi.flow.ports import Archive
from gongzhi.flow.screen import Found
from gongzhi.flow.watch import Screen
from gongzhi.law import Book, NotInForce, UnknownProvision
from gongzhi.screening import Certainty, Cited, Finding, ImageBank, KnownImage, NotReadable
from gongzhi.values import BEIJING, decode_record

WORDS_METHOD, CODE_METHOD, IMAGE_METHOD, GONE_METHOD = "media/words", "media/code", "media/image", "media/gone"
CODE_PREFIX = "画面二维码："
IMAGE_PREFIX = "已知违规图："
CONFIDENCE = "confidence"
# Percent. Below the first a finding is one step less certain, below the second it only orders the queue.
SURE, UNSURE = 80, 60
Cite = Callable[[str, date], Cited | None]
_LESS = {Certainty.DEFINITE: Certainty.LIKELY, Certainty.LIKELY: Certainty.DOUBTFUL, Certainty.DOUBTFUL: Certainty.DOUBTFUL}  # fmt: skip


def sealed_bytes(archive: Archive, broadcast: str, source: str) -> Iterator[bytes]:
    """The sealed chunks of a source in order: joined, they are what the source has given so far."""
    chunks = [
        chunk.sha256
        for placed in archive.placed(kind=SignalBatch.__name__, subject=broadcast)
        for chunk in decode_record(SignalBatch, archive.read(placed)).chunks
        if chunk.source == source
    ]
    wanted = set(chunks)
    raws = {one.sha256: one for one in archive.placed(kind="raw", subject=broadcast) if one.sha256 in wanted}
    for sha256 in chunks:
        yield archive.read(raws[sha256])


def screen_seen(screen: Screen, *, bank: ImageBank | None = None, cite: Cite = lambda _id, _on: None) -> Screen:
    """The same screen, with findings in unsure readings lowered and a finding for each known picture of the bank."""

    def seen(signals: Sequence[Signal]) -> list[Found]:
        return [
            found._replace(findings=(*_lowered(signal, found.findings), *_known(signal, bank, cite)))
            for signal, found in zip(signals, screen(signals), strict=True)
        ]

    return seen


def check_bank(bank: ImageBank, book: Book, on: date) -> None:
    """Nothing when every provision of the bank exists; raises NotReadable naming file, line and remedy."""
    for image in bank:
        for provision in image.provisions:
            try:
                book.cite(provision, on)
            except NotInForce:
                continue
            except UnknownProvision as error:
                raise NotReadable(f"{image.place}的条款“{provision}”引不到：{error}；请改") from error


def cite_from(book: Book) -> Cite:
    """Cites a provision as of a day from this book; None when it was not in force, so that nothing rests on it."""

    def cite(provision: str, on: date) -> Cited | None:
        try:
            citation = book.cite(provision, on)
        except NotInForce:
            return None
        return Cited(id=provision, title=citation.title, article=citation.article)

    return cite


def lower(certainty: Certainty, confidence: int) -> Certainty:
    """How certain a finding is when its words were read with this confidence (percent)."""
    if confidence >= SURE:
        return certainty
    return _LESS[certainty] if confidence >= UNSURE else Certainty.DOUBTFUL


def _lowered(signal: Signal, findings: Sequence[Finding]) -> Sequence[Finding]:
    confidence = signal.counts.get(CONFIDENCE)
    if signal.kind is not SignalKind.SCREEN or confidence is None or confidence >= SURE:
        return findings
    note = f"（画面文字识别的置信度为 {confidence}%，请对照原图核实）"
    return [
        replace(finding, certainty=lower(finding.certainty, confidence), why=finding.why + note) for finding in findings
    ]


def _known(signal: Signal, bank: ImageBank | None, cite: Cite) -> tuple[Finding, ...]:
    if bank is None or signal.method != IMAGE_METHOD or not (signal.text or "").startswith(IMAGE_PREFIX):
        return ()
    text = signal.text or ""
    image = bank.named(text.removeprefix(IMAGE_PREFIX))
    return (_finding(signal, text, image, cite),) if image is not None else ()


def _finding(signal: Signal, text: str, image: KnownImage, cite: Cite) -> Finding:
    day = signal.at.astimezone(BEIJING).date()
    cited = tuple(one for provision in image.provisions if (one := cite(provision, day)) is not None)
    return Finding(
        broadcast=signal.broadcast,
        signal=signal.id,
        said_at=signal.at,
        type=image.type,
        rule=f"seen.image.{image.id}",
        rule_version=image.version,
        start=0,
        end=len(text),
        quote=text,
        reading=f"已知违规图：{image.title}",
        certainty=Certainty.LIKELY,
        severity=image.severity,
        provisions=cited,
        why=image.why,
        instead=image.instead,
    )
