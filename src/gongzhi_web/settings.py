"""Settings of the site, read once from the environment that ``gongzhi serve`` prepares."""

import os
import secrets
from pathlib import Path

from gongzhi.adapters.verifier_page import VERIFIER_FILES
from gongzhi_web.settings_database import database_of

HERE = Path(__file__).resolve().parent
STORE = Path(os.environ.get("GONGZHI_STORE", "var/store")).resolve()
_SECRET = STORE / "web-secret"

DEBUG = False
# The launcher writes the key (0600) before any server starts; a tool that only loads the settings gets a passing one.
SECRET_KEY = _SECRET.read_text(encoding="ascii").strip() if _SECRET.is_file() else secrets.token_hex(32)

# Where people reach the site when it stands behind a reverse proxy, e.g. https://gongzhi.example.cn; empty when local.
PUBLIC_ADDRESS = os.environ.get("GONGZHI_PUBLIC", "").rstrip("/")
# The port of the event stream beside the pages; 0 when a proxy maps /events/ onto the same address.
EVENTS_PORT = 0 if PUBLIC_ADDRESS else int(os.environ.get("GONGZHI_EVENTS_PORT", "8001"))
PAGES_PORT = int(os.environ.get("GONGZHI_PAGES_PORT", "8000"))
HTTPS = PUBLIC_ADDRESS.startswith("https://")
ALLOWED_HOSTS = [host for host in os.environ.get("GONGZHI_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
# Networks inside the house to which messages may be sent, e.g. 10.2.0.0/16,127.0.0.1/32; without it only public https addresses.
WEBHOOK_NETWORKS = os.environ.get("GONGZHI_WEBHOOK_NETWORKS", "")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS] if PUBLIC_ADDRESS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "gongzhi_web.site",
    "gongzhi_web.accounts",
    "gongzhi_web.search",
    "gongzhi_web.archive",
    "gongzhi_web.broadcasts",
    "gongzhi_web.evidence",
    "gongzhi_web.law",
    "gongzhi_web.screening",
    "gongzhi_web.credit",
    "gongzhi_web.pricing",
    "gongzhi_web.audit",
    "gongzhi_web.scripts",
    "gongzhi_web.rules",
    "gongzhi_web.parties",
    "gongzhi_web.board",
    "gongzhi_web.cases",
    "gongzhi_web.campaigns",
    "gongzhi_web.decisions",
    "gongzhi_web.liability",
    "gongzhi_web.emergency",
    "gongzhi_web.trail",
    "gongzhi_web.overview",
    "gongzhi_web.monitor",
    "gongzhi_web.sanctions",
    "gongzhi_web.webhooks",
    "gongzhi_web.api",
]
MIDDLEWARE = [
    "gongzhi_web.site.headers.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "gongzhi_web.urls"
WSGI_APPLICATION = "gongzhi_web.wsgi.application"
# The one list that turns sealed records into rows; a string because the list imports every slice and slices write through it.
PROJECTIONS = "gongzhi_web.projections.PROJECTIONS"
# What keeps where every sealed item stands, whatever its kind.
EVERY_ITEM = "gongzhi_web.evidence.rows.project_place"
# Kinds of which many come at once, and what turns a run of them into rows.
TOGETHER = "gongzhi_web.projections.TOGETHER"
# What is kept level after each run of the log, once its rows are written: words to be found by, news, duties.
AFTERWARDS = "gongzhi_web.overview.rows.keep_level"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongzhi_web.site.menu.surroundings",
                "gongzhi_web.cases.waiting.badges",
                "gongzhi_web.overview.hearing.bell",
            ],
            "builtins": ["gongzhi_web.site.templatetags.gongzhi"],
        },
    }
]
DATABASES = {"default": database_of(os.environ.get("GONGZHI_DATABASE", ""), STORE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_NAME = "gongzhi_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gongzhi_web.site.errors.csrf_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STORE / "static"
STATICFILES_DIRS = [("vendor", HERE / "vendor"), ("verifier", VERIFIER_FILES)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refused sign-in or a 404 is an ordinary day, not a warning on the operator's screen.
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
