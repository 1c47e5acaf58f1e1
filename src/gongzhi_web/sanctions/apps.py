"""The app of this slice."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.sanctions"
