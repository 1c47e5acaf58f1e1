"""Numbers in any writing, as folded: 3、十、1百2十、10、两、半."""

_DIGITS = {"两": 2, **{str(digit): digit for digit in range(10)}}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def read_number(text: str) -> int | None:
    """The whole number that folded text says (``十`` 10, ``1百零5`` 105, ``3百`` 300, ``15``), or None."""
    if text.isdigit():
        return int(text)
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            # Fold writes 一百零五 as 1百05: a zero between units adds nothing.
            digit = digit * 10 + _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in "万亿":
            total = (total + section + digit) * (10_000 if character == "万" else 100_000_000)
            section = digit = 0
        else:
            return None
    return total + section + digit if text else None
