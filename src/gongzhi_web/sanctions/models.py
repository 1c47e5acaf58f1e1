"""Messages on parallel sanctions as rows: the columns we query by, and the record that began each."""

from django.db import models


class SanctionRow(models.Model):
    """A message as of its last act; ``sender`` and ``to`` are the two organisations that may read it."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    sender = models.CharField(max_length=120, db_index=True)
    to = models.CharField(max_length=120, db_index=True)
    about = models.CharField(max_length=120, db_index=True)
    decision = models.CharField(max_length=200)
    whom = models.CharField(max_length=200)
    measure = models.CharField(max_length=200)
    until = models.DateField(null=True)
    asks = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    reply = models.CharField(max_length=10, blank=True)
    sent_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number
