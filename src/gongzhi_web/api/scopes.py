"""What a token may be used for: one list, each scope a word on the page and in the API's own description."""

from enum import StrEnum

from gongzhi_web.accounts.models import Role


class Scope(StrEnum):
    """A token holds some of these; the person's role and organisation limit it further."""

    SCREEN = "screen"
    LAW = "law"
    RULES_READ = "rules:read"
    BROADCASTS_READ = "broadcasts:read"
    FINDINGS_READ = "findings:read"
    FINDINGS_REVIEW = "findings:review"
    CASES_READ = "cases:read"
    CASES_OPEN = "cases:open"
    CASES_DECIDE = "cases:decide"
    CASES_APPEAL = "cases:appeal"
    DOCKET_READ = "docket:read"
    DOCKET_ACT = "docket:act"
    PARTIES_READ = "parties:read"
    PARTIES_VERIFY = "parties:verify"
    CAMPAIGNS_READ = "campaigns:read"
    PAPERS_READ = "papers:read"
    PAPERS_ANSWER = "papers:answer"
    SANCTIONS_READ = "sanctions:read"
    SANCTIONS_ACT = "sanctions:act"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_VERIFY = "evidence:verify"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _CHINESE[self]


_CHINESE = {
    Scope.SCREEN: "筛查话术",
    Scope.LAW: "查法条",
    Scope.RULES_READ: "查看规则",
    Scope.BROADCASTS_READ: "查看直播",
    Scope.FINDINGS_READ: "查看发现",
    Scope.FINDINGS_REVIEW: "复核发现",
    Scope.CASES_READ: "查看案件",
    Scope.CASES_OPEN: "立案",
    Scope.CASES_DECIDE: "作出处置决定",
    Scope.CASES_APPEAL: "提出申诉",
    Scope.DOCKET_READ: "查看案源",
    Scope.DOCKET_ACT: "登记和办理案源",
    Scope.PARTIES_READ: "查看主体档案",
    Scope.PARTIES_VERIFY: "核验主体档案",
    Scope.CAMPAIGNS_READ: "查看专项和抽样",
    Scope.PAPERS_READ: "查看文书和召回",
    Scope.PAPERS_ANSWER: "回复文书、办理召回",
    Scope.SANCTIONS_READ: "查看平行处置通报",
    Scope.SANCTIONS_ACT: "发出和答复平行处置通报",
    Scope.EVIDENCE_READ: "取证据包与检查点",
    Scope.EVIDENCE_VERIFY: "核验证据包",
}
_READING = (
    Scope.SCREEN,
    Scope.LAW,
    Scope.RULES_READ,
    Scope.BROADCASTS_READ,
    Scope.FINDINGS_READ,
    Scope.CASES_READ,
    Scope.PARTIES_READ,
    Scope.PAPERS_READ,
    Scope.EVIDENCE_READ,
    Scope.EVIDENCE_VERIFY,
)
_REVIEWS = (
    Scope.FINDINGS_REVIEW,
    Scope.CASES_OPEN,
    Scope.DOCKET_READ,
    Scope.DOCKET_ACT,
    Scope.PARTIES_VERIFY,
    Scope.PAPERS_ANSWER,
    Scope.SANCTIONS_READ,
)
_ADDED = {
    Role.PLATFORM_REVIEWER: _REVIEWS,
    Role.PLATFORM_LEAD: (*_REVIEWS, Scope.CASES_DECIDE, Scope.SANCTIONS_ACT),
    # A head is the second person over HTTP too; what a head may confirm there the flow says.
    Role.PLATFORM_HEAD: (
        Scope.DOCKET_READ,
        Scope.DOCKET_ACT,
        Scope.CASES_DECIDE,
        Scope.SANCTIONS_READ,
        Scope.SANCTIONS_ACT,
    ),
    Role.REGULATOR_HEAD: (
        Scope.DOCKET_READ,
        Scope.DOCKET_ACT,
        Scope.CAMPAIGNS_READ,
        Scope.SANCTIONS_READ,
        Scope.SANCTIONS_ACT,
    ),
    Role.REGULATOR_OFFICER: (
        Scope.DOCKET_READ,
        Scope.DOCKET_ACT,
        Scope.PARTIES_VERIFY,
        Scope.CAMPAIGNS_READ,
        Scope.PAPERS_ANSWER,
        Scope.SANCTIONS_READ,
        Scope.SANCTIONS_ACT,
    ),
    Role.AUDITOR: (Scope.DOCKET_READ, Scope.CAMPAIGNS_READ, Scope.SANCTIONS_READ),
    Role.MERCHANT: (Scope.CASES_APPEAL, Scope.PAPERS_ANSWER),
}


def scopes_for(role: str) -> tuple[Scope, ...]:
    """Those that make sense for a role, in the order of the list; none for an account without a role."""
    if role not in Role.values:
        return ()
    given = {*_READING, *_ADDED.get(Role(role), ())}
    return tuple(scope for scope in Scope if scope in given)
