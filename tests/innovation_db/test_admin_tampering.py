"""Forms of the admin sent by hand: fields that were not offered, versions made up, things that were not on the list."""

from typing import Any

import pytest
from django.test import Client

from case_studies import actions
from case_studies.models import CaseStudy, Purge
from innovation_db import controls
from innovation_db.history.aggregates import database_clock
from innovation_db.history.timeline import stamp
from innovation_db.models import ContributorLink, Job, Message, User
from innovation_db.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/case_studies/casestudy/"


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(factories.UserFactory(roles=[role]))
    return client


def complete(**fields: Any) -> CaseStudy:
    made: CaseStudy = factories.CaseStudyFactory(
        councils=[factories.CouncilFactory()], themes=[factories.ThemeFactory()], **fields
    )
    made.refresh_from_db()
    return made


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send for the change form at `address`, untouched."""
    sent = controls.controls(client.get(address).content.decode())
    return {name: values for name, values in sent.items() if values and name != "csrfmiddlewaretoken"}


FORGED = {
    "state": "published",
    "published_at": "2026-01-01",
    "published_at_0": "2026-01-01",
    "published_by": "1",
    "archived_from": "published",
    "created_by": "1",
    "version": "99",
    "completeness": "3",
    "review_note": "",
}


def test_a_state_that_is_typed_into_the_form_changes_nothing() -> None:
    row, editor = complete(), client_of(Role.EDITOR)
    address = f"{LIST}{row.pk}/change/"
    sent = form_of(editor, address) | FORGED | {"title": "Edited by hand"}
    assert editor.post(address, sent).status_code == 302
    saved = CaseStudy.objects.get()
    assert (saved.title, saved.state, saved.published_at, saved.created_by) == ("Edited by hand", "draft", None, None)


def test_a_state_that_is_typed_into_a_new_record_changes_nothing() -> None:
    editor = client_of(Role.EDITOR)
    sent = form_of(editor, f"{LIST}add/") | FORGED | {"title": "New", "summary": "It was begun."}
    assert editor.post(f"{LIST}add/", sent).status_code == 302
    assert list(CaseStudy.objects.values_list("title", "state", "published_at")) == [("New", "draft", None)]


def test_a_version_that_is_made_up_saves_nothing() -> None:
    row, editor = complete(title="As it was"), client_of(Role.EDITOR)
    address = f"{LIST}{row.pk}/change/"
    sent = form_of(editor, address) | {"title": "Forced in"}
    for token in ("", f"{row.version}", "99@1777812345123456", f"{row.version}@" + "9" * 40):
        assert editor.post(address, sent | {"started_from": token}).status_code == 409
    assert CaseStudy.objects.get().title == "As it was"


def test_choices_of_a_refused_save_that_are_made_up_save_nothing() -> None:
    """The page that shows both texts sends the typed form back: whoever edits that still needs every choice."""
    row, editor = complete(title="As it was", summary="Ours"), client_of(Role.EDITOR)
    address = f"{LIST}{row.pk}/change/"
    sent = form_of(editor, address) | {"title": "Mine"}
    CaseStudy.objects.update(title="Theirs")
    refused = editor.post(address, sent)
    token = str(refused.context["started_from"])
    for typed in ("nonsense", refused.context["typed"]):
        again = editor.post(address, {"_typed": typed, "_base": sent["started_from"][0], "started_from": token})
        assert again.status_code in (200, 409)
        assert CaseStudy.objects.get().title == "Theirs"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ZONE_MANAGER], ids=str)
def test_buttons_and_list_actions_that_were_not_offered_do_nothing(role: Role) -> None:
    rows = [complete(), complete(published=True), actions.archive(case_study=complete(), by=factories.UserFactory())]
    client = client_of(role)
    before = list(CaseStudy.objects.order_by("pk").values_list("state", "version"))
    for row in rows:
        forged = {"version": row.version, "note": "Forced", "typed": row.title, "reason": "Forced"}
        for name in ("publish", "unpublish", "archive", "unarchive", "return_to_draft"):
            assert client.post(f"{LIST}{row.pk}/state/{name}/", forged).status_code == 403
        assert client.post(f"{LIST}{row.pk}/purge/", forged).status_code == 403
    sent = {"_selected_action": [row.pk for row in rows], "confirmed": "yes"}
    sent["versions"] = " ".join(f"{row.pk}:{row.version}" for row in rows)
    for name in ("bulk_publish", "bulk_unpublish", "bulk_archive", "bulk_unarchive", "delete_selected"):
        client.post(LIST, sent | {"action": name, "post": "yes"})
    assert list(CaseStudy.objects.order_by("pk").values_list("state", "version")) == before
    assert Purge.objects.count() == 0


def test_a_list_action_takes_only_what_is_on_the_list() -> None:
    listed, hidden, draft = complete(), complete(published=True), f"{LIST}?state__exact=draft"
    publisher = client_of(Role.PUBLISHER)
    chosen = {"action": "bulk_archive", "_selected_action": [listed.pk, hidden.pk, 999_999, "x"]}
    asked = publisher.post(draft, chosen | {"_selected_action": chosen["_selected_action"][:3]})
    assert [row.pk for row in asked.context["rows"]] == [listed.pk]
    publisher.post(
        draft, chosen | {"_selected_action": listed.pk, "confirmed": "yes", "versions": asked.context["versions"]}
    )
    assert dict(CaseStudy.objects.values_list("pk", "state")) == {listed.pk: "archived", hidden.pk: "published"}


def test_a_list_action_without_the_versions_that_were_seen_does_nothing() -> None:
    row, publisher = complete(), client_of(Role.PUBLISHER)
    for versions in ("", "x", f"{row.pk}", f"{row.pk}:", f"{row.pk}:-{row.version}", "9" * 30 + ":1", "0:0"):
        sent = {"action": "bulk_archive", "_selected_action": [row.pk], "confirmed": "yes", "versions": versions}
        assert publisher.post(LIST, sent).status_code in (200, 302)
    assert CaseStudy.objects.get().state == "draft"


def test_nobody_undoes_what_somebody_else_did() -> None:
    row, publisher = complete(), client_of(Role.PUBLISHER)
    publisher.post(f"{LIST}{row.pk}/state/archive/", {"version": row.version})
    (token,) = publisher.session["undo_states"]
    client_of(Role.ADMINISTRATOR).post(f"{LIST}undo/{token}/")
    assert CaseStudy.objects.get().state == "archived"


def test_a_publisher_who_became_an_editor_cannot_undo() -> None:
    row, client = complete(), Client()
    user: User = factories.UserFactory(roles=[Role.PUBLISHER])
    client.force_login(user)
    client.post(f"{LIST}{row.pk}/state/publish/", {"version": row.version})
    (token,) = client.session["undo_states"]
    user.set_roles([Role.EDITOR])
    client.post(f"{LIST}undo/{token}/")
    assert CaseStudy.objects.get().state == "published"


def test_restoring_brings_back_what_a_record_says_and_no_state() -> None:
    row = complete(title="First", published=True)
    then = stamp(database_clock())
    actions.archive(case_study=row, by=factories.UserFactory())
    CaseStudy.objects.update(title="Second")
    row.refresh_from_db()
    chosen = ["title", "state", "version", "published_at", "created_by", "archived_from", "archived_at"]
    sent = {"at": then, "started_from": row.version, "chosen": chosen}
    assert client_of(Role.ZONE_MANAGER).post(f"{LIST}{row.pk}/history/restore/", sent).status_code == 403
    assert CaseStudy.objects.get().title == "Second"
    client_of(Role.EDITOR).post(f"{LIST}{row.pk}/history/restore/", sent)
    saved = CaseStudy.objects.get()
    assert (saved.title, saved.state, saved.version) == ("First", "archived", row.version + 1)


def test_purging_a_record_that_changed_since_the_page_was_shown_asks_again() -> None:
    row = actions.archive(case_study=complete(title="About one family"), by=factories.UserFactory())
    administrator = client_of(Role.ADMINISTRATOR)
    address = f"{LIST}{row.pk}/purge/"
    sent = form_of(administrator, address) | {"typed": row.title, "reason": "Asked"}
    CaseStudy.objects.update(summary="Put right meanwhile")
    assert administrator.post(address, sent).status_code == 200
    assert (CaseStudy.objects.count(), Purge.objects.count()) == (1, 0)
    sent = form_of(administrator, address) | {"typed": row.title, "reason": "Asked"}
    assert administrator.post(address, sent).status_code == 302
    assert (CaseStudy.objects.count(), Purge.objects.count()) == (0, 1)


def test_an_editor_gives_nobody_roles_and_nobody_gives_their_own(client: Client) -> None:
    user: User = factories.UserFactory(roles=[Role.EDITOR])
    client.force_login(user)
    address = f"/admin/innovation_db/user/{user.pk}/change/"
    assert client.post(address, {"name": "X", "email": user.email, "groups": ["1", "2", "7"]}).status_code in (302, 403)
    assert User.objects.get(pk=user.pk).roles == {Role.EDITOR}


@pytest.mark.parametrize(
    ("factory", "model"),
    [
        (factories.MessageFactory, Message),
        (factories.JobFactory, Job),
        (factories.ContributorLinkFactory, ContributorLink),
    ],
    ids=["message", "job", "link"],
)
def test_what_the_site_writes_down_is_not_edited_even_by_an_administrator(factory: Any, model: Any) -> None:
    row = factory()
    before = model.objects.values().get()
    client = client_of(Role.ADMINISTRATOR)
    base = f"/admin/innovation_db/{model._meta.model_name}/{row.pk}"
    sent = {
        "to": "x@example.org",
        "email": "x@example.org",
        "subject": "X",
        "state": "done",
        "title": "X",
        "post": "yes",
    }
    for page in ("change", "delete"):
        assert client.post(f"{base}/{page}/", sent).status_code == 403
    assert model.objects.values().get() == before
