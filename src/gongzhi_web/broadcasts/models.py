"""Broadcasts, their signal batches and promises as rows: the columns we query by, and the record itself."""

from django.db import models


class BroadcastRow(models.Model):
    """One broadcast. ``risk`` and the counts are what its findings add up to; they order the monitor and decide nothing."""

    id = models.CharField(primary_key=True, max_length=120)
    index = models.BigIntegerField()
    platform = models.CharField(max_length=120, db_index=True)
    room = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=60)
    operator = models.CharField(max_length=120, db_index=True)
    merchant = models.CharField(max_length=120, db_index=True)
    mcn = models.CharField(max_length=120, db_index=True)
    presenters = models.TextField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(db_index=True)
    signals = models.PositiveIntegerField(default=0)
    viewers = models.PositiveIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    risk = models.IntegerField(default=0, db_index=True)
    # How low the lowest tier of those who act in it stands: 0 is the best. It orders watching and decides nothing.
    watch = models.PositiveSmallIntegerField(default=0, db_index=True)
    # Why screening stopped in the middle, until it goes on: what came after has no verdict and is not clean.
    halted = models.TextField(default="")
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.title or self.room


class Presented(models.Model):
    """A name that presents in a broadcast, so that the broadcasts of many names are looked up and not read through."""

    broadcast = models.ForeignKey(BroadcastRow, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "broadcast"], name="presented_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.broadcast_id}"


class BatchRow(models.Model):
    """One sealed batch of signals; the signals themselves stay in the record."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    broadcast = models.CharField(max_length=120)
    first = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    speech = models.PositiveIntegerField()
    record = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["broadcast", "first"])]

    def __str__(self) -> str:
        return f"{self.broadcast} {self.first}+{self.size}"


class PromiseRow(models.Model):
    """One promise made on air."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    broadcast = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    said_at = models.DateTimeField()
    record = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["broadcast", "said_at"])]

    def __str__(self) -> str:
        return f"{self.broadcast} {self.kind}"
