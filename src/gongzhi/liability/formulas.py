"""Sums of money by a whitelisted expression tree: whole fen in, whole fen out, never ``eval``."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

_YUAN = re.compile(r"(\d+)(?:\.(\d{1,2}))?\s*(万?)元")
_PERCENT = re.compile(r"(\d+)(?:\.(\d+))?\s*%")
_LIMIT = 400
_WIDE = 1 << 60
Values = Mapping[str, int]
Columns = Mapping[str, NDArray[Any]]
# A fraction: above and below the line; below is 1 where nothing is divided.
_Parts = tuple[Any, Any]


class NotAFormula(ValueError):
    """A formula that cannot be read, or divides by nothing; the message says what is allowed."""


class Formula:
    """One formula, checked when read. ``names`` are the amounts that it uses."""

    __slots__ = ("_tree", "names", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > _LIMIT:
            raise NotAFormula(f"公式超过 {_LIMIT} 字，请拆成几条规则")
        try:
            self._tree = ast.parse(_plain(text), mode="eval").body
        except (SyntaxError, ValueError) as error:
            raise NotAFormula(
                f"公式“{text}”读不懂，可用：整数、500元、30%、金额名、+ - * / max( ) min( ) 括号"
            ) from error
        self.names = frozenset(_check(self._tree, text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def amount(self, values: Values) -> int:
        """Whole fen, rounded half up. Raises NotAFormula when it divides by nothing."""
        try:
            exact = _value(self._tree, values)
        except ZeroDivisionError as error:
            raise NotAFormula(f"公式“{self.text}”除以了零，请检查金额") from error
        return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))

    def amounts(self, values: Columns, count: int) -> NDArray[Any]:
        """As ``amount`` for ``count`` cases at once, one whole number each, never less than nothing; exact for any size.

        ``values``: one array of whole numbers per amount. Raises NotAFormula when it divides by nothing in any case.
        """
        largest = {name: int(abs(values[name]).max(initial=1)) for name in self.names}
        # Whole numbers of 64 bits while nothing on the way can leave them, Python's own beyond.
        kind = np.int64 if max(_largest(self._tree, largest)) < _WIDE else object
        above, below = _parts(self._tree, {name: values[name].astype(kind) for name in self.names})
        if (np.asarray(below) == 0).any():
            raise NotAFormula(f"公式“{self.text}”除以了零，请检查金额")
        return np.broadcast_to(np.maximum((2 * above + below) // (2 * below), 0), (count,))


def read_sum(text: str | int) -> int | None:
    """``199.5元`` or whole fen as an integer; None when it is neither."""
    if isinstance(text, int):
        return text
    match = _YUAN.fullmatch(text.strip())
    if match:
        return _fen(match)
    return int(text) if text.strip().isdecimal() else None


def read_share(text: str | int) -> Fraction | None:
    """``30%`` as a fraction; None when it is not one."""
    match = _PERCENT.fullmatch(text.strip()) if isinstance(text, str) else None
    return _fraction(match) / 100 if match else None


def _plain(text: str) -> str:
    text = _YUAN.sub(lambda m: str(_fen(m)), text)
    text = _PERCENT.sub(lambda m: f"({_fraction(m).numerator}/{_fraction(m).denominator * 100})", text)
    return text.translate(str.maketrans("（）×，", "()*,")).strip()


def _fen(match: re.Match[str]) -> int:
    fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0") or 0)
    return fen * 10_000 if match[3] else fen


def _fraction(match: re.Match[str]) -> Fraction:
    return Fraction(f"{match[1]}.{match[2] or 0}")


_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_CHOICES: dict[str, Callable[[Iterable[Fraction]], Fraction]] = {"max": max, "min": min}


def _check(node: ast.expr, text: str) -> Iterable[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        yield from _check(node.left, text)
        yield from _check(node.right, text)
    elif isinstance(node, ast.Call) and _is_choice(node):
        for argument in node.args:
            yield from _check(argument, text)
    elif not (isinstance(node, ast.Constant) and type(node.value) is int):
        raise NotAFormula(f"公式“{text}”里有不能用的写法，可用：整数、500元、30%、金额名、+ - * / max( ) min( ) 括号")


def _is_choice(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in _CHOICES and bool(node.args) and not node.keywords


def _value(node: ast.expr, values: Values) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(int(str(node.value)))
    if isinstance(node, ast.Name):
        return Fraction(values[node.id])
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left, values), _value(node.right, values))
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return _CHOICES[node.func.id]([_value(one, values) for one in node.args])


def _parts(node: ast.expr, values: Columns) -> _Parts:
    if isinstance(node, ast.Constant):
        return int(str(node.value)), 1
    if isinstance(node, ast.Name):
        return values[node.id], 1
    if isinstance(node, ast.BinOp):
        return _joined(type(node.op), _parts(node.left, values), _parts(node.right, values))
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    pick = np.maximum if node.func.id == "max" else np.minimum
    return reduce(lambda a, b: (pick(a[0] * b[1], b[0] * a[1]), a[1] * b[1]), (_parts(n, values) for n in node.args))


def _joined(operation: type[ast.operator], a: _Parts, b: _Parts) -> _Parts:
    if operation is ast.Mult:
        return a[0] * b[0], a[1] * b[1]
    if operation is ast.Div:
        # What is below the line is kept above nothing, so that fractions can be compared by their products.
        sign = np.sign(b[0])
        return a[0] * b[1] * sign, a[1] * b[0] * sign
    other = b[0] * a[1]
    return a[0] * b[1] + (other if operation is ast.Add else -other), a[1] * b[1]


def _largest(node: ast.expr, values: Values) -> tuple[int, int]:
    """How large the two parts can become, from values of at least 1; nothing on the way to them is larger."""
    if isinstance(node, ast.Constant):
        return max(1, int(str(node.value))), 1
    if isinstance(node, ast.Name):
        return values[node.id], 1
    if isinstance(node, ast.BinOp):
        a, b = _largest(node.left, values), _largest(node.right, values)
        if isinstance(node.op, ast.Mult):
            return a[0] * b[0], a[1] * b[1]
        if isinstance(node.op, ast.Div):
            return a[0] * b[1], a[1] * b[0]
        return a[0] * b[1] + b[0] * a[1], a[1] * b[1]
    assert isinstance(node, ast.Call)
    parts = [_largest(one, values) for one in node.args]
    return reduce(lambda a, b: (a[0] * b[1] + b[0] * a[1], a[1] * b[1]), parts)
