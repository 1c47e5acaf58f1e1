"""Emergency stops as rows: the columns we query by, and the record itself."""

from django.db import models


class StopRow(models.Model):
    """A stop and how it was settled last. What nobody settled has lapsed once ``until`` is past; no row is written for that."""

    exhibit = models.CharField(primary_key=True, max_length=64)
    index = models.BigIntegerField(unique=True)
    broadcast = models.CharField(max_length=120, db_index=True)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True, db_index=True)
    # Index of the last settlement: one seen again does not settle it twice.
    version = models.BigIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.broadcast} {self.outcome}"
