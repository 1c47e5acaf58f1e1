"""The personal details of a party: sealed by themselves, found again by a keyed digest, read only on the record."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongzhi.flow.custody import mask_account, record_view
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive, Placed
from gongzhi.parties import (
    BadIdentifier,
    Dossier,
    LegalRole,
    PartyKind,
    PersonalDetails,
    Step,
    checked_id_number,
    is_natural,
    masked_id_number,
)


class DetailsMissing(ValueError):
    """Personal details that this sort of party must give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a person writes into the form; the fields are those of PersonalDetails."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    home: str = ""
    address: str = ""
    qualification: str = ""


def digest_of(key: bytes, what: str, value: str) -> str:
    """A keyed digest (hex) by which the same value is found again in this store, and by nobody without its key."""
    words = f"gongzhi/admission/v1\n{what}\n{value}".encode()
    return hmac.new(key or b"\0", words, hashlib.sha256).hexdigest()


def masked_name(name: str) -> str:
    """The family name and stars."""
    return f"{name[:1]}{'*' * max(1, min(len(name) - 1, 2))}"


def masked_phone(phone: str) -> str:
    """The first three and the last two signs."""
    return f"{phone[:3]}{'*' * max(0, len(phone) - 5)}{phone[-2:]}" if len(phone) > 6 else "*" * len(phone)


def checked_particulars(given: Particulars, *, role: LegalRole, kind: PartyKind, uscc: str | None) -> Particulars:
    """The details with a checked identity number; raises DetailsMissing and BadIdentifier, which never repeat them."""
    wanted = _wanted(role, kind, uscc)
    missing = [word for name, word in wanted.items() if not getattr(given, name).strip()]
    if missing:
        raise DetailsMissing(f"还缺{'、'.join(missing)}：请填写后再提交")
    number = checked_id_number(given.id_number) if given.id_number.strip() else ""
    fields = {name: getattr(given, name).strip() for name in Particulars.__dataclass_fields__}
    if fields["phone"] and not _a_phone(fields["phone"]):
        raise BadIdentifier("联系电话应为 7 至 20 位数字，可带区号：请核对后重填")
    return Particulars(**{**fields, "id_number": number})


def details_of(archive: Archive, number: str) -> tuple[Placed, PersonalDetails] | None:
    """The newest details of a file and where they are sealed; None when none were given, or they were destroyed."""
    newest = None
    for one in sealed_records(archive, PersonalDetails, number):
        newest = (one.placed, one.record)
    return newest


def details_in_force(archive: Archive, now: Dossier) -> PersonalDetails | None:
    """The newest details that were verified with the file or with a change: what waits for an answer, or was refused, is not."""
    unverified = {now.change.at} if now.change else set()
    reported = None
    for act in now.acts:
        if act.step is Step.REPORT_CHANGE:
            reported = act.at
        elif act.step is Step.REFUSE_CHANGE and reported is not None:
            unverified.add(reported)
    found = [one.record for one in sealed_records(archive, PersonalDetails, now.number)]
    return next((one for one in reversed(found) if one.at not in unverified), None)


def read_details(
    archive: Archive, number: str, *, purpose: str, who: str, key: bytes, at: datetime
) -> PersonalDetails | None:
    """The plain details, once the look is sealed: who (an account), when, what for. Raises DetailsMissing without a purpose."""
    if not purpose.strip():
        raise DetailsMissing("查看个人信息须写明用途：请填写后再查看")
    found = details_of(archive, number)
    if found is None:
        return None
    record_view(archive, found[0].exhibit, purpose=purpose.strip(), by=mask_account(who, key), at=at)
    return found[1]


def masked_pairs(details: PersonalDetails) -> Iterator[tuple[str, str]]:
    """What may stand on a page without a look at the details themselves."""
    if details.name:
        yield "姓名", masked_name(details.name)
    if details.id_number:
        yield "身份证件号码", masked_id_number(details.id_number)
    if details.phone:
        yield "联系方式", masked_phone(details.phone)
    if details.home:
        yield "经常居住地", "已登记"
    if details.address:
        yield "实际经营地址", "已登记"
    if details.qualification:
        yield "专业资质、职务", details.qualification


def _wanted(role: LegalRole, kind: PartyKind, uscc: str | None) -> dict[str, str]:
    # 直播电商监督管理办法 art. 8: presenters by (2), sellers by (1).
    if role is LegalRole.PRESENTER:
        return {"name": "姓名", "id_number": "身份证件号码", "home": "经常居住地", "phone": "联系方式"}
    if is_natural(role, kind, uscc):
        return {"name": "姓名", "id_number": "身份证件号码", "address": "实际经营地址", "phone": "联系方式"}
    wanted = {"phone": "联系方式"}
    return {"name": "经营者姓名", **wanted} if kind is PartyKind.SOLE_TRADER else wanted


def _a_phone(text: str) -> bool:
    digits = text.replace("-", "").replace(" ", "").replace("+", "")
    return digits.isdigit() and 7 <= len(digits) <= 20
