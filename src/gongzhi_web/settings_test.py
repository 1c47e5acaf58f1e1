"""Settings under test: a throw-away store, plain static files, a quick password hash."""

import os
import tempfile

os.environ.setdefault("GONGZHI_STORE", tempfile.mkdtemp(prefix="gongzhi-test-"))

from gongzhi_web.settings import *  # noqa: F403

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# A file, not memory: threads under test then meet the same locks as in service.
if not os.environ.get("GONGZHI_DATABASE"):
    DATABASES = {"default": {**DATABASES["default"], "TEST": {"NAME": STORE / "test.sqlite3"}}}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
(STORE / "static").mkdir(parents=True, exist_ok=True)  # noqa: F405
