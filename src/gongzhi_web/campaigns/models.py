"""Campaigns, sampling plans, samples, recalls and papers as rows: the columns we query by, and the record that began each."""

from django.db import models


class CampaignRow(models.Model):
    """A campaign as of its last act."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=120, db_index=True)
    starts = models.DateField()
    ends = models.DateField()
    ended = models.BooleanField(default=False)
    targets = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number


class SamplingPlanRow(models.Model):
    """A plan of sampling."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=120, db_index=True)
    category = models.CharField(max_length=60)
    wanted = models.PositiveIntegerField()
    ends = models.DateField()
    campaign = models.CharField(max_length=40, blank=True)
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number


class SampleRow(models.Model):
    """A sample as of its last act."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    plan = models.CharField(max_length=40, db_index=True)
    unit = models.CharField(max_length=120, db_index=True)
    goods = models.CharField(max_length=200)
    seller = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    verdict = models.CharField(max_length=8, blank=True)
    entry = models.CharField(max_length=40, blank=True)
    due = models.DateField(null=True)
    taken_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number


class RecallRow(models.Model):
    """A recall as of its last act; ``open`` are the orders for which something is left to be done."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=120, db_index=True)
    platform = models.CharField(max_length=120, blank=True, db_index=True)
    goods = models.CharField(max_length=200)
    orders = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    completed = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number


class PaperRow(models.Model):
    """A paper as of its last act. ``to`` is the organisation that may answer it here."""

    id = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    number = models.CharField(max_length=160)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=40, db_index=True)
    unit = models.CharField(max_length=120, db_index=True)
    to = models.CharField(max_length=120, blank=True, db_index=True)
    addressee = models.CharField(max_length=200)
    state = models.CharField(max_length=12)
    answer = models.CharField(max_length=12, blank=True)
    follow_up = models.DateField(null=True)
    issued_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["unit", "-index"], name="paper_of_unit"),)

    def __str__(self) -> str:
        return self.number
