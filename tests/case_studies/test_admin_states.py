"""State buttons, undoable list actions, careful deletion and the history pages, through the admin."""

from typing import Any

import pytest
from django.test import Client

from case_studies import actions
from case_studies.models import CaseStudy, Purge, Theme
from innovation_db.controls import controls
from innovation_db.history.aggregates import database_clock
from innovation_db.history.timeline import stamp
from innovation_db.models import User
from innovation_db.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/case_studies/casestudy/"


def signed_in(role: Role) -> tuple[Client, User]:
    user = factories.UserFactory(name=f"Some {role.value}", roles=[role])
    client = Client()
    client.force_login(user)
    return client, user


@pytest.fixture
def publisher() -> Client:
    return signed_in(Role.PUBLISHER)[0]


@pytest.fixture
def administrator() -> Client:
    return signed_in(Role.ADMINISTRATOR)[0]


def complete(**fields: Any) -> CaseStudy:
    made: CaseStudy = factories.CaseStudyFactory(
        councils=[factories.CouncilFactory()], themes=[factories.ThemeFactory()], **fields
    )
    made.refresh_from_db()
    return made


def states() -> list[str]:
    return list(CaseStudy.objects.order_by("pk").values_list("state", flat=True))


def test_publishing_asks_first_and_says_what_is_missing(publisher: Client) -> None:
    bare, row = factories.CaseStudyFactory(), complete()
    address = f"{LIST}{bare.pk}/state/publish/"
    assert publisher.get(address).context["problems"] == [
        "Name the council that did it, or at least a partner or programme.",
        "Choose at least one theme.",
    ]
    assert publisher.post(address, {"version": 1}).status_code == 200
    assert publisher.post(f"{LIST}{row.pk}/state/publish/", {"version": row.version}).status_code == 302
    assert states() == ["draft", "published"]


def form_of(client: Client, row: CaseStudy) -> dict[str, Any]:
    """What a browser would send for the change form, untouched and without a button."""
    sent = controls(client.get(f"{LIST}{row.pk}/change/").text)
    return {name: values for name, values in sent.items() if values and name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("step", ["publish", "submit_for_review", "archive"])
def test_a_state_button_saves_what_was_typed_and_then_asks(step: str, publisher: Client) -> None:
    row = complete()
    sent = form_of(publisher, row) | {"problem": "<p>Calls about potholes.</p>", "_then": step}
    answer = publisher.post(f"{LIST}{row.pk}/change/", sent)
    assert answer.headers["Location"] == f"{LIST}{row.pk}/state/{step}/"
    row.refresh_from_db()
    assert (row.problem, row.state) == ("<p>Calls about potholes.</p>", "draft")


def test_a_state_button_on_a_form_that_is_wrong_stays_there_with_the_words(publisher: Client) -> None:
    row = complete()
    sent = form_of(publisher, row) | {"problem": "<p>Calls about potholes.</p>", "title": "", "_then": "publish"}
    answer = publisher.post(f"{LIST}{row.pk}/change/", sent)
    assert (answer.status_code, "Calls about potholes." in answer.text, states()) == (200, True, ["draft"])


def test_a_state_button_on_an_untouched_form_is_no_edit(publisher: Client) -> None:
    row = complete()
    publisher.post(f"{LIST}{row.pk}/change/", form_of(publisher, row) | {"_then": "archive"})
    version = row.version
    row.refresh_from_db()
    assert row.version == version


@pytest.mark.parametrize("version", ["", "0", "x"])
def test_a_state_button_needs_the_version_that_was_seen(version: str, publisher: Client) -> None:
    row = complete()
    response = publisher.post(f"{LIST}{row.pk}/state/archive/", {"version": version})
    assert (response.status_code, states()) == (200, ["draft"])


def test_a_list_action_is_confirmed_said_and_undone(publisher: Client) -> None:
    rows = [complete(), complete(published=True), complete(published=True)]
    actions.archive(case_study=rows[2], by=factories.UserFactory())
    chosen = {"action": "bulk_archive", "_selected_action": [row.pk for row in rows]}
    asked = publisher.post(LIST, chosen)
    assert (asked.context["title"], states()) == ("Archive 2 case studies", ["draft", "published", "archived"])
    assert "1 of those you chose cannot be archived in its present state, and stays as it is." in asked.text
    said = publisher.post(LIST, chosen | {"confirmed": "yes", "versions": asked.context["versions"]}, follow=True)
    done, skipped = (str(message) for message in said.context["messages"])
    assert states() == ["archived"] * 3
    assert done.startswith("2 case studies are archived. <a href=")
    assert "It is archived already." in skipped
    undo = done.split('"')[1]
    assert publisher.get(undo).context["count"] == 2
    publisher.post(undo)
    assert states() == ["draft", "published", "archived"]


def test_a_list_action_leaves_alone_what_changed_since_the_list(publisher: Client) -> None:
    row = complete()
    chosen = {"action": "bulk_publish", "_selected_action": [row.pk]}
    asked = publisher.post(LIST, chosen)
    CaseStudy.objects.update(title="Reworked")
    publisher.post(LIST, chosen | {"confirmed": "yes", "versions": asked.context["versions"]})
    assert states() == ["draft"]


def test_delete_archives(publisher: Client) -> None:
    row = complete()
    assert publisher.get(f"{LIST}{row.pk}/delete/").headers["Location"] == f"{LIST}{row.pk}/state/archive/"
    assert publisher.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}).status_code
    assert states() == ["draft"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER], ids=str)
