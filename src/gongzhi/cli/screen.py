"""``gongzhi screen``: findings, promises and evasions in lines of text, in the order of the lines."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import orjson

from gongzhi.broadcasts import Document, NotADocument, read_documents
from gongzhi.cli.main import Refusal
from gongzhi.flow.suggest import SAYS, Model, NotAModel, Suggestion, load_model, plain_suggestion, suggest_with
from gongzhi.law import load_book
from gongzhi.screening import Line, NotReadable, RuleFailed, Screened, Screener, load_rules, with_category
from gongzhi.values import BEIJING, NotAnInstant, read_instant

_KINDS = ("speech", "danmu", "screen", "listing")
_ACTORS = ("presenter", "assistant", "merchant", "viewer", "platform")
_CUE_TIME = re.compile(r"^(?:\d+:)?\d+:\d+[.,]\d+\s+-->")
_AT_ONCE = 512
# With so many bad lines the file is of another kind.
_MOST_UNREAD = 20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_TYPES = {
    "absolute_claim": "绝对化用语", "medical_claim": "涉及疾病治疗或医疗用语", "false_efficacy": "虚假或夸大功效",
    "guarantee": "功效、安全性断言或保证", "endorsement_authority": "借专家、机构等名义推荐", "price_deception": "价格欺诈",
    "off_platform": "引导脱离平台交易", "false_origin_content": "虚假产地、成分、荣誉或销量", "disparagement": "贬低他人商品",
    "counterfeit_ip": "假冒或侵权", "state_name": "使用国家机关名义", "minors": "涉未成年人、孕婴的不当宣传",
    "vulgar_superstition": "低俗迷信", "fake_trade": "虚假交易或评价", "prohibited_goods": "禁止销售或广告的商品",
    "lottery": "违规有奖销售", "unfair_terms": "不公平格式条款", "privacy": "侵害个人信息",
}  # fmt: skip
_SURE = {"definite": "确定", "likely": "很可能", "doubtful": "存疑"}

_FOR_PLAIN = '一行写成 {"id": "1", "text": "……", "kind": "speech"}；纯文字请存成 .txt、字幕请存成 .srt 或 .vtt 再筛查'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="jsonl、txt、srt、vtt 文件；- 表示标准输入的 jsonl"
    )
    parser.add_argument("--format", choices=("jsonl", "text"), default="jsonl", help="输出格式")
    parser.add_argument("--on", metavar="DATE", help="没有 at 的行按哪一天的法律判断，默认今天")
    parser.add_argument("--category", metavar="NAME", help="没有 category 的行属于哪类商品")
    parser.add_argument(
        "--rules-only", action="store_true", help="只按规则筛查；默认在没有规则命中的单句里也听模型的提示"
    )
    parser.add_argument("--semantic", action="store_true", help="另加 suggestions：模型提示的存疑线索，由人判断")
    parser.add_argument("--fail-on", choices=("definite", "likely"), help="有这一级或更确定的发现时以状态 1 退出")


def run(args: argparse.Namespace) -> int:
    model = None if args.rules_only and not args.semantic else make_model()
    screener = make_screener(None if args.rules_only else model)
    suggest = suggest_with(model) if args.semantic and model is not None else None
    day = _day(args.on) if args.on else datetime.now(BEIJING).date()
    failing = {"definite": {"definite"}, "likely": {"definite", "likely"}}.get(args.fail_on, set())
    failed = False
    unread = _Unread()
    with _opened(args.file) as source:
        lines = _lines(source, Path(args.file).suffix.lower(), day, args.category, unread)
        while batch := list(islice(lines, _AT_ONCE)):
            try:
                verdicts = screener.screen_many(batch)
            except RuleFailed as error:
                raise Refusal(str(error)) from error
            suggested = suggest(batch, verdicts) if suggest else [None] * len(batch)
            for line, verdict, more in zip(batch, verdicts, suggested, strict=True):
                _print(line, verdict, args.format, more)
                failed = failed or any(hit.certainty in failing for hit in verdict.findings)
    if args.format == "text":
        print("本结果仅供辅助，由人作出决定。")
    unread.refuse()
    return 1 if failed else 0


class NotJson(Refusal):
    """A line that was to be an object and is no JSON at all."""


class _Unread:
    """The lines that could not be read: the others are screened all the same, and these are told at the end."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._as_plain = False

    def add(self, refusal: Refusal) -> None:
        self._told.append(str(refusal))
        self._as_plain = self._as_plain or isinstance(refusal, NotJson)

    @property
    def too_many(self) -> bool:
        return len(self._told) >= _MOST_UNREAD

    def refuse(self) -> None:
        """Raises Refusal when there was any."""
        if self._told:
            rest = "已停下，其后各行没有筛查" if self.too_many else "其余各行都已筛查"
            plain = f"。{_FOR_PLAIN}" if self._as_plain else ""
            raise Refusal(f"{'；'.join(self._told)}。这 {len(self._told)} 行没有结论，{rest}{plain}")


