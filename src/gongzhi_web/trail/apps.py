"""The app of this slice."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.trail"
