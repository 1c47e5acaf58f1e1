"""Template tags of the site: icons, marked spans, money, plain words for coded values."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gongzhi.values import yuan_from_fen
from gongzhi_web.site.words import WORDS

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the shipped sprite; decorative, so screen readers skip it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def word(value: Any, table: str) -> str:
    """The Chinese word for a coded value; the value itself when the table does not know it."""
    return WORDS[table].get(str(value), str(value))


@register.filter
def at(table: dict[str, Any], key: str) -> Any:
    """One entry of a mapping; nothing when it has none, or when there is no mapping."""
    return table.get(key) if isinstance(table, dict) else None


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan."""
    return "—" if fen is None else f"¥{yuan_from_fen(fen)}"


@register.filter
def risk(severity: int) -> str:
    """high, middle or low: which colour a severity of 1 to 5 gets."""
    return "high" if severity >= 4 else "middle" if severity == 3 else "low"


@register.simple_tag
def marked(text: str, spans: Iterable[tuple[int, int, str]]) -> SafeString:
    """The text with ``spans`` (start, end in code points, css class) marked; overlapping spans are joined."""
    parts: list[SafeString] = []
    at = 0
    for start, end, style in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        parts.append(format_html('{}<mark class="{}">{}</mark>', text[at:start], style, text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}", ((part,) for part in parts)), text[at:])


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in words."""
    if at is None:
        return "—"
    seconds = max(0, int((timezone.now() - at).total_seconds()))
    for size, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}前"
    return "刚刚"


@register.filter
def lasting(span: timedelta | None) -> str:
    """A duration: ``6分42秒``, ``3小时5分``."""
    if span is None:
        return "—"
    seconds = int(span.total_seconds())
    if seconds >= 3600:
        return f"{seconds // 3600}小时{seconds % 3600 // 60}分"
    return f"{seconds // 60}分{seconds % 60:02d}秒"


@register.filter
def clip(text: str, length: int) -> str:
    """At most so many characters, with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


@register.filter
def first_character(text: str) -> str:
    """What an avatar shows."""
    return (text or "·")[0]


@register.simple_tag
def exhibit_link(exhibit: str) -> SafeString:
    """The id of an exhibit, leading to its page."""
    return format_html('<a class="code" href="{}">存证 {}</a>', f"/evidence/{exhibit}/", exhibit)


@register.simple_tag
def plain(text: str) -> SafeString:
    """Escaped text whose line breaks stay."""
    return mark_safe(str(format_html("{}", text)).replace("\n", "<br>"))  # noqa: S308
