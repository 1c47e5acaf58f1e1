"""Leads and cases as rows: the columns we query by, and the record itself."""

from django.db import models


class LeadRow(models.Model):
    """A lead, and whether it has ended."""

    exhibit = models.CharField(primary_key=True, max_length=64)
    index = models.BigIntegerField(unique=True)
    broadcast = models.CharField(max_length=120, db_index=True)
    level = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True, db_index=True)
    record = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.broadcast} {self.level}"


class CaseRow(models.Model):
    """A case. ``concerned`` are the names of its parties, ``onlookers`` those who may read it, each framed by line feeds."""

    id = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField(unique=True)
    broadcast = models.CharField(max_length=120, db_index=True)
    holder = models.CharField(max_length=120, db_index=True)
    concerned = models.TextField()
    onlookers = models.TextField()
    level = models.CharField(max_length=12)
    state = models.CharField(max_length=12, db_index=True)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    due = models.DateField(null=True)
    # Index of the last event that moved it: an event seen again does not move it twice.
    version = models.BigIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.id
