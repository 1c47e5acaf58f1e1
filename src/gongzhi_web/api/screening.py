"""POST /screen: findings, promises and evasions in lines of text, as ``gongzhi screen`` gives them."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from gongzhi.broadcasts import PromiseKind
from gongzhi.screening import Certainty, FindingType, Line, Screened
from gongzhi.values import BEIJING
from gongzhi_web.accounts.access import person
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import ASSISTS, Asked, At, CitedOut, Day, answers
from gongzhi_web.rules.desk import held_for

router = Router(tags=["筛查"])
MOST_LINES = 1000
LONGEST_LINE = 10_000


class LineIn(Asked):
    """One thing said, shown or typed."""

    id: str = Field(max_length=200)
    text: str = Field(max_length=LONGEST_LINE)
    kind: Literal["speech", "danmu", "screen", "listing"]
    category: str | None = Field(None, max_length=60, description="商品类别，例如 保健食品、化妆品、农产品")
    at: At | None = Field(None, description="按这一天的法律判断；不写时取 on")
    actor: Literal["presenter", "assistant", "merchant", "viewer", "platform"] | None = None


class ScreenIn(Asked):
    """A batch of lines."""

    lines: list[LineIn] = Field(max_length=MOST_LINES)
    on: Day | None = Field(None, description="没有 at 的行按哪一天的法律判断，不写时为今天")
    category: str | None = Field(None, max_length=60, description="没有 category 的行属于哪类商品")


class HitOut(Schema):
    """A finding in one line; offsets are code points of the untouched text, end exclusive."""

    type: FindingType
    rule: str
    rule_version: str
    start: int
    end: int
    quote: str
    reading: str
    certainty: Certainty
    severity: int = Field(ge=1, le=5)
    provisions: list[CitedOut]
    why: str
    instead: str


class PromiseOut(Schema):
    """Something the seller owes from the moment it is said."""

    kind: PromiseKind
    start: int
    end: int
    quote: str
    terms: dict[str, str]


class EvasionOut(Schema):
    """A word that was avoided or damaged."""

    start: int
    end: int
    quote: str
    reading: str
    how: str


class VerdictOut(Schema):
    """All that one line gave."""

    id: str
    findings: list[HitOut]
    promises: list[PromiseOut]
    evasions: list[EvasionOut]


class ScreenOut(Schema):
    """The verdicts, in the order of the lines."""

    results: list[VerdictOut]
    notice: str


@router.post(
    "/screen",
    response=answers({200: ScreenOut}, 409, 413),
    auth=BearerToken(Scope.SCREEN),
    summary="筛查一批文本",
    description=f"每批至多 {MOST_LINES} 行，每行至多 {LONGEST_LINE} 字，请求体至多 2 MiB。不保存所送内容。{ASSISTS}",
)
def screen(request: HttpRequest, batch: ScreenIn) -> dict[str, object]:
    """Screen by the rules in force for the caller, and keep nothing of it."""
    today = batch.on or timezone.now().astimezone(BEIJING).date()
    lines = [_line(one, today, batch.category) for one in batch.lines]
    verdicts: list[Screened] = held_for(person(request)).screener.screen_many(lines)
    return {"results": verdicts, "notice": ASSISTS}


def _line(one: LineIn, today: date, category: str | None) -> Line:
    on = one.at.astimezone(BEIJING).date() if one.at is not None else today
    return Line(id=one.id, text=one.text, kind=one.kind, on=on, category=one.category or category, actor=one.actor)
