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
