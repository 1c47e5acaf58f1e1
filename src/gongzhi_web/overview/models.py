"""What the index of words stands for, what people should hear of, and what of that they have read."""

from django.conf import settings
from django.db import models


class Thing(models.Model):
    """One object that words find: ``place`` names it in the index of words, ``sort`` and ``key`` on the site.

    ``exhibit`` is where its beginning is sealed: when that is lawfully destroyed, its words go too.
    """

    place = models.BigIntegerField(primary_key=True)
    sort = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    exhibit = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sort", "key"], name="thing_once"),)
        indexes = (models.Index(fields=["key"], name="thing_key"),)

    def __str__(self) -> str:
        return f"{self.sort} {self.key}"


class Stood(models.Model):
    """Under which names an organisation stood, below which bureaus, when what its people find was last made."""

    party = models.CharField(max_length=120, primary_key=True)
    names = models.JSONField()
    above = models.JSONField()

    def __str__(self) -> str:
        return self.party


class Told(models.Model):
    """Something outside the register that an organisation should hear of: a decision, an appeal, a paper, a recall.

    ``to`` is the organisation's name as the record has it, ``about`` the sort of the object and ``key`` its number.
    """

    index = models.BigIntegerField()
    to = models.CharField(max_length=120)
    about = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    by = models.CharField(max_length=150, blank=True)
    what = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["to", "index"], name="told_once"),)

    def __str__(self) -> str:
        return f"{self.to} {self.what}"


class Duty(models.Model):
    """An open entry that somebody works on, by its last day (as the board counts days); kept so that every page can say what is due."""

    number = models.CharField(primary_key=True, max_length=40)
    assignee = models.CharField(max_length=150)
    due_key = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["assignee", "due_key"], name="duty_of"),)

    def __str__(self) -> str:
        return f"{self.number} {self.assignee}"


class DueSeen(models.Model):
    """The day on which a person last marked as read what is due; the next day it is new again while it still is due."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.user} {self.day}"
