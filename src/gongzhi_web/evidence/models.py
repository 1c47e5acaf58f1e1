"""Where every sealed item stands and whom it concerns: the columns by which exhibits are found and kept apart."""

from django.db import models


class Placing(models.Model):
    """One sealed item. The record itself stays in the archive; empty columns mean that the record names none."""

    exhibit = models.CharField(primary_key=True, max_length=64)
    index = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=160, db_index=True)
    # The id that the record gives itself, by which later records refer to it.
    name = models.CharField(max_length=160, db_index=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    at = models.DateTimeField()
    broadcast = models.CharField(max_length=120)
    case = models.CharField(max_length=120, db_index=True)
    party = models.CharField(max_length=120, db_index=True)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(fields=["broadcast", "index"], name="placing_broadcast"),
            models.Index(fields=["kind", "index"], name="placing_kind"),
            models.Index(fields=["organisation", "index"], name="placing_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind} {self.subject}"
