"""Entries of the register as rows: the columns we query by, and the record that began each."""

from django.db import models


class DocketRow(models.Model):
    """An entry as of its last act. ``due`` is None while no clock runs; ``version`` is how many things happened."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    # Where its beginning is sealed: when that is lawfully destroyed, the row goes too.
    exhibit = models.CharField(max_length=64, db_index=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=120)
    state = models.CharField(max_length=12)
    matter = models.CharField(max_length=12)
    origin = models.CharField(max_length=12)
    level = models.CharField(max_length=12)
    assignee = models.CharField(max_length=150, blank=True)
    assignee_name = models.CharField(max_length=60, blank=True)
    suspended = models.BooleanField(default=False)
    due = models.DateField(null=True)
    broadcast = models.CharField(max_length=120, blank=True, db_index=True)
    case = models.CharField(max_length=40, blank=True, db_index=True)
    linked = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["unit", "state", "due"], name="docket_of_unit"),)

    def __str__(self) -> str:
        return self.number


class DocketReader(models.Model):
    """A unit that has or had an entry, and therefore reads it."""

    number = models.CharField(max_length=40)
    unit = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "number"], name="docket_reader"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.number}"
