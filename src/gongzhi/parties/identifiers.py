"""The two identifiers that carry a check digit: 统一社会信用代码 (GB 32100) and 公民身份号码 (GB 11643)."""

import re
from datetime import date

# GB 32100-2015: 31 signs, without I, O, S, V and Z; the weight of place i is 3**i mod 31.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[{_SIGNS}]{{2}}\d{{6}}[{_SIGNS}]{{10}}")
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11643-1999 uses ISO 7064 MOD 11-2.
_ID_NUMBER = re.compile(r"[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]")
_ID_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_ID_SIGNS = "10X98765432"


class BadIdentifier(ValueError):
    """A number that cannot be what it is given as: wrong length, sign, date or check digit."""


def checked_uscc(text: str) -> str:
    """The 18 signs of a unified social credit code, upper case; raises BadIdentifier naming what is wrong."""
    code = text.strip().upper()
    if _USCC.fullmatch(code) is None:
        raise BadIdentifier(
            f"“{text}”不是统一社会信用代码：应为 18 位数字和大写字母（不用 I、O、S、V、Z），请照执照重录"
        )
    if uscc_check_digit(code[:17]) != code[17]:
        raise BadIdentifier(f"统一社会信用代码“{code}”的校验位不对：请照执照逐位核对")
    return code


def uscc_check_digit(first17: str) -> str:
    """The 18th sign for the first 17. Source: GB 32100-2015."""
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(first17, _USCC_WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def checked_id_number(text: str) -> str:
    """The 18 signs of a citizen's identity number; raises BadIdentifier. The message never repeats the number."""
    number = text.strip().upper()
    match = _ID_NUMBER.fullmatch(number)
    if match is None:
        raise BadIdentifier("公民身份号码应为 18 位，末位可为 X：请照证件重录")
    try:
        date(*map(int, match.groups()))
    except ValueError as error:
        raise BadIdentifier("公民身份号码里的出生日期不存在：请照证件重录") from error
    if id_number_check_digit(number[:17]) != number[17]:
        raise BadIdentifier("公民身份号码的校验位不对：请照证件逐位核对")
    return number


def id_number_check_digit(first17: str) -> str:
    """The 18th sign for the first 17 digits. Source: GB 11643-1999, ISO 7064 MOD 11-2."""
    return _ID_SIGNS[sum(int(sign) * weight for sign, weight in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def masked_id_number(number: str) -> str:
    """What may be shown: the first six (region) and the last two signs."""
    return f"{number[:6]}{'*' * (len(number) - 8)}{number[-2:]}"
