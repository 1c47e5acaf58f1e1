"""Lines of consumers' reviews, read one by one: what is none is refused with its number and a reason, the rest goes on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from gongzhi.credit.collusion import signs_of_collusion
from gongzhi.credit.reading import RefusedLine
from gongzhi.credit.reviews import ConsumerReview, event_of_reviews, weigh
from gongzhi.credit.scale import Scale, ScoredRole
from gongzhi.values import BEIJING, NotAnInstant, read_instant

NEEDED = ("id", "party", "reviewer", "stars", "at")
_KNOWN = {*NEEDED, "verified", "account_days", "text", "device", "address"}
_YES, _NO = {"1", "true", "yes", "是", "已核到"}, {"", "0", "false", "no", "否", "未核到"}
NOTICE = "评价只计权，不删除；线索是请人核查的，不改变任何权重，也不认定谁在刷评。"


class BadReview(ValueError):
    """A line that is no review; the message says what to do."""


def read_reviews(
    lines: Iterable[tuple[int, object]], now: datetime
) -> tuple[dict[str, list[ConsumerReview]], tuple[RefusedLine, ...]]:
    """Reviews by party, and the lines refused; ``now`` bounds what can have been written."""
    found: dict[str, list[ConsumerReview]] = {}
    refused, seen = [], set()
    for number, value in lines:
        try:
            review = _review(value, now)
            if review.id in seen:
                raise BadReview(f"编号“{review.id}”重复：同一条评价只计一次，请删去或改用新编号")
        except BadReview as error:
            refused.append(RefusedLine(line=number, why=str(error)))
            continue
        seen.add(review.id)
        found.setdefault(review.party, []).append(review)
    return found, tuple(refused)


def plain_reviews(
    party: str, reviews: list[ConsumerReview], scale: Scale, *, at: datetime, on: date, role: ScoredRole
) -> dict[str, Any]:
    """What the reviews of a party come to: every weight with its reason, the proved bounds, the event, and the signs."""
    standing = weigh(reviews, scale.reviews)
    event = event_of_reviews(party, role, standing, scale.reviews, at=at, on=on)
    return {
        "party": party,
        "reviews": len(standing.weighed),
        "trusted": standing.trusted,
        "low": standing.low,
        "share": standing.share,
        "lower": standing.lower,
        "bounds": [standing.floor, standing.ceiling],
        "cap": scale.reviews.cap,
        "weighed": [
            {
                "id": one.review.id,
                "stars": one.review.stars,
                "at": one.review.at.astimezone(BEIJING).isoformat(),
                "text": one.review.text,
                "weight": one.weight,
                "trusted": one.trusted,
                "why": one.why,
            }
            for one in standing.weighed
        ],
        "signs": [
            {"sign": one.sign.value, "told": one.told, "reviews": list(one.reviews)}
            for one in signs_of_collusion(reviews)
        ],
        "event": None if event is None else {"kind": event.kind, "amount": event.amount, "reason": event.reason},
        "notice": NOTICE,
    }


def _review(value: object, now: datetime) -> ConsumerReview:
    if isinstance(value, Exception):
        raise BadReview(str(value))
    if not isinstance(value, dict):
        raise BadReview("应是一个 JSON 对象，请照 docs/formats/credit.md 填写")
    missing = [name for name in NEEDED if value.get(name) in (None, "")]
    unknown = sorted(map(str, set(value) - _KNOWN))
    if missing or unknown:
        raise BadReview(
            f"缺少 {'、'.join(missing)}，请补上" if missing else f"不认识的栏 {'、'.join(unknown)}，请删去或改正"
        )
    at = _instant(value["at"])
    if at > now:
        raise BadReview(f"时刻 {at.isoformat()} 在将来，请核对日期")
    verified = _yes(value.get("verified", ""))
    return ConsumerReview(
        id=_text(value, "id"),
        party=_text(value, "party"),
        reviewer=_text(value, "reviewer"),
        stars=_whole(value["stars"], "stars", 1, 5),
        at=at,
        verified=verified,
        # An account of unknown age is taken as a young one: it weighs less, it is not left out.
        account_days=_whole(value.get("account_days", 0), "account_days", 0, 36_600),
        text=str(value.get("text") or "")[:2000],
        device=str(value.get("device") or ""),
        address=str(value.get("address") or ""),
    )


def _text(value: Mapping[str, Any], name: str) -> str:
    found = str(value[name]).strip()
    if len(found) > 200:
        raise BadReview(f"{name} 应是 1 到 200 字，请改正")
    return found


def _whole(value: object, name: str, low: int, high: int) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
        raise BadReview(f"{name}“{text[:20]}”应是 {low} 到 {high} 的整数，请改正")
    return int(text)


def _yes(value: object) -> bool:
    text = str(value).strip().lower()
    if text not in _YES | _NO:
        raise BadReview(f"verified“{text[:20]}”应写 是 或 否（是否核到收货），请改正")
    return text in _YES


def _instant(value: object) -> datetime:
    text = str(value)
    try:
        return read_instant(text if "T" in text or len(text) != 10 else f"{text}T00:00:00+08:00")
    except NotAnInstant as error:
        raise BadReview(f"at“{text[:40]}”不是带时区的时刻：请写成 2026-03-01T20:00:00+08:00 或 2026-03-01") from error
