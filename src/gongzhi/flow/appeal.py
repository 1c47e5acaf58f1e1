"""An appeal: filed by the party, decided by a person who had no part in the decision; what it overturns is undone."""

from datetime import datetime, timedelta

from gongzhi.cases import ReasonMissing, StepKind
from gongzhi.credit import entries_of_appeal, load_weights
from gongzhi.decisions import (
    AppealDecided,
    AppealFiled,
    AppealOutcome,
    AppealRuling,
    Decided,
    HouseRules,
    Measure,
    load_ladder,
)
from gongzhi.flow.decide import CaseFile, NothingDecided, load_file
from gongzhi.flow.matters import item_of, seal
from gongzhi.flow.ports import Archive
from gongzhi.flow.review import last_review
from gongzhi.parties import NotAllowed, Person, Verb, refuse_own, require
from gongzhi.values import BEIJING

_OUTCOME_STEP = {
    AppealOutcome.UPHELD: StepKind.APPEAL_UPHELD,
    AppealOutcome.CHANGED: StepKind.APPEAL_CHANGED,
    AppealOutcome.REVOKED: StepKind.APPEAL_REVOKED,
}


class AppealLate(ValueError):
    """An appeal after the days that the platform's terms give, without saying why it is late."""


class SamePerson(PermissionError):
    """A person who took part in the decision and may not judge the appeal against it."""


class AppealMayNotWorsen(ValueError):
    """An outcome that would leave the party worse off than the decision it appealed against, or changes nothing."""


def file_appeal(
    archive: Archive, *, case: str, grounds: str, by: Person, at: datetime, late_reason: str | None = None
) -> AppealFiled:
    """File the party's appeal. A late one is taken when it says why; whether that excuses it is for the person who decides.

    Raises UnknownCase, NotAllowed, NothingDecided, ImpossibleStep, ReasonMissing, AppealLate.
    """
    if not grounds.strip():
        raise ReasonMissing("申诉须写明理由：请填写申诉理由后再提交")
    with archive.writing():
        file = load_file(archive, case)
        require(by, Verb.APPEAL, file.case.opened.concerned)
        decided = _decided(file)
        if by.organisation != decided.party:
            raise NotAllowed(f"{by.name}不是本决定的当事人：由被处置的一方提出申诉")
        file.case.check(StepKind.APPEAL_FILED)
        _check_time(file, decided, at, late_reason)
        filed = AppealFiled(
            id=f"{case}-S",
            case=case,
            decision=decided.id,
            grounds=grounds,
            by=by,
            at=at,
            late_reason=late_reason,
        )
        seal(archive, at, (case, filed))
        return filed


def decide_appeal(
    archive: Archive, *, case: str, ruling: AppealRuling, by: Person, at: datetime, rules: HouseRules
) -> AppealDecided:
    """Decide the appeal, and undo in credit what it overturns, in one append.

    (1) the person may decide appeals      (3) reasons are given, and the outcome does not worsen the decision
    (2) and had no part in the decision    (4) one person does not change it into a measure that needs two

    Raises UnknownCase, NotAllowed, SamePerson, ImpossibleStep, ReasonMissing, AppealMayNotWorsen, UnknownMeasure.
    """
    with archive.writing():
        file = load_file(archive, case)
        # (1)
        require(by, Verb.DECIDE_APPEAL, file.case.opened.concerned)
        refuse_own(by, file.case.opened.by, f"案件 {case} ")
        file.case.check(_OUTCOME_STEP[ruling.outcome])
        decided = _decided(file)
        # (2)
        _refuse_those_who_took_part(archive, decided, by)
        # (3), (4)
        measure = _check_ruling(decided, ruling)
        outcome = AppealDecided(
            id=f"{case}-F",
            number=rules.number(at.astimezone(BEIJING).year, archive.size()),
            case=case,
            decision=decided.id,
            appeal=f"{case}-S",
            outcome=ruling.outcome,
            reasons=ruling.reasons,
            by=by,
            at=at,
            measure=measure.id if measure else None,
            measure_name=measure.name if measure else None,
            days=ruling.days,
        )
        entries = entries_of_appeal(decided, outcome, load_weights())
        archive.append([item_of(outcome, case, at), *(item_of(entry, entry.party, at) for entry in entries)])
        return outcome


def _decided(file: CaseFile) -> Decided:
    if file.decided is None:
        raise NothingDecided(f"案件 {file.case.id} 还没有决定：现在没有可以申诉的决定，请等决定送达后再提出")
    return file.decided.record


def _check_time(file: CaseFile, decided: Decided, at: datetime, late_reason: str | None) -> None:
    served = [each.record.served_at for each in file.notices if each.record.decision == decided.id]
    if not served:
        return  # The days run from the notice: before it is served nobody can be late.
    # The day of service does not count.
    last_day = served[0].astimezone(BEIJING).date() + timedelta(days=decided.appeal.days)
    if at.astimezone(BEIJING).date() > last_day and not (late_reason or "").strip():
        raise AppealLate(
            f"申诉期限（{decided.appeal.basis}，{decided.appeal.days} 日）已于 {last_day} 届满：仍要申诉的请说明逾期原因"
        )


def _refuse_those_who_took_part(archive: Archive, decided: Decided, by: Person) -> None:
    deciders = {decided.by.ref, *([decided.second.ref] if decided.second else [])}
    if by.ref in deciders:
        raise SamePerson(f"{by.name}是原决定人，不能复核自己的决定：请由另一名负责人复核")
    for exhibit in decided.findings:
        review = last_review(archive, exhibit)
        if review is not None and review.by.ref == by.ref:
            raise SamePerson(f"{by.name}确认过本案的发现，不能复核本案申诉：请由没有参与本案的负责人复核")


def _check_ruling(decided: Decided, ruling: AppealRuling) -> Measure | None:
    if not ruling.reasons.strip():
        raise ReasonMissing("申诉复核须写明理由：请填写后再提交")
    if ruling.outcome is not AppealOutcome.CHANGED:
        if ruling.measure is not None or ruling.days is not None:
            raise AppealMayNotWorsen("维持或撤销时不另写措施：请清空措施和期限，或改选“变更”")
        return None
    ladder = load_ladder()
    new, old = ladder.measure(ruling.measure or ""), ladder.measure(decided.measure)
    shorter = new.id == old.id and decided.days is not None and 0 < (ruling.days or 0) < decided.days
    if new.gravity >= old.gravity and not shorter:
        raise AppealMayNotWorsen(f"变更后的措施应轻于原措施“{old.name}”：申诉不得使当事人的处境更重，请另选")
    if (new.term == "required" and not ruling.days) or (new.term == "none" and ruling.days is not None):
        raise AppealMayNotWorsen(f"“{new.name}”的期限不对：需要期限的请填天数，没有期限的请留空")
    if new.two_people:
        raise AppealMayNotWorsen(
            f"“{new.name}”须由两人共同决定，复核时不能由一人改为这项措施：请改为较轻的措施，或撤销原决定"
        )
    return new
