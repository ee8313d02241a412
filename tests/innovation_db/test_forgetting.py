"""What housekeeping removes of a person is gone: link, e-mails and the history that held the address."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from innovation_db import housekeeping
from innovation_db.models import SavedForm
from tests.factories import SavedFormFactory, ServiceAreaFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def where_is(address: str) -> list[str]:
    """Return every table of the site with this e-mail address in any of its rows."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" AS one WHERE one::text LIKE %s LIMIT 1', [f"%{address}%"])
            if cursor.fetchone():
                found.append(table)
    return found


def test_a_form_that_was_never_sent_leaves_no_address(client: Client) -> None:
    client.post("/tell-us/", {"email": "gone@example.org"})
    assert "innovation_db_contributorlinkevent" in where_is("gone@example.org")
    sent = SavedFormFactory(submitted_at=timezone.now(), reference="ABC-1", link__email="stays@example.org")
    SavedForm.objects.update(changed_at=timezone.now() - housekeeping.FORMS_KEPT - timedelta(days=1))
    housekeeping.every_minute()
    assert where_is("gone@example.org") == []
    assert SavedForm.objects.get() == sent
    assert "innovation_db_contributorlinkevent" in where_is("stays@example.org")


def test_an_ask_that_nobody_confirmed_is_deleted_after_two_weeks(client: Client) -> None:
    typed: dict[str, Any] = {
        "kind": "ask", "title": "Who finds damp early?", "text": "We look for sensors.", "theme": ThemeFactory().pk,
        "service_area": ServiceAreaFactory().pk, "organisation": "Damp Trust", "name": "Asha",
        "introduce_at_once": "no", "email": "asha@example.org",
    }  # fmt: skip
    assert client.post("/asks-and-offers/post/", typed).status_code == 302
    notices = apps.get_model("zone_programme", "AskOffer").objects
    for days, kept in ((13, 1), (15, 0)):
        notices.update(created_at=timezone.now() - timedelta(days=days))
        housekeeping.every_minute()
        assert notices.count() == kept
    assert where_is("asha@example.org") == []
