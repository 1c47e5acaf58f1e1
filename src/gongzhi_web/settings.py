"""Settings of the site."""

SECRET_KEY = "replaced at start"  # noqa: S105
INSTALLED_APPS: list[str] = []
USE_TZ = True
