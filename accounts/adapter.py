"""Where allauth asks us: what a new account is, and which page follows a sign-in."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email):
        """One spelling for one person: addresses are compared and kept in lower case."""
        return super().clean_email(email).lower()
