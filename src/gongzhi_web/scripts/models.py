"""Scripts that a person chose to keep: ordinary rows, theirs alone, gone when they delete them."""

from django.db import models

from gongzhi_web.accounts.models import User


class SavedScript(models.Model):
    """A script as it was typed; it is checked anew each time it is opened."""

    owner = models.ForeignKey(User, verbose_name="保存人", on_delete=models.CASCADE)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("稿子")
    category = models.CharField("商品类别", max_length=20, blank=True)
    kind = models.CharField("用在哪里", max_length=10)
    on = models.DateField("按哪天的法")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        ordering = ["-saved_at", "-id"]

    def __str__(self) -> str:
        return self.title
