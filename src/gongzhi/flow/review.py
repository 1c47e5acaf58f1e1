"""A person's word on a finding: confirmed, dismissed with a reason, or escalated with a reason."""

from datetime import datetime

from gongzhi.cases import Review, ReviewOutcome
from gongzhi.flow.matters import concerned_in, finding_at, seal, sealed_records
from gongzhi.flow.ports import Archive, Placed
from gongzhi.parties import NotAllowed, Person, Role, Verb, require


class AlreadyReviewed(ValueError):
    """A finding on which a person's last word has been said."""


def review_finding(
    archive: Archive,
    *,
    finding: str,
    outcome: ReviewOutcome,
    reason: str | None,
    by: Person,
    at: datetime,
) -> Placed:
    """Seal a review of the finding with this exhibit id. Of two reviewers who race, exactly one wins.

    An escalated finding may be reviewed once more, by a platform lead or an officer. Raises ReasonMissing, NotAllowed,
    UnknownExhibit and AlreadyReviewed.
    """
    review = Review(finding=finding, outcome=outcome, by=by, at=at, reason=reason)
    with archive.writing():
        found = finding_at(archive, finding)
        require(by, Verb.REVIEW, concerned_in(archive, found.record.broadcast))
        last = last_review(archive, finding)
        if last is not None:
            _refuse_unless_escalated(last, review)
        return seal(archive, at, (finding, review))[0]


def last_review(archive: Archive, finding: str) -> Review | None:
    """The review that stands for this finding (exhibit id), None while there is none."""
    review: Review | None = None
    for sealed in sealed_records(archive, Review, finding):
        review = sealed.record
    return review


def _refuse_unless_escalated(last: Review, review: Review) -> None:
    if last.outcome is not ReviewOutcome.ESCALATED:
        raise AlreadyReviewed(f"{last.by.name}已复核过这条发现：请刷新列表，办理下一条")
    if review.by.role is Role.PLATFORM_REVIEWER:
        raise NotAllowed("这条发现已上报：请由平台负责人复核")
    if review.outcome is ReviewOutcome.ESCALATED:
        raise AlreadyReviewed("这条发现已经上报过：请确认属实或不成立")
