"""How far the rows have followed the sealed log."""

from django.db import models


class Cursor(models.Model):
    """The index of the last sealed item that stands in the rows; -1 before the first."""

    name = models.CharField(max_length=40, primary_key=True)
    index = models.BigIntegerField(default=-1)
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} {self.index}"
