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
    Scope.EVIDENCE_READ,
    Scope.EVIDENCE_VERIFY,
)
_ADDED = {
    Role.PLATFORM_REVIEWER: (Scope.FINDINGS_REVIEW, Scope.CASES_OPEN, Scope.DOCKET_READ, Scope.DOCKET_ACT),
    Role.PLATFORM_LEAD: (
        Scope.FINDINGS_REVIEW,
        Scope.CASES_OPEN,
        Scope.CASES_DECIDE,
        Scope.DOCKET_READ,
        Scope.DOCKET_ACT,
    ),
    Role.REGULATOR_OFFICER: (Scope.DOCKET_READ, Scope.DOCKET_ACT),
    Role.AUDITOR: (Scope.DOCKET_READ,),
    Role.MERCHANT: (Scope.CASES_APPEAL,),
}


def scopes_for(role: str) -> tuple[Scope, ...]:
    """Those that make sense for a role, in the order of the list; none for an account without a role."""
    if role not in Role.values:
        return ()
    given = {*_READING, *_ADDED.get(Role(role), ())}
    return tuple(scope for scope in Scope if scope in given)