def make_screener(model: Model | None = None) -> Screener:
    """The shipped rules and law, and what the model leans towards; raises Refusal when a rule file cannot be used."""
    try:
        return Screener(load_rules(), load_book(), model=model)
    except NotReadable as error:
        raise Refusal(str(error)) from error


def make_model() -> Model:
    """The shipped model; raises Refusal when its table cannot be used."""
    try:
        return load_model()
    except NotAModel as error:
        raise Refusal(str(error)) from error


def _opened(name: str) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise Refusal(f"打不开“{name}”：{error.strerror}，请检查路径与权限") from error


def _lines(source: Iterable[bytes], ending: str, day: date, category: str | None, unread: _Unread) -> Iterator[Line]:
    rows = _decoded(source, unread)
    if ending in (".srt", ".vtt"):
        return _cues(rows, day, category)
    if ending == ".txt":
        return _plain_lines(rows, day, category)
    return _json_lines(rows, day, category, unread)


def _decoded(source: Iterable[bytes], unread: _Unread) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(source, 1):
        if unread.too_many:
            return
        try:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            unread.add(Refusal(f"第 {number} 行不是 UTF-8（第 {error.start + 1} 个字节处）：请转成 UTF-8 再试"))


def _plain_lines(rows: Iterable[tuple[int, str]], day: date, category: str | None) -> Iterator[Line]:
    for number, text in rows:
        if text.strip():
            yield Line(id=str(number), text=text, kind="speech", on=day, category=category)


def _cues(rows: Iterable[tuple[int, str]], day: date, category: str | None) -> Iterator[Line]:
    count, text, inside = 0, list[str](), False
    for _, row in chain(rows, [(0, "")]):
        if _CUE_TIME.match(row):
            inside, text = True, []
        elif inside and row.strip():
            text.append(re.sub(r"<[^<>]{0,80}>", "", row))
        elif inside:
            count, inside = count + 1, False
            yield Line(id=str(count), text=" ".join(text), kind="speech", on=day, category=category)


def _json_lines(rows: Iterable[tuple[int, str]], day: date, category: str | None, unread: _Unread) -> Iterator[Line]:
    for number, text in rows:
        if not text.strip():
            continue
        try:
            line = _json_line(number, text, day, category)
        except Refusal as refusal:
            unread.add(refusal)
        else:
            yield line


