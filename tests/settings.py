"""The site's own settings as a public site would run them, with what tests need made quick."""

import os

os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "0123456789abcdef" * 4)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("SITE_URL", "https://testserver")
os.environ.setdefault("EMAIL_URL", "memory://")
os.environ.setdefault("CACHE_URL", "memory://")

from azacms.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The live server of the browser tests speaks http, and the test client need not say otherwise each time.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
WHITENOISE_AUTOREFRESH = True

if not ON_POSTGRESQL:  # noqa: F405
    # A file of this run, since threads cannot share a database in memory as on disk; and no waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / f"test-{os.getpid()}.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"  # noqa: F405
