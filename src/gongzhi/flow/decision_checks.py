"""The six checks that a decision passes before it is sealed; the numbers are those of the docstring of ``decide``."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.cases import Case, CaseParty
from gongzhi.decisions import Advice, Answer, Basis, Draft, Ladder, Measure, advise
from gongzhi.flow.matters import SealBroken, Sealed, UnknownExhibit, findings_at
from gongzhi.flow.ports import Archive
from gongzhi.law import Book, Citation, Uncitable, compare_penalties
from gongzhi.parties import LegalRole
from gongzhi.screening.findings import Finding
from gongzhi.values import BEIJING

CHECKS: Mapping[int, str] = {
    1: "所依据的发现都在本案中并已封存",
    2: "每条封存记录都能验证",
    3: "所引条文在行为日有效，并与决定日的文本比较",
    4: "当事人当时具有所写的身份",
    5: "措施为规定所允许",
    6: "已考虑过罚相当",
}
_ROLES = {
    LegalRole.OPERATOR: "直播间运营者",
    LegalRole.PRESENTER: "直播营销人员",
    LegalRole.MCN: "直播营销人员服务机构",
    LegalRole.MERCHANT: "平台内经营者",
    LegalRole.PLATFORM: "直播电商平台经营者",
}


class DecisionRefused(ValueError):
    """A draft that fails a check; ``check`` is its number in CHECKS."""

    def __init__(self, check: int, message: str) -> None:
        super().__init__(f"（{check}）{CHECKS[check]}：未通过。{message}")
        self.check = check


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks established: the findings as read back, the party, the measure, the provisions and remarks."""

    findings: Mapping[str, Sealed[Finding]]
    party: CaseParty
    measure: Measure
    bases: tuple[Basis, ...]
    notes: tuple[str, ...]
    advice: Advice

    @property
    def evidence_sha256(self) -> str:
        """SHA-256 over the exhibits' digests in hex, sorted, each followed by a line feed."""
        digests = sorted(each.placed.sha256 for each in self.findings.values())
        return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Checks drafts against the archive, the law and the ladder."""

    archive: Archive
    book: Book
    ladder: Ladder

    def check(self, case: Case, draft: Draft, on: date) -> Checked:
        """Run all six in order; raises DecisionRefused at the first that fails."""
        # (1) every finding is sealed, (2) each seal verifies
        findings = self._findings(case, draft)
        # (3) the provision was in force then; a text amended since is pointed out
        conduct, changed = self._conduct(findings.values(), on)
        # (4) the party held that role
        party = _party(case, draft)
        # (5) a measure that the provision allows, against that role, with its term
        measure = self.ladder.measure(draft.measure)
        self._allowed(draft, party, conduct)
        bases = (*conduct, *self._procedure(measure, on))
        # (6) proportion: every question answered, the guidance recorded where it was not followed
        severities = [each.record.severity for each in findings.values()]
        advice = advise(severities, draft.considerations, self.ladder)
        self._considered(draft, changed)
        remark = advice.remark(measure)
        unheld = [
            f"《{basis.title}》{basis.article}在{basis.on}的文本未收录，请核对官方文本"
            for basis in conduct
            if basis.held != "held"
        ]
        return Checked(
            findings=findings,
            party=party,
            measure=measure,
            bases=bases,
            notes=(*changed, *unheld, *([remark] if remark else [])),
            advice=advice,
        )

    def _findings(self, case: Case, draft: Draft) -> dict[str, Sealed[Finding]]:
        if not draft.findings:
            raise DecisionRefused(1, "没有列明所依据的发现：请至少选一条")
        outside = [exhibit for exhibit in draft.findings if exhibit not in case.opened.findings]
        if outside:
            raise DecisionRefused(1, f"发现 {'、'.join(outside)} 不在本案中：请移出，或另行立案")
        try:
            findings = findings_at(self.archive, draft.findings, case.opened.broadcast)
        except UnknownExhibit as error:
            raise DecisionRefused(1, str(error)) from error
        except SealBroken as error:
            raise DecisionRefused(2, str(error)) from error
        for exhibit, finding in findings.items():
            if hashlib.sha256(self.archive.read(finding.placed)).hexdigest() != finding.placed.sha256:
                raise DecisionRefused(2, f"发现 {exhibit} 的字节与封存摘要不符：请运行 gongzhi evidence fsck")
        return findings

    def _conduct(self, findings: Iterable[Sealed[Finding]], on: date) -> tuple[tuple[Basis, ...], list[str]]:
        bases: dict[tuple[str, str], Basis] = {}
        changed: dict[str, None] = {}
        for finding in findings:
            day = finding.record.said_at.astimezone(BEIJING).date()
            for cited in finding.record.provisions:
                then = self._cite(3, cited.id, day)
                bases.setdefault((then.id, then.wording), _basis(then, day))
                if (remark := self._changed_since(then, on)) is not None:
                    changed[remark] = None
        if not bases:
            raise DecisionRefused(3, "所依据的发现没有引用任何条文：请先补充依据")
        return tuple(bases.values()), list(changed)

    def _changed_since(self, then: Citation, on: date) -> str | None:
        try:
            now = self.book.cite(then.id, on)
        except Uncitable as error:
            return f"{then}在决定日已有变化（{error}），请比较新旧规定的轻重"
        if now.wording == then.wording:
            return None
        compared = compare_penalties(then, now)
        return f"{then}在行为之后有修改，请比较新旧规定的轻重（{compared.verdict}：{compared.why}）"

    def _procedure(self, measure: Measure, on: date) -> Iterator[Basis]:
        asked = (measure.provision, measure.breach_provision, measure.notice_provision or self.ladder.notice_provision)
        for provision in dict.fromkeys(each for each in asked if each):
            yield _basis(self._cite(5, provision, on), on)

    def _cite(self, check: int, provision: str, on: date) -> Citation:
        try:
            return self.book.cite(provision, on)
        except Uncitable as error:
            raise DecisionRefused(check, str(error)) from error

    def _allowed(self, draft: Draft, party: CaseParty, conduct: Iterable[Basis]) -> None:
        measure = self.ladder.measure(draft.measure)
        if "platform" not in measure.by:
            raise DecisionRefused(5, f"“{measure.name}”不由平台采取：请另选措施")
        if party.role not in measure.against:
            allowed = "、".join(_ROLES[role] for role in measure.against)
            raise DecisionRefused(
                5, f"“{measure.name}”适用于{allowed}，不适用于{_ROLES[party.role]}：请另选措施或核对身份"
            )
        _check_term(measure, draft.days)
        if measure.breach == "serious_law":
            self._serious(draft, measure, conduct)

    def _serious(self, draft: Draft, measure: Measure, conduct: Iterable[Basis]) -> None:
        laws = [basis for basis in conduct if basis.id.rpartition("/")[0] in self.ladder.laws_and_regulations]
        if not laws or not draft.serious_breach:
            raise DecisionRefused(
                5,
                f"“{measure.name}”只适用于严重违反法律、行政法规的情形，违反规章的不列入："
                "请确认所引条文并认定严重违反，或另选措施",
            )

    def _considered(self, draft: Draft, changed: list[str]) -> None:
        answers = {each.topic: each for each in draft.considerations}
        asked = {question.id: question for question in self.ladder.questions}
        missing = [question.asks for id, question in asked.items() if id not in answers]
        if missing:
            raise DecisionRefused(6, f"尚未回答：{'；'.join(missing)}。请逐项回答，不明的选“不明”")
        unknown = [topic for topic in answers if topic not in asked]
        if unknown or len(answers) != len(draft.considerations):
            raise DecisionRefused(6, f"裁量考虑中有重复或不认识的项目{'、'.join(unknown)}：请按清单填写")
        if changed and answers.get("lighter_text", draft.considerations[0]).answer is Answer.UNKNOWN:
            raise DecisionRefused(6, f"{changed[0]}：请在“{asked['lighter_text'].asks}”一项作出是或否的回答")
        for name, text in (("事实", draft.facts), ("理由", draft.reasons)):
            if not text.strip():
                raise DecisionRefused(6, f"没有写明{name}：请填写")


def _party(case: Case, draft: Draft) -> CaseParty:
    for each in case.opened.parties:
        if each.party.id == draft.party:
            return each
    raise DecisionRefused(4, f"“{draft.party}”不是本案当事人：请从本案当事人中选取")


def _check_term(measure: Measure, days: int | None) -> None:
    if days is None and measure.term == "required":
        raise DecisionRefused(5, f"“{measure.name}”必须写明期限：请填写天数")
    if days is not None and (measure.term == "none" or days < 1):
        raise DecisionRefused(5, f"“{measure.name}”的期限不对：没有期限的请留空，有期限的填一天以上")


def _basis(citation: Citation, on: date) -> Basis:
    return Basis(
        id=citation.id,
        title=citation.title,
        article=citation.article,
        wording=citation.wording,
        on=on,
        held=citation.held,
    )
