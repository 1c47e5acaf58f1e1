"""Findings and reviews as rows, and who holds which finding right now."""

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """Where a finding stands."""

    PENDING = "pending", "待复核"
    CONFIRMED = "confirmed", "属实"
    DISMISSED = "dismissed", "不成立"
    ESCALATED = "escalated", "已上报"


class FindingRow(models.Model):
    """A sealed finding: the columns we query by, the line it stands in, and the record itself."""

    exhibit = models.CharField(primary_key=True, max_length=64)
    index = models.BigIntegerField(unique=True)
    # Without an index of its own: it narrows nothing, and the planner should walk the queue or the newest instead.
    platform = models.CharField(max_length=120)
    broadcast = models.CharField(max_length=120)
    signal = models.CharField(max_length=160)
    type = models.CharField(max_length=40)
    rule = models.CharField(max_length=120)
    certainty = models.CharField(max_length=12)
    severity = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()
    # The order of the queue: the priority, then the guess of the model of this version (see ranking.py).
    place = models.PositiveIntegerField(default=0)
    ranked_by = models.CharField(max_length=12, default="")
    said_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    # The line as it stood in the batch, so that fifty rows do not open fifty batches.
    line = models.TextField()
    record = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-place", "index"], name="finding_queue"),
            models.Index(fields=["broadcast", "state", "-place", "index"], name="finding_room_queue"),
            models.Index(fields=["broadcast", "signal"], name="finding_room"),
            models.Index(fields=["rule", "state", "-index"], name="finding_rule"),
            models.Index(fields=["sealed_at"], name="finding_sealed"),
            models.Index(fields=["said_at"], name="finding_said"),
            models.Index(fields=["ranked_by"], name="finding_ranked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.exhibit}"


class EvadedRow(models.Model):
    """Words that a seller hid where no rule spoke: a doubtful hint beside the queue, never an item that must be worked off."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    broadcast = models.CharField(max_length=120)
    signal = models.CharField(max_length=160)
    said_at = models.DateTimeField()
    record = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["broadcast", "signal"], name="evaded_room")]

    def __str__(self) -> str:
        return f"{self.signal} {self.exhibit}"


class ReviewRow(models.Model):
    """A person's sealed word on one finding."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    finding = models.CharField(max_length=64, db_index=True)
    outcome = models.CharField(max_length=12)
    by = models.CharField(max_length=150, db_index=True)
    at = models.DateTimeField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.finding} {self.outcome}"


class Hold(models.Model):
    """Somebody is looking at this finding until then; nobody else may take it before."""

    finding = models.CharField(primary_key=True, max_length=64)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.finding} {self.holder_id}"
