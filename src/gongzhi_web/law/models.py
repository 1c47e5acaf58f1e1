"""Self-assessments as rows: the columns we query by, and the record itself."""

from django.db import models


class AssessmentRow(models.Model):
    """What an organisation said about its duties in one role, once."""

    index = models.BigIntegerField(primary_key=True)
    exhibit = models.CharField(max_length=64)
    party = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    at = models.DateTimeField()
    record = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["party", "role", "index"], name="assessment_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.role} {self.index}"
