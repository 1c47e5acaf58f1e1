"""Money as integer fen (分): never a float, one printed form."""

import re

_YUAN = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,2}))?")


class NotMoney(ValueError):
    """A text that is not an amount of yuan with at most two decimals."""


def fen_from_yuan(text: str) -> int:
    """Read ``"199"`` or ``"9.9"`` yuan as fen; raises NotMoney for anything else, more than two decimals included."""
    match = _YUAN.fullmatch(text.strip())
    if match is None:
        raise NotMoney(f"“{text}”不是金额：请写成元，最多两位小数，例如 199 或 9.90")
    sign, whole, decimals = match.groups()
    fen = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return -fen if sign else fen


def yuan_from_fen(fen: int) -> str:
    """Print fen as yuan: ``990`` is ``"9.90"``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
