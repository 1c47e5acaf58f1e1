"""The app of this slice."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.law"