def test_only_an_administrator_may_purge(role: Role) -> None:
    row = complete()
    assert signed_in(role)[0].get(f"{LIST}{row.pk}/purge/").status_code == 403


def test_purging_wants_the_title_and_a_reason(administrator: Client) -> None:
    row = actions.archive(case_study=complete(title="About one family"), by=factories.UserFactory())
    address = f"{LIST}{row.pk}/purge/"
    refused = administrator.post(address, {"typed": "about", "reason": ""})
    assert refused.context["problems"] == ["Type the title exactly as it is shown.", "Say why it has to go for ever."]
    assert (
        administrator.post(address, {"version": row.version, "typed": row.title, "reason": "Asked"}).status_code == 302
    )
    assert (CaseStudy.objects.count(), Purge.objects.get().title) == (0, "About one family")


def test_a_theme_in_use_is_not_deleted(administrator: Client) -> None:
    theme = complete().themes.get()
    said = administrator.post(f"/admin/case_studies/theme/{theme.pk}/delete/", {"post": "yes"}, follow=True)
    sentence = f"“{theme}” is used by 1 case study, so it cannot be deleted. Take it off them first."
    assert [str(message) for message in said.context["messages"]] == [sentence]
    assert Theme.objects.count() == 1


def test_a_deleted_theme_can_be_brought_back(administrator: Client) -> None:
    theme = factories.ThemeFactory(name="Digital")
    then, address = database_clock(), f"/admin/case_studies/theme/{theme.pk}/"
    asked = administrator.get(f"{address}delete/")
    token = asked.context["started_from"]
    assert administrator.post(f"{address}delete/", {"post": "yes", "started_from": token}).status_code == 302
    assert Theme.objects.count() == 0
    assert administrator.get(f"{address}history/").context["count"] >= 1
    assert administrator.post(f"{address}history/restore/", {"at": stamp(then), "started_from": ""}).status_code == 302
    assert Theme.objects.get().name == "Digital"


def test_a_stale_deletion_is_refused(administrator: Client) -> None:
    theme = factories.ThemeFactory()
    address = f"/admin/case_studies/theme/{theme.pk}/delete/"
    token = administrator.get(address).context["started_from"]
    Theme.objects.update(name="Renamed")
    administrator.post(address, {"post": "yes", "started_from": token})
    assert Theme.objects.count() == 1


def test_history_pages_compare_and_restore(publisher: Client) -> None:
    row = complete(title="First title")
    then = stamp(database_clock())
    CaseStudy.objects.update(title="Second title")
    row.refresh_from_db()
    base = f"{LIST}{row.pk}/history/"
    assert publisher.get(base).context["count"] >= 1
    (change,) = publisher.get(f"{base}compare/", {"from": then}).context["comparison"].changes
    assert [piece.kind for piece in change.pieces] == ["removed", "added", "same"]
    stale = publisher.post(f"{base}restore/", {"at": then, "started_from": "0", "chosen": "title"})
    assert (stale.status_code, stale.context["changed_meanwhile"]) == (200, True)
    publisher.post(f"{base}restore/", {"at": then, "started_from": row.version, "chosen": "title"})
    assert CaseStudy.objects.get().title == "First title"


@pytest.mark.parametrize("query", ["", "?from=x", "?from=" + "9" * 40, "?from=-1&to=zzz"])
def test_nonsense_in_an_address_is_not_found(query: str, publisher: Client) -> None:
    row = complete()
    assert publisher.get(f"{LIST}{row.pk}/history/compare/{query}").status_code == 404


def test_a_reader_of_the_library_may_look_but_not_restore() -> None:
    row, (client, _) = complete(), signed_in(Role.ZONE_MANAGER)
    base = f"{LIST}{row.pk}/history/"
    at = {"at": stamp(database_clock())}
    assert (client.get(base).status_code, client.get(f"{base}restore/", at).status_code) == (200, 403)
