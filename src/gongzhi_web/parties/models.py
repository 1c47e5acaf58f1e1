"""Files of parties, what is due on them, products and reports of broadcasts as rows; nothing of a natural person is in them."""

from django.db import models


class DossierRow(models.Model):
    """A file as of its last act. ``holder`` verifies it, ``applicant`` filed it."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    holder = models.CharField(max_length=120)
    applicant = models.CharField(max_length=120, db_index=True)
    about = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    known_as = models.CharField(max_length=200, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=12)
    changing = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    applied_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["holder", "state", "moved_at"], name="dossier_of_holder"),)

    def __str__(self) -> str:
        return self.number


class DossierDue(models.Model):
    """Something due on a file; ``due`` None where the law names an event, or no calendar is known."""

    number = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=20)
    says = models.CharField(max_length=120)
    due = models.DateField(null=True, db_index=True)
    basis = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ProductRow(models.Model):
    """A product of the selection archive as of its last act."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    title = models.CharField(max_length=200)
    sort = models.CharField(max_length=20)
    holder = models.CharField(max_length=120, db_index=True)
    applicant = models.CharField(max_length=120, db_index=True)
    seller = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    demo = models.BooleanField(default=False)
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number


class EngagedRow(models.Model):
    """A report of who takes part in a broadcast."""

    number = models.CharField(primary_key=True, max_length=40)
    index = models.BigIntegerField()
    exhibit = models.CharField(max_length=64, db_index=True)
    holder = models.CharField(max_length=120, db_index=True)
    applicant = models.CharField(max_length=120, db_index=True)
    room = models.CharField(max_length=120)
    planned_at = models.DateTimeField(db_index=True)
    demo = models.BooleanField(default=False)
    record = models.BinaryField()

    def __str__(self) -> str:
        return self.number
