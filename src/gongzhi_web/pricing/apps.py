"""The app of this slice."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """Registered by name in settings."""

    name = "gongzhi_web.pricing"
