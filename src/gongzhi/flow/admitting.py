"""Admission (准入): apply, return with reasons, verify, report changes, suspend; two people cannot decide at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from gongzhi.flow.admitting_asked import AlreadyFiled, Applying, Asked, DossierNoted, Gate, NotReady
from gongzhi.flow.admitting_details import (
    Particulars,
    checked_particulars,
    details_of,
    digest_of,
    masked_name,
)
from gongzhi.flow.admitting_needs import Lack, checked_paper, lacks_of
from gongzhi.flow.admitting_steps import made_step
from gongzhi.flow.docketing import Overtaken
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.parties import (
    Concerned,
    Dossier,
    DossierActed,
    DossierOpened,
    DossierState,
    LegalRole,
    NotAllowed,
    PartyKind,
    Person,
    PersonalDetails,
    Step,
    Verb,
    by_the_applicant,
    checked_uscc,
    fold_dossier,
    is_natural,
    may,
)
from gongzhi.values import BEIJING


class UnknownDossier(LookupError):
    """A number under which no party applied."""


def apply(archive: Archive, gate: Gate, *, new: Applying, by: Person, at: datetime) -> DossierOpened:
    """File an application under a new number. A natural person's details are sealed apart, under a key of their own.

    Raises NotAllowed, NotReady, DetailsMissing, BadIdentifier, BadPaper, AlreadyFiled, NoSuchName.
    """
    if not may(by, Verb.APPLY, Concerned(holder=new.holder, parties=(new.applicant,))):
        raise NotAllowed(f"{by.name}的身份不能提交这份申请：请由申请单位的账号提交")
    given = checked_particulars(new.particulars, role=new.role, kind=new.kind, uscc=new.uscc)
    _check_applying(new, gate)
    papers = tuple(checked_paper(gate.admission, one, new.uscc) for one in new.papers)
    with archive.writing():
        number = f"ZT{at.astimezone(BEIJING).year}-{archive.size():06d}"
        opened = _opened(new, given, gate, number, by, at)
        _refuse_doubled(archive, opened, gate)
        items = [item_of(opened, number, at), *_notes(opened, gate, given.name)]
        if any(getattr(given, name) for name in Particulars.__dataclass_fields__):
            items.append(_details_item(number, given, at))
        if papers:
            items.append(item_of(_act(number, 1, Step.ADD_PAPERS, by, at, papers=papers), number, at))
        archive.append(items)
        return opened


def act_upon_dossier(archive: Archive, gate: Gate, *, number: str, asked: Asked, by: Person, at: datetime) -> Dossier:
    """Do one thing to a file, if it still stands as the person saw it. Returns the file after it.

    (1) the person may do this to it      (3) the state allows it
    (2) nobody changed it meanwhile       (4) it has what it needs: papers in date, reasons, days

    Raises UnknownDossier, NotAllowed, Overtaken, NotNow, NotReady, ReasonsMissing, BadPaper, BadIdentifier, TermUnknown.
    """
    with archive.writing():
        now = load_dossier(archive, number)
        check_may(now, asked.step, by)  # (1)
        if asked.seen != now.version:  # (2)
            raise Overtaken(f"档案 {number} 在你打开之后{_last_word(now)}：请刷新后重新核对，再决定是否办理")
        now.check(asked.step)  # (3)
        made, more = _made(archive, gate, now, asked, by, at)  # (4)
        archive.append([item_of(made, number, at), *more])
        return load_dossier(archive, number)


def check_may(now: Dossier, step: Step, by: Person) -> None:
    """Step (1) of ``act_upon_dossier``; raises NotAllowed."""
    opened = now.opened
    concerned = Concerned(holder=opened.holder, parties=(opened.applicant,))
    verbs = [Verb.APPLY] if by_the_applicant(step) else [_VERBS.get(step, Verb.ADMIT)]
    if step is Step.LEAVE:
        verbs = [Verb.APPLY, Verb.DECIDE]
    if not any(may(by, verb, concerned) for verb in verbs):
        raise NotAllowed(f"{by.name}的身份不能对档案 {now.number}“{step.chinese}”：请由有权限的人员办理")


def load_dossier(archive: Archive, number: str) -> Dossier:
    """The file as its sealed acts add up; raises UnknownDossier, SealBroken, NotNow."""
    for opened in sealed_records(archive, DossierOpened, number):
        return fold_dossier(opened.record, (one.record for one in sealed_records(archive, DossierActed, number)))
    raise UnknownDossier(f"没有编号为“{number}”的主体档案：请核对编号")


def dossiers_named(archive: Archive, gate: Gate, holder: str, name: str) -> tuple[str, ...]:
    """The files at a platform of whoever broadcasts know under this id or name, oldest first."""
    subject = _word(gate, "about", f"{holder}\n{name}")
    return tuple(dict.fromkeys(one.record.number for one in sealed_records(archive, DossierNoted, subject)))


def lacking(now: Dossier, gate: Gate, day: date) -> tuple[Lack, ...]:
    """What a file lacks on a day."""
    return lacks_of(now, gate.admission, day)


_VERBS = {Step.SUSPEND: Verb.DECIDE, Step.RESUME: Verb.DECIDE}


def _check_applying(new: Applying, gate: Gate) -> None:
    if new.uscc:
        checked_uscc(new.uscc)
    for sort in new.goods:
        gate.admission.sort(sort)
    natural = is_natural(new.role, new.kind, new.uscc)
    if not natural and not new.uscc:
        raise NotReady("单位和个体工商户须填写统一社会信用代码：请照执照填写")
    if not natural and not (new.name.strip() and new.place.strip()):
        raise NotReady("须填写名称和实际经营地址：请照执照和实际情况填写")
    if natural and new.role is not LegalRole.PRESENTER:
        known = [one.name for one in gate.admission.exemptions]
        if new.exempt not in known:
            raise NotReady(f"没有办理登记的，须声明属于哪一种免登记情形：可选{'、'.join(known)}")
    if new.kind is PartyKind.SOLE_TRADER and not new.composition.strip():
        raise NotReady("个体工商户须填写组成形式：请填“个人经营”或“家庭经营”")


def _opened(new: Applying, given: Particulars, gate: Gate, number: str, by: Person, at: datetime) -> DossierOpened:
    natural = is_natural(new.role, new.kind, new.uscc)
    plain = new.name.strip()
    return DossierOpened(
        number=number,
        role=new.role,
        kind=new.kind,
        holder=new.holder,
        applicant=new.applicant,
        # A natural person's own name stays out of what cannot be erased; stage and shop names are public.
        name=masked_name(given.name) if natural else plain,
        about=new.about.strip() or (plain if not natural else number),
        by=by,
        at=at,
        known_as=new.known_as,
        uscc=new.uscc.strip().upper() if new.uscc else None,
        place="" if natural else new.place.strip(),
        registered_place="" if natural else new.registered_place.strip(),
        composition=new.composition.strip(),
        exempt=new.exempt if natural and new.role is not LegalRole.PRESENTER else None,
        mcn=new.mcn or None,
        goods=new.goods,
        name_digest=digest_of(gate.key, "name", given.name) if natural else None,
        id_digest=digest_of(gate.key, "id_number", given.id_number) if given.id_number else None,
        demo=new.demo,
    )


def _refuse_doubled(archive: Archive, opened: DossierOpened, gate: Gate) -> None:
    for subject in _identities(opened, gate):
        for one in sealed_records(archive, DossierNoted, subject):
            known = load_dossier(archive, one.record.number)
            # A number that was corrected since is no longer that file's.
            same = known.number != opened.number and subject in _identities(known.opened, gate)
            if same and known.state is not DossierState.LEFT:
                own = known.opened.applicant == opened.applicant
                which = f"，编号 {known.number}" if own else ""
                raise AlreadyFiled(f"这个主体以同一身份已经建档{which}：请在原档案上办理；如非本人所建，请联系平台")


def _notes(opened: DossierOpened, gate: Gate, person: str) -> Iterator[Item]:
    subjects = list(_identities(opened, gate))
    # Only a keyed digest of each name is sealed: a person's own name is found by who knows it, and read by nobody.
    own = person if opened.name_digest else opened.name
    names = dict.fromkeys((opened.about, *opened.known_as, own))
    subjects += [_word(gate, "about", f"{opened.holder}\n{name}") for name in names]
    for subject in dict.fromkeys(subjects):
        yield item_of(DossierNoted(subject=subject, number=opened.number), subject, opened.at)


def _identities(opened: DossierOpened, gate: Gate) -> Iterator[str]:
    for what, value in (("uscc", opened.uscc), ("id", opened.id_digest)):
        if value:
            yield _word(gate, what, f"{opened.holder}\n{opened.role}\n{value}")


def _word(gate: Gate, what: str, value: str) -> str:
    return f"dossier/{digest_of(gate.key, what, value)[:32]}"


def _details_item(number: str, given: Particulars, at: datetime) -> Item:
    fields = {name: getattr(given, name) for name in Particulars.__dataclass_fields__}
    return item_of(PersonalDetails(dossier=number, at=at, **fields), number, at)


def _act(number: str, version: int, step: Step, by: Person, at: datetime, **more: object) -> DossierActed:
    return DossierActed(number=number, version=version + 1, step=step, by=by, at=at, **more)  # type: ignore[arg-type]


def _last_word(now: Dossier) -> str:
    return f"已由{now.acts[-1].by.name}“{now.acts[-1].step.chinese}”" if now.acts else "已经变动"


def _made(
    archive: Archive, gate: Gate, now: Dossier, asked: Asked, by: Person, at: datetime
) -> tuple[DossierActed, list[Item]]:
    # The record itself refuses an act without reasons that must have them.
    bare = _act(now.number, now.version, asked.step, by, at, reason=asked.reason.strip())
    made = made_step(archive, gate, now, asked, bare)
    more: list[Item] = []
    if asked.particulars is not None and by_the_applicant(asked.step):
        kept = _merged(archive, now, asked.particulars)
        opened = now.opened
        given = checked_particulars(kept, role=opened.role, kind=opened.kind, uscc=opened.uscc)
        more.append(_details_item(now.number, given, at))
        renamed = _renamed(now, given, gate)
        made = replace(made, changes={**made.changes, **renamed, "details": "已更新"})
        if renamed:
            fields: dict[str, Any] = {**renamed, "at": at}
            anew = replace(now.opened, **fields)
            if "id_digest" in renamed:
                _refuse_doubled(archive, anew, gate)
            more.extend(_notes(anew, gate, given.name))
    return made, more


def _renamed(now: Dossier, given: Particulars, gate: Gate) -> dict[str, str]:
    """What of a natural person's new details shows in the file itself: the masked name and the keyed digests."""
    if not now.natural:
        return {}
    anew = {
        "name": masked_name(given.name),
        "name_digest": digest_of(gate.key, "name", given.name),
        "id_digest": digest_of(gate.key, "id_number", given.id_number),
    }
    return {name: value for name, value in anew.items() if getattr(now.opened, name) != value}


def _merged(archive: Archive, now: Dossier, given: Particulars) -> Particulars:
    """What was left empty stays as it was."""
    found = details_of(archive, now.number)
    old = found[1] if found else None
    names = Particulars.__dataclass_fields__
    return Particulars(**{name: getattr(given, name).strip() or getattr(old, name, "") for name in names})
