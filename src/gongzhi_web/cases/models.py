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

    class Meta:
        indexes = (models.Index(fields=["holder", "-moved_at", "-index"], name="case_of_holder"),)

    def __str__(self) -> str:
        return self.id


class CaseReader(models.Model):
    """Who reads a case, with what its lists are narrowed and ordered by, so that one index answers them.

    ``how`` says what ``reader`` is: a name of a party (``party``) or of an onlooker (``onlooker``) as the case has it, or
    the authority (``authority``) that stands above a party or is the onlooker, which changes when they are regrouped.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE)
    how = models.CharField(max_length=10)
    reader = models.CharField(max_length=120)
    state = models.CharField(max_length=12)
    moved_at = models.DateTimeField()
    index = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reader", "how", "case"], name="case_reader"),)
        indexes = (
            models.Index(fields=["reader", "how", "-moved_at", "-index"], name="case_list"),
            models.Index(fields=["reader", "how", "state", "-moved_at", "-index"], name="case_list_in_state"),
        )

    def __str__(self) -> str:
        return f"{self.reader} {self.case_id}"


class ReaderPlace(models.Model):
    """Under which names an organisation stands in cases, and which authorities read those when the readers were made."""

    party = models.CharField(max_length=120, primary_key=True)
    names = models.JSONField()
    authorities = models.JSONField()

    def __str__(self) -> str:
        return self.party
