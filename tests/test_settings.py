"""A public site does not start with unsafe settings, and says which one it is."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from azacms import environment

SAFE = {
    "SECRET_KEY": "a-long-and-random-enough-key-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "health.example.org",
    "SITE_URL": "https://health.example.org",
    "EMAIL_URL": "smtp://mailer:secret@mail.example.org:587",
}
ROOT = Path(__file__).parent.parent


def read(**changes):
    env = {name: value for name, value in {**SAFE, **changes}.items() if value is not None}
    return environment.read(env, default_database="sqlite:///x")


def test_a_safe_environment_is_taken():
    found = read()
    assert not found.debug
    assert found.allowed_hosts == ["health.example.org"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", environment.DEVELOPMENT_SECRET_KEY),
        ("SECRET_KEY", "django-insecure-0123456789-0123456789-0123456789-0123"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", None),
        ("SITE_URL", "http://health.example.org"),
        ("EMAIL_URL", None),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"{name}: "):
        read(**{name: value})


def test_every_unsafe_setting_is_named_at_once():
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.read({}, default_database="sqlite:///x")
    for name in SAFE:
        assert f"{name}: " in str(refused.value)


def test_debug_is_on_only_when_asked_for_exactly():
    for value in ("0", "true", "yes", ""):
        assert not read(DEBUG=value).debug
    assert environment.read({"DEBUG": "1"}, default_database="sqlite:///x").debug


def test_an_unknown_mail_or_cache_address_is_refused_by_name():
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        environment.email_settings("pigeon://loft")
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        environment.cache_settings("pigeon://loft")


def test_mail_addresses_become_settings():
    found = environment.email_settings("smtp://mailer:s%40cret@mail.example.org")
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (
        "s@cret",
        587,
        True,
    )


@pytest.mark.slow
def test_the_command_line_says_what_is_wrong_without_a_traceback():
    env = {"PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "SECRET_KEY: " in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_the_site_does_not_start_on_a_database_without_guards(tmp_path):
    env = {"PATH": os.environ["PATH"], **SAFE, "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    start = "import azacms.wsgi"

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )

    empty = run("-c", start)
    assert empty.returncode != 0
    assert "audit.E002" in empty.stderr

    assert run("manage.py", "migrate").returncode == 0
    assert run("-c", start).returncode == 0

    connection = sqlite3.connect(tmp_path / "new.sqlite3")
    connection.execute("DROP TRIGGER guard_reviews_signoff_insert")
    connection.commit()
    connection.close()
    without = run("-c", start)
    assert without.returncode != 0
    assert "guard_reviews_signoff_insert" in without.stderr
