"""Audits that an organisation made: the result only, never the table of purchases."""

from django.db import models

from gongzhi_web.accounts.models import Organisation, User


class PriceAudit(models.Model):
    """``result`` is as ``docs/formats/price-audit.schema.json`` says; it names lines of the file and no user."""

    organisation = models.ForeignKey(Organisation, verbose_name="机构", on_delete=models.CASCADE)
    by = models.ForeignKey(User, verbose_name="审计人", on_delete=models.PROTECT)
    file = models.CharField("文件", max_length=120)
    result = models.JSONField("结果")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.file