def _json_line(number: int, text: str, day: date, category: str | None) -> Line:
    try:
        row = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"第 {number} 行不是 JSON（第 {error.colno} 个字符处）：请每行写一个完整的对象") from error
    if not isinstance(row, dict):
        raise Refusal(f'第 {number} 行不是对象：请写成 {{"id", "text", "kind"}}')
    for key in ("id", "text", "kind"):
        if not isinstance(row.get(key), str):
            raise Refusal(f"第 {number} 行的 {key} 缺少或不是文字，请补上")
    if row["kind"] not in _KINDS:
        raise Refusal(f"第 {number} 行的 kind“{row['kind']}”不认识，可用：{'、'.join(_KINDS)}")
    if row.get("actor") not in (None, *_ACTORS):
        raise Refusal(f"第 {number} 行的 actor“{row['actor']}”不认识，可用：{'、'.join(_ACTORS)}")
    on = _day_of(number, row["at"]) if row.get("at") is not None else day
    own = row.get("category")
    if own is not None and not isinstance(own, str):
        raise Refusal(f"第 {number} 行的 category 不是文字，请改成类别名称或删去")
    line = Line(
        id=row["id"], text=row["text"], kind=row["kind"], on=on, category=own or category, actor=row.get("actor"),
        documents=_documents(number, row.get("documents")),
    )  # fmt: skip
    return with_category(line)


def _documents(number: int, value: Any) -> tuple[Document, ...] | None:
    try:
        return None if value is None else read_documents(value)
    except NotADocument as error:
        raise Refusal(f"第 {number} 行的 {error}") from error


def _day_of(number: int, at: Any) -> date:
    try:
        return read_instant(str(at)).astimezone(BEIJING).date()
    except NotAnInstant as error:
        raise Refusal(f"第 {number} 行的 at：{error}") from error


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise Refusal(f"--on“{text}”不是日期：请写成 2026-03-01") from error


def _print(line: Line, verdict: Screened, form: str, suggested: Sequence[Suggestion] | None = None) -> None:
    if form == "jsonl":
        # Only when it was asked for: without --semantic a line is exactly what it was.
        more = {} if suggested is None else {"suggestions": [plain_suggestion(one) for one in suggested]}
        sys.stdout.write(orjson.dumps({**plain_verdict(verdict), **more}).decode() + "\n")
        return
    _print_text(line, verdict)
    for one in suggested or ():
        _say(
            f"{line.id}\t{_TYPES[one.type]}（存疑，模型提示，把握 {one.confidence / 10:.0f}%）\t“{one.quote}”\n\t{SAYS}"
        )


def _print_text(line: Line, verdict: Screened) -> None:
    for hit in verdict.findings:
        basis = "、".join(f"《{cited.title}》{cited.article}" for cited in hit.provisions)
        _say(f"{line.id}\t{_TYPES[hit.type]}（{_SURE[hit.certainty]}，{hit.severity} 级）\t“{hit.quote}”")
        if hit.reading != hit.quote:
            _say(f"\t读作：{hit.reading}")
        _say(
            f"\t依据：{basis}\n\t理由：{hit.why}\n\t可以这样说：{hit.instead}\n\t规则：{hit.rule} 第 {hit.rule_version} 版"
        )
    for promise in verdict.promises:
        terms = "，".join(f"{name} {value}" for name, value in promise.terms.items())
        _say(f"{line.id}\t承诺（{promise.kind}）\t“{promise.quote}”{('（' + terms + '）') if terms else ''}")


def _say(line: str) -> None:
    # What somebody said must not steer the terminal.
    print(_CONTROL.sub(" ", line))


def plain_verdict(verdict: Screened) -> dict[str, Any]:
    """The verdict as the output line of the contract."""
    return {
        "id": verdict.id,
        "findings": [
            {
                "type": hit.type,
                "rule": hit.rule,
                "rule_version": hit.rule_version,
                "start": hit.start,
                "end": hit.end,
                "quote": hit.quote,
                "reading": hit.reading,
                "certainty": hit.certainty,
                "severity": hit.severity,
                "provisions": [{"id": one.id, "title": one.title, "article": one.article} for one in hit.provisions],
                "why": hit.why,
                "instead": hit.instead,
            }
            for hit in verdict.findings
        ],
        "promises": [
            {"kind": one.kind, "start": one.start, "end": one.end, "quote": one.quote, "terms": dict(one.terms)}
            for one in verdict.promises
        ],
        "evasions": [
            {"start": one.start, "end": one.end, "quote": one.quote, "reading": one.reading, "how": one.how}
            for one in verdict.evasions
        ],
    }
