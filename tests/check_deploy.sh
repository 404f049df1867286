#!/usr/bin/env bash
# `check --deploy` as a public site would be set up: any warning fails.
set -eu
secret=$("$1" -c 'import secrets; print(secrets.token_urlsafe(60))')
SECRET_KEY="$secret" ALLOWED_HOSTS=health.example.org SITE_URL=https://health.example.org EMAIL_URL=console:// \
    "$1" manage.py check --deploy --fail-level WARNING
