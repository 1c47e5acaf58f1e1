"""The app of this slice."""

from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.broadcasts"
