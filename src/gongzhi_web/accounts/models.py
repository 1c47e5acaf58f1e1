"""Organisations, people and their roles, what they looked at, and sign-in attempts. Ordinary rows; nothing here is evidence."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db import models

from gongzhi.parties import BureauLevel, OrganisationKind, Person
from gongzhi.parties import Organisation as RegisteredOrganisation
from gongzhi.parties import Role as PartiesRole


class Kind(models.TextChoices):
    """What an organisation is; the values are those of gongzhi.parties.OrganisationKind."""

    PLATFORM = OrganisationKind.PLATFORM.value, "平台"
    BUREAU = OrganisationKind.BUREAU.value, "市场监督管理部门"
    MCN = OrganisationKind.MCN.value, "服务机构"
    MERCHANT = OrganisationKind.MERCHANT.value, "商家"
    ASSOCIATION = OrganisationKind.ASSOCIATION.value, "协会"


class Role(models.TextChoices):
    """What a person may do; the values are those of gongzhi.parties.Role."""

    PLATFORM_REVIEWER = PartiesRole.PLATFORM_REVIEWER.value, "平台审核员"
    PLATFORM_LEAD = PartiesRole.PLATFORM_LEAD.value, "平台主管"
    PLATFORM_HEAD = PartiesRole.PLATFORM_HEAD.value, "平台负责人"
    REGULATOR_OFFICER = PartiesRole.REGULATOR_OFFICER.value, "监管人员"
    REGULATOR_HEAD = PartiesRole.REGULATOR_HEAD.value, "科室负责人、局领导"
    MERCHANT = PartiesRole.MERCHANT.value, "商家/主播"
    AUDITOR = PartiesRole.AUDITOR.value, "审计员"


class Organisation(models.Model):
    """One organisation. ``party`` and ``aliases`` are how records name it; ``parent`` is the one it stands under."""

    party = models.CharField("主体编号", max_length=120, primary_key=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    level = models.CharField("层级", max_length=8, blank=True)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT)
    aliases = models.JSONField("别名", default=list, blank=True)
    party_kind = models.CharField("主体类型", max_length=20, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    place = models.CharField("住所", max_length=200, blank=True)
    # What the organisation's own rules settle for its documents: issuer, mark, appeal_where, appeal_days.
    terms = models.JSONField("自定规则", default=dict, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which records may know it; its id first."""
        return tuple(dict.fromkeys((self.party, self.name, *self.aliases)))

    def registered(self, known_as: str) -> RegisteredOrganisation:
        """As the core knows it, under the name that the records at hand use."""
        return RegisteredOrganisation(
            id=known_as,
            name=self.name,
            kind=OrganisationKind(self.kind),
            level=BureauLevel(self.level) if self.level else None,
            parent=self.parent_id,
        )


class User(AbstractUser):
    """A person who signs in: in one role, for one organisation. Without either they see nothing."""

    role = models.CharField("角色", max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(Organisation, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT)
    display = models.CharField("姓名", max_length=40, blank=True)
    # For a presenter: the names under which broadcasts know them; they see those broadcasts only.
    known_as = models.JSONField("出镜名称", default=list, blank=True)

    def __str__(self) -> str:
        return self.display or self.username

    def acting(self, among: Iterable[str | None] = ()) -> Person:
        """As the core knows them: what a sealed record says about who did it.

        Records name organisations by id or, before admission, by name; ``among`` are the names that the matter uses.
        """
        own = self.organisation.names if self.organisation else ("",)
        names: tuple[str, ...] = (*self.known_as, *own)
        used = [name for name in among if name in names]
        return Person(
            ref=self.username,
            name=str(self),
            organisation=used[0] if used else own[0],
            role=PartiesRole(self.role),
        )


class Look(models.Model):
    """Somebody looked at or did something that touches a person's matters (操作留痕)."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    user = models.ForeignKey(User, verbose_name="操作人", on_delete=models.PROTECT)
    what = models.CharField("行为", max_length=20, db_index=True)
    subject_kind = models.CharField("对象类别", max_length=20)
    subject = models.CharField("对象", max_length=160, db_index=True)
    address = models.CharField("来源地址", max_length=45)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at} {self.user} {self.what} {self.subject}"


class Attempt(models.Model):
    """One failed sign-in, so that guessing is slowed down across all server threads."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    key = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        return f"{self.at} {self.key}"
