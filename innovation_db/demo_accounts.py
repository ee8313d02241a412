"""The accounts of the demonstration, one a role; they exist nowhere else.

Their password is printed at every start of the demo, so `RolesBackend` lets neither it nor them in anywhere else.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from innovation_db.models import User
from innovation_db.roles import Role

PASSWORD = "innovation-demo"  # noqa: S105  known to everybody on purpose


@dataclass(frozen=True)
class DemoAccount:
    email: str
    name: str
    role: Role


ACCOUNTS = [
    DemoAccount("editor@example.org", "Esme Editor", Role.EDITOR),
    DemoAccount("publisher@example.org", "Pavel Publisher", Role.PUBLISHER),
    DemoAccount("zone@example.org", "Zora Zone", Role.ZONE_MANAGER),
    DemoAccount("author@example.org", "Aidan Author", Role.REPORT_AUTHOR),
    DemoAccount("clearer@example.org", "Clara Clearer", Role.REPORT_CLEARER),
    DemoAccount("board@example.org", "Bola Board", Role.BOARD_MEMBER),
    DemoAccount("admin@example.org", "Ada Administrator", Role.ADMINISTRATOR),
]
EMAILS = frozenset(account.email for account in ACCOUNTS)


@transaction.atomic
def create() -> list[User]:
    """Make the accounts that are not there yet and return all of them, in the order of `ACCOUNTS`.

    What somebody changed in one of them during the demonstration stays. Raises `ImproperlyConfigured` outside it.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured(
            "The demonstration's accounts have a known password: they are made only with DEMO=1."
        )
    there = {user.email: user for user in User.objects.filter(email__in=EMAILS)}
    return [
        there.get(account.email)
        or User.objects.create_user(
            account.email,
            PASSWORD,
            name=account.name,
            organisation="Demonstration",
            job_title=account.role.value,
            roles=[account.role],
        )
        for account in ACCOUNTS
    ]
