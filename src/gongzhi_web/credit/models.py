"""Credit entries as rows: the columns we query by, and the record itself."""

from django.db import models


class CreditRow(models.Model):
    """One entry of the ledger. ``broadcast`` and ``case`` are those of the decision that it rests on."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    entry = models.CharField(max_length=160)
    party = models.CharField(max_length=120, db_index=True)
    broadcast = models.CharField(max_length=120, db_index=True)
    case = models.CharField(max_length=120)
    at = models.DateTimeField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.party} {self.entry}"


class RecordedRow(models.Model):
    """One event of quality, reviews or fulfilment. ``organisation`` recorded it, ``source_sha256`` is its document."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    event = models.CharField(max_length=200)
    party = models.CharField(max_length=200, db_index=True)
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    organisation = models.CharField(max_length=120, db_index=True)
    source_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.party} {self.event}"
