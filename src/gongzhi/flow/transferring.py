"""Transfer to another authority (移送): the letter in the form officials use, the sealed bundle, and the chain of custody."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from gongzhi.cases import Act, Docket, DocketActed, ImpossibleStep, LeadOrigin, LeadOutcome
from gongzhi.decisions import Document, Section
from gongzhi.flow.custody import mask_account
from gongzhi.flow.docket_terms import Ground
from gongzhi.flow.docketing import Register, check_hands, load_entry
from gongzhi.flow.handing_over import Recipient
from gongzhi.flow.joining import history_of
from gongzhi.flow.lead_ends import lead_ended_with
from gongzhi.flow.matters import item_of
from gongzhi.flow.ports import Archive, Item
from gongzhi.law import Book
from gongzhi.parties import Person
from gongzhi.values import BEIJING

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NO_BUNDLE = "本件没有随附证据包；需要证据的，请与我单位联系。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What goes with a transfer: the digest (SHA-256, hex) of the sealed bundle, and the exhibits in it."""

    sha256: str
    exhibits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A transfer as a person wants it, having seen the entry at ``seen``. ``ground`` is a name of docket_terms.yaml."""

    to: Recipient
    ground: str
    seen: int
    enclosed: Enclosed | None = None


def transfer_letter(
    archive: Archive, register: Register, *, number: str, sending: Sending, by: Person, at: datetime
) -> Document:
    """案件移送函, to be filled into ``transfer.docx``: nothing is sealed. Raises as ``transfer``."""
    now = load_entry(archive, number)
    check_hands(now, Act.TRANSFER, seen=sending.seen, by=by, at=at)
    ground = _ground(now, register, sending)
    entered, day = now.entered, at.astimezone(BEIJING)
    parties = "、".join(entered.parties) or "待查明"
    facts = (*_lines(entered.summary), f"当事人：{parties}。", *_about(now))
    return Document(
        template="transfer",
        title="案件移送函",
        number=f"案源编号 {number}",
        addressee=sending.to.organisation.strip(),
        sections=(
            Section(heading="一、来源和主要事实", lines=facts),
            Section(heading="二、移送理由", lines=(f"{ground.name}。{sending.to.purpose.strip()}",)),
            Section(heading="三、依据", lines=_basis(ground, register.book, day.date())),
            Section(heading="四、已办理的事项", lines=_done(archive, number)),
            Section(heading="五、随附材料", lines=_materials(sending)),
            Section(
                heading="六、说明",
                lines=("本函由系统依登记内容填写，是否移送由承办人决定。请在接收后将处理情况告知我单位。",),
            ),
        ),
        signatures=(f"承办人：{by.name}（签名）＿＿＿＿＿＿", "接收单位签收：＿＿＿＿＿＿　日期：＿＿＿＿＿＿"),
        issuer=register.units.name(now.unit),
        dated=f"{day.year}年{day.month}月{day.day}日",
    )


def transfer(
    archive: Archive,
    register: Register,
    *,
    number: str,
    sending: Sending,
    letter: bytes,
    signed: tuple[Person, datetime, bytes],
) -> Docket:
    """Transfer an entry: letter, act and chain of custody are sealed in one append. Returns the entry after it.

    ``signed`` is who, when, and the key that masks the account in the chain of custody. An entry handed down goes back to
    the unit above as answered; any other is ended. Raises as ``act_upon``, NoSuchGround, and ImpossibleStep for a matter
    that was transferred here and may not be passed on the same way (市场监督管理行政处罚程序规定/14).
    """
    by, at, key = signed
    with archive.writing():
        now = load_entry(archive, number)
        check_hands(now, Act.TRANSFER, seen=sending.seen, by=by, at=at)
        ground = _ground(now, register, sending)
        digest = hashlib.sha256(letter).hexdigest()
        enclosed = sending.enclosed
        custody = sending.to.record(number, by=mask_account(by.ref, key), at=at)
        if enclosed is not None:
            custody = replace(custody, sha256=enclosed.sha256, exhibits=enclosed.exhibits)
        made = DocketActed(
            number=number,
            version=now.version + 1,
            act=Act.TRANSFER,
            by=by,
            at=at,
            reason=sending.to.purpose.strip(),
            ground=ground.name,
            basis=ground.provisions,
            outcome=LeadOutcome.TRANSFERRED,
            recipient=custody.recipient,
            sha256=(digest, *([enclosed.sha256] if enclosed else [])),
        )
        # The letter goes in first: an act that names a digest must never stand without its bytes.
        handed = Item(kind="document", subject=number, data=letter, at=at, media_type=_DOCX)
        # Custody stands under the entry alone: who reads the broadcast must not learn of a transfer to the police from it.
        over = lead_ended_with(archive, now, made)
        archive.append([handed, item_of(made, number, at), item_of(custody, number, at), *over])
        return load_entry(archive, number)


def _ground(now: Docket, register: Register, sending: Sending) -> Ground:
    ground = register.terms.transfer(sending.ground)
    if not ground.again and now.entered.origin is LeadOrigin.TRANSFER:
        raise ImpossibleStep(
            f"案源 {now.number} 是其他机关移送来的，不能以“{ground.name}”再自行移送：请“上报”，由共同上级指定管辖"
        )
    return ground


def _basis(ground: Ground, book: Book, on: date) -> tuple[str, ...]:
    cited = [book.cite(provision, on) for provision in ground.provisions]
    return (*(f"{one}：{one.wording}" for one in cited), "以上为条文要旨，以官方文本为准。")


def _about(now: Docket) -> tuple[str, ...]:
    broadcast = [f"直播场次：{now.entered.broadcast}。"] if now.entered.broadcast else []
    found = [f"涉及规则：{'、'.join(now.entered.rules)}。"] if now.entered.rules else []
    return (*broadcast, *found)


def _done(archive: Archive, number: str) -> tuple[str, ...]:
    told = history_of(archive, number)
    return tuple(
        f"{one.at.astimezone(BEIJING):%Y-%m-%d %H:%M} {one.by.name if one.by else '监测'} {one.what}：{one.detail}"
        for one in told
    )


def _materials(sending: Sending) -> tuple[str, ...]:
    enclosed = sending.enclosed
    if enclosed is None:
        return (_NO_BUNDLE,)
    return (
        f"封存证据包一份，含证据 {len(enclosed.exhibits)} 件，SHA-256：{enclosed.sha256}",
        "证据包可以脱机核验，核验办法见包内说明。",
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
