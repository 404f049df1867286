"""The door for a WSGI server. It stays shut while a database guard is missing or a setting is wrong."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azacms.settings")

application = get_wsgi_application()
call_command("check", databases=["default"])
