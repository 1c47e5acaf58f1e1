"""Tokens with which programs act for a person, and the answers already given under an Idempotency-Key."""

from django.conf import settings
from django.db import models

from gongzhi_web.accounts.models import Organisation


class ApiToken(models.Model):
    """A token. ``digest`` is the SHA-256 of the secret, which itself is shown once and kept nowhere.

    A token ends on its day, when it is revoked, and when its person leaves the organisation for which it was made.
    """

    name = models.CharField("用途", max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, verbose_name="单位", on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, unique=True)
    # The first characters of the secret, by which a person recognises a token in a list or in a leaked file.
    start = models.CharField(max_length=12)
    scopes = models.JSONField("范围")
    created_at = models.DateTimeField("建立", auto_now_add=True)
    expires_at = models.DateTimeField("到期")
    last_used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField("吊销", null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.start}"


class Answered(models.Model):
    """A request that carried an Idempotency-Key: claimed while ``status`` is 0, then its answer, kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    # Who works on it: a claim that outlived its lease may be taken over, and the late owner must not write its answer.
    claim = models.CharField(max_length=32)
    until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
