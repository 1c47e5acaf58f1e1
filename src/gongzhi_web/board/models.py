"""Entries of the register as rows: the columns we query by, and the record that began each; who reads them; tables on their way in."""

from django.conf import settings
from django.db import models

# The last day of what has none: behind every day there is.
NO_DAY = 9_999_999


class DocketRow(models.Model):
    """An entry as of its last act. ``due`` is None while no clock runs; ``version`` is how many things happened.

    ``serial`` is the number's own count: it orders entries by when they came in, and names them in the index of words.
    """

    number = models.CharField(primary_key=True, max_length=40)
    serial = models.BigIntegerField(db_index=True, default=0)
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
    """A unit that reads an entry, with what its lists are narrowed and ordered by, so that one index answers them.

    ``own`` marks the units that have or had it; the others stand above one of those. ``due_key`` is the ordinal of the
    last day, NO_DAY without one.
    """

    number = models.CharField(max_length=40)
    unit = models.CharField(max_length=120)
    own = models.BooleanField(default=True)
    serial = models.BigIntegerField(default=0)
    at_unit = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=12, default="")
    due_key = models.IntegerField(default=NO_DAY)
    suspended = models.BooleanField(default=False)
    linked = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "number"], name="docket_reader"),)
        indexes = (
            models.Index(fields=["unit", "state", "due_key", "serial"], name="docket_list"),
            models.Index(fields=["unit", "at_unit", "state", "due_key", "serial"], name="docket_list_of_unit"),
            models.Index(
                fields=["unit", "state", "due_key", "serial"], name="docket_still", condition=models.Q(suspended=True)
            ),
            models.Index(
                fields=["unit", "state", "due_key", "serial"], name="docket_linked", condition=models.Q(linked=True)
            ),
            models.Index(fields=["number"], name="docket_readers_of"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.number}"


class DocketCount(models.Model):
    """How many entries a unit has in a state, by last day; kept with the rows, so that no page counts a table."""

    unit = models.CharField(max_length=120)
    state = models.CharField(max_length=12)
    suspended = models.BooleanField()
    due_key = models.IntegerField()
    n = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "state", "suspended", "due_key"], name="docket_counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.state} {self.n}"


class DocketTable(models.Model):
    """A table of leads that somebody uploaded: its rows (zlib over JSON Lines) until they are in, and what became of them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    rows = models.BinaryField()
    total = models.PositiveIntegerField()
    # Compare and set: of two browsers that go on with the same table one takes the next rows.
    done = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} {self.done}/{self.total}"

    @property
    def over(self) -> bool:
        """Whether every row was looked at."""
        return self.done >= self.total

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // max(1, self.total)


class SavedFilter(models.Model):
    """What a person asks the board for again and again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    asked = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "name"], name="docket_filter"),)

    def __str__(self) -> str:
        return self.name


class DocketNews(models.Model):
    """Something about an entry that a unit, or one person in it, should hear of: it arrived, was assigned, was answered."""

    index = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=40)
    unit = models.CharField(max_length=120)
    to = models.CharField(max_length=150, blank=True)
    by = models.CharField(max_length=150, blank=True)
    what = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["unit", "-index"], name="docket_news_of"),)

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class NewsSeen(models.Model):
    """Up to where a person has read the news of their unit."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    index = models.BigIntegerField(default=-1)

    def __str__(self) -> str:
        return f"{self.user} {self.index}"


class DocketBatch(models.Model):
    """One act upon many entries, from the choosing to the report; it belongs to who chose them.

    ``wanted`` are the words of the form. ``lines`` are the rows as last previewed or done: number, title, seen, result, says.
    ``round`` counts the previews: only what was read last can be confirmed. ``cut`` says that the filter showed more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    act = models.CharField(max_length=12)
    wanted = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    cut = models.BooleanField(default=False)
    round = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    over = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.act} {len(self.lines)}"
