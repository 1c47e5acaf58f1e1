"""The app of this slice."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.credit"
