"""What the environment may say, read once at start. With DEBUG off, whatever is missing or weak is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH = 50
DEVELOPMENT_SECRET_KEY = "only-for-development-and-never-for-a-site-that-people-can-reach"  # noqa: S105


@dataclass(frozen=True)
class Environment:
    debug: bool
    secret_key: str
    database_url: str
    allowed_hosts: list[str]
    site_url: str
    cache_url: str
    email_url: str
    media_root: str
    anchor_file: str
    behind_proxy: bool


def read(env: Mapping[str, str], default_database: str) -> Environment:
    """The environment, or ImproperlyConfigured with one line for each variable that has to change."""
    debug = env.get("DEBUG", "") == "1"
    found = Environment(
        debug=debug,
        secret_key=env.get("SECRET_KEY", DEVELOPMENT_SECRET_KEY if debug else ""),
        database_url=env.get("DATABASE_URL", "") or default_database,
        allowed_hosts=[host.strip() for host in env.get("ALLOWED_HOSTS", "").split(",") if host.strip()],
        site_url=env.get("SITE_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}" if debug else "").rstrip(
            "/"
        ),
        cache_url=env.get("CACHE_URL", "db://"),
        email_url=env.get("EMAIL_URL", "console://" if debug else ""),
        media_root=env.get("MEDIA_ROOT", "media"),
        anchor_file=env.get("ANCHOR_FILE", "anchors.txt"),
        behind_proxy=env.get("BEHIND_PROXY", "") == "1",
    )
    problems = [] if debug else unsafe(found)
    if problems:
        raise ImproperlyConfigured("AzaCMS does not start with these settings:\n  " + "\n  ".join(problems))
    return found


def unsafe(found: Environment) -> list[str]:
    """Why a public site must not run like this: one sentence for each variable, its name first."""
    problems = []
    if len(found.secret_key) < SECRET_KEY_LENGTH or len(set(found.secret_key)) < 5:
        problems.append(f"SECRET_KEY: give at least {SECRET_KEY_LENGTH} random characters.")
    elif found.secret_key == DEVELOPMENT_SECRET_KEY or found.secret_key.startswith("django-insecure"):
        problems.append("SECRET_KEY: this one is public; make a new one.")
    if not found.allowed_hosts:
        problems.append("ALLOWED_HOSTS: name the hosts this site answers to, separated by commas.")
    elif "*" in found.allowed_hosts:
        problems.append("ALLOWED_HOSTS: '*' lets anyone forge links in mails; name the hosts.")
    if not found.site_url.startswith("https://"):
        problems.append("SITE_URL: give the public address, starting with https://.")
    if not found.email_url:
        problems.append("EMAIL_URL: give smtp://user:password@host:port (or console:// to print mails).")
    return problems


def email_settings(url: str) -> dict[str, object]:
    """Django's EMAIL_* settings for console://, memory://, file:///folder, smtp:// (STARTTLS) or smtps://."""
    parts = urlsplit(url)
    backend = {
        "console": "azacms.console_mail",
        "memory": "django.core.mail.backends.locmem",
        "file": "django.core.mail.backends.filebased",
        "smtp": "django.core.mail.backends.smtp",
        "smtps": "django.core.mail.backends.smtp",
    }
    if parts.scheme not in backend:
        raise ImproperlyConfigured(f"EMAIL_URL: {parts.scheme}:// is not one of {', '.join(backend)}.")
    settings: dict[str, object] = {"EMAIL_BACKEND": f"{backend[parts.scheme]}.EmailBackend"}
    if parts.scheme == "file":
        settings["EMAIL_FILE_PATH"] = unquote(parts.path)
    elif parts.scheme in ("smtp", "smtps"):
        implicit_tls = parts.scheme == "smtps"
        settings |= {
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if implicit_tls else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": implicit_tls,
            "EMAIL_USE_TLS": not implicit_tls and bool(parts.username),
            "EMAIL_TIMEOUT": 20,
        }
    return settings


def cache_settings(url: str) -> dict[str, object]:
    """db:// (shared by all processes, the default), redis://... or memory:// (one process only)."""
    scheme = urlsplit(url).scheme
    if scheme == "db":
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "azacms_cache"}
    if scheme in ("redis", "rediss"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    if scheme == "memory":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    raise ImproperlyConfigured(f"CACHE_URL: {scheme}:// is not one of db, redis, rediss, memory.")
