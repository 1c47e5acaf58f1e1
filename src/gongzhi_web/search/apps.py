"""The app of this slice."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.search"
