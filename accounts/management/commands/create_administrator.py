"""The first administrator of a new site. Example: python manage.py create_administrator ada@example.org Ada"""

import getpass
import os

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    help = (
        "Make the first administrator, who gives everyone else their roles on the page People. Refused once there "
        "is one. The password is asked for, or read from the variable PASSWORD. "
        'Example: python manage.py create_administrator ada@example.org "Ada Lovell"'
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args, **options):
        email, name = options["email"].lower(), options["name"]
        password = os.environ.get("PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_email(email)
            validate_password(password, User(email=email, name=name))
            with transaction.atomic():
                user = User.objects.filter(email=email).first()
                user = user or User.objects.create_user(email, password, name=name)
                EmailAddress.objects.get_or_create(
                    user=user, email=email, defaults={"verified": True, "primary": True}
                )
                services.install_administrator(user, now=timezone.now())
        except (ValidationError, services.Refused) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(" ".join(messages)) from error
        self.stdout.write(f"{user} is administrator. Sign in and open People.")
