"""Addresses to which an organisation wants to be told things, and every message that waits or was told. Nothing here is evidence."""

from django.conf import settings
from django.db import models

from gongzhi_web.accounts.models import Organisation


class Endpoint(models.Model):
    """An address. ``secret`` and ``former`` are sealed under the store's key for messages; ``former`` holds until ``former_until``.

    What is told is what ``owner`` may see: when they leave the organisation, nothing is told any more. ``since`` is the index
    of the log from which on things are told.
    """

    organisation = models.ForeignKey(Organisation, verbose_name="单位", on_delete=models.PROTECT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT)
    name = models.CharField("用途", max_length=60)
    url = models.CharField("地址", max_length=500)
    events = models.JSONField("事项")
    secret = models.BinaryField()
    former = models.BinaryField(default=b"")
    former_until = models.DateTimeField(null=True)
    since = models.BigIntegerField(default=0)
    active = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.url}"


class State(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", "待发"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "未送达"


class Delivery(models.Model):
    """A message for one address: written with the rows it tells of, kept until it was told and for a while after.

    ``message`` is its id, the same at every attempt; ``attempts`` how often it was tried, also what a claim compares.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE)
    message = models.CharField(max_length=60)
    event = models.CharField("事项", max_length=40)
    subject = models.CharField("对象", max_length=160)
    index = models.BigIntegerField()
    body = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "message"], name="message_once")]
        indexes = [
            models.Index(fields=["state", "next_at"], name="delivery_due"),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.event}"
