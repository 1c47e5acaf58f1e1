"""Shadow findings as rows: the columns we query by, what a person said of them, and the record itself."""

from django.db import models


class MarkState(models.TextChoices):
    """What a person said of a shadow finding."""

    PENDING = "pending", "待看"
    CONFIRMED = "confirmed", "属实"
    OVERTURNED = "overturned", "误报"


class ShadowRow(models.Model):
    """What a rule on trial would have found: no queue, no room page and no case ever reads this table."""

    exhibit = models.CharField(primary_key=True, max_length=64)
    index = models.BigIntegerField(unique=True)
    platform = models.CharField(max_length=120)
    broadcast = models.CharField(max_length=120)
    rule = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    leads = models.BooleanField()
    # Rules in force that say the same about these words, one to a line.
    beside = models.TextField(blank=True)
    mark = models.CharField(max_length=12, choices=MarkState.choices, default=MarkState.PENDING)
    marked_by = models.CharField(max_length=150, blank=True)
    record = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["rule", "version", "mark", "index"], name="shadow_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.exhibit}"
