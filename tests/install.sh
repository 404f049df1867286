#!/usr/bin/env bash
# Install what a fresh Debian or Ubuntu machine lacks: python, chromium or postgresql. Only root may install; anybody
# else is told what to install, and in CI a missing browser is a failure.
set -eu

apt_install() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        return 1
    fi
    echo "Installing $* ..." >&2
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

case "$1" in
python)
    if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "AzaCMS needs Python 3.11 or newer as python3; this is: $(python3 --version 2>&1 || echo none)" >&2
        exit 1
    fi
    if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        apt_install python3-venv || { echo "Please install python3-venv." >&2; exit 1; }
    fi
    ;;
chromium)
    if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
        if ! apt_install chromium fonts-liberation; then
            echo "No Chromium: the browser tests are left out. Install the package chromium to run them." >&2
            [ -z "${CI:-}" ] || exit 1
        fi
    fi
    ;;
postgresql)
    if ! command -v pg_virtualenv >/dev/null || ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
        apt_install postgresql postgresql-common || {
            echo "Please install postgresql and postgresql-common." >&2
            exit 1
        }
    fi
    ;;
esac
