"""Interviews that go on, and sealed analyses as rows: the columns we query by, and the record itself."""

from django.db import models

from gongzhi_web.accounts.models import User


class InquiryDraft(models.Model):
    """An interview that is not sealed yet: its maker's alone, gone when they delete it. ``record`` is an Inquiry."""

    by = models.ForeignKey(User, verbose_name="分析人", on_delete=models.CASCADE)
    party = models.CharField("单位", max_length=120)
    title = models.CharField("名称", max_length=80)
    case = models.CharField("案件", max_length=40, blank=True)
    lead = models.CharField("案源", max_length=40, blank=True)
    record = models.BinaryField()
    changed_at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return self.title


class AnalysisRow(models.Model):
    """A sealed analysis: the organisation's that made it, nobody else's."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField(unique=True)
    exhibit = models.CharField(max_length=64)
    party = models.CharField(max_length=120, db_index=True)
    title = models.CharField(max_length=80)
    case = models.CharField(max_length=40, blank=True)
    lead = models.CharField(max_length=40, blank=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    record = models.BinaryField()

    class Meta:
        ordering = ["-index"]

    def __str__(self) -> str:
        return self.number


class OwnPrecedent(models.Model):
    """A decided case that an organisation keeps for itself; ``text`` is one entry of a file of precedents."""

    party = models.CharField("单位", max_length=120)
    number = models.CharField("号", max_length=120)
    title = models.CharField("名", max_length=200)
    text = models.TextField()
    by_name = models.CharField("录入人", max_length=80)
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        ordering = ["number"]
        constraints = (models.UniqueConstraint(fields=["party", "number"], name="own_precedent"),)

    def __str__(self) -> str:
        return self.number


class LawTrial(models.Model):
    """A comparison that an organisation made: the result only, never the table of cases. ``record`` is a Comparison."""

    party = models.CharField("单位", max_length=120, db_index=True)
    by_name = models.CharField("试算人", max_length=80)
    population = models.CharField("案情", max_length=160)
    imagined = models.BooleanField("虚构", default=False)
    # What the cases named as examples are called, by their place.
    labels = models.JSONField()
    record = models.BinaryField()
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.population
