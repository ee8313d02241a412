"""No lost update: the second of two saves is refused, both texts are shown, and nothing that was typed is gone."""

import re
import threading
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.forms import modelform_factory
from django.http import HttpResponse
from django.test import Client, RequestFactory

from case_studies.models import CaseStudy, Theme
from innovation_db.controls import controls
from innovation_db.models import User
from innovation_db.roles import Role
from innovation_db.stale import StaleGuardForm, token_of
from tests import factories


@pytest.fixture
def ann(client: Client) -> Client:
    client.force_login(administrator("Ann Officer"))
    return client


@pytest.fixture
def bob() -> Client:
    client = Client()
    client.force_login(administrator("Bob Officer"))
    return client


def administrator(name: str) -> User:
    user: User = factories.UserFactory(name=name)
    user.set_roles([Role.ADMINISTRATOR])
    return user


def complete() -> CaseStudy:
    made: CaseStudy = factories.CaseStudyFactory(
        title="Fewer missed bins",
        what_we_did="<p>We asked.</p>",
        councils=[factories.CouncilFactory()],
        themes=[factories.ThemeFactory(name="Waste")],
    )
    made.outcomes.create(kind="people", amount=10, unit="people")
    return made


def address(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def opened(client: Client, row: Any) -> dict[str, Any]:
    """Open a change form and return what a browser would send if one saved it untouched."""
    response = client.get(address(row))
    assert response.status_code == 200
    form = re.search(rf'<form [^>]*id="{row._meta.model_name}_form".*?</form>', response.text, re.DOTALL)
    assert form
    sent = controls(form[0])
    return {name: values for name, values in sent.items() if values and "__prefix__" not in name} | {"_save": "Save"}


def sent_again(response: HttpResponse, **choices: str) -> dict[str, Any]:
    """Return what a browser would send from the page of a refusal, with some choices changed."""
    form = re.search(r'<form method="post" class="refused">.*?</form>', response.text, re.DOTALL)
    assert form
    sent = {name: values for name, values in controls(form[0]).items() if values}
    return sent | {f"_choice:{key.replace('__', ':')}": value for key, value in choices.items()}


@pytest.mark.django_db
class TestAdmin:
    def test_a_form_that_nobody_touched_meanwhile_is_saved(self, ann: Client) -> None:
        row = complete()
        response = ann.post(address(row), opened(ann, row) | {"title": "No missed bins"})
        row.refresh_from_db()
        assert (response.status_code, row.title, row.outcomes.count()) == (302, "No missed bins", 1)

    def test_the_second_of_two_saves_is_refused_with_both_texts(self, ann: Client, bob: Client) -> None:
        row = complete()
        mine = opened(ann, row) | {"title": "Ann’s title", "what_we_did": "<p>We <em>listened</em>.</p>"}
        assert bob.post(address(row), opened(bob, row) | {"title": "Bob’s title", "team": "Two"}).status_code == 302
        response = ann.post(address(row), mine)
        row.refresh_from_db()
        assert (response.status_code, row.title) == (409, "Bob’s title")
        assert response.context["other"].who == "Bob Officer"
        assert [
            (title, [(unit.label, unit.was, unit.mine, unit.theirs) for unit in units])
            for title, units in response.context["groups"]
        ] == [
            ("You both changed this", [("Title", "Fewer missed bins", "Ann’s title", "Bob’s title")]),
            ("Only you changed this", [("What we did", "We asked.", "We listened.", "We asked.")]),
            ("Only they changed this", [("Team", "", "", "Two")]),
        ]

    def test_choices_are_merged_and_saved(self, ann: Client, bob: Client) -> None:
        row = complete()
        mine = opened(ann, row) | {"title": "Ann’s title", "what_we_did": "<p>We <em>listened</em>.</p>"}
        bob.post(address(row), opened(bob, row) | {"title": "Bob’s title", "team": "Two"})
        refused = ann.post(address(row), mine)
        incomplete = ann.post(address(row), sent_again(refused))
        assert (incomplete.status_code, incomplete.context["incomplete"]) == (409, True)
        saved = ann.post(address(row), sent_again(incomplete, field__title="mine"))
        row.refresh_from_db()
        assert (saved.status_code, row.title, row.team, row.what_we_did) == (
            302,
            "Ann’s title",
            "Two",
            "<p>We <em>listened</em>.</p>",
        )

    def test_rows_of_inlines_are_kept_chosen_and_merged(self, ann: Client, bob: Client) -> None:
        row = complete()
        outcome = row.outcomes.get()
        gone = row.outcomes.create(kind="time", amount=3, unit="hours")
        mine = opened(ann, row) | {
            "outcomes-0-amount": "11",
            "outcomes-1-note": "Ann’s note",
            "outcomes-TOTAL_FORMS": "3",
            "outcomes-2-kind": "saving",
            "outcomes-2-amount": "5000",
            "outcomes-2-unit": "pounds",
            "outcomes-2-period": "one-off",
            "outcomes-2-basis": "achieved",
        }
        outcome.amount = 12
        outcome.save()
        row.outcomes.filter(pk=gone.pk).delete()
        added = row.outcomes.create(kind="carbon", amount=1, unit="tonnes")
        refused = ann.post(address(row), mine)
        assert {unit.key: unit.choice for _, units in refused.context["groups"] for unit in units} == {
            f"row:outcomes:{outcome.pk}": "",
            f"row:outcomes:{gone.pk}": "",
            "row:outcomes:new-2": "mine",
            f"row:outcomes:{added.pk}": "theirs",
        }
        choices = {f"row__outcomes__{outcome.pk}": "theirs", f"row__outcomes__{gone.pk}": "mine"}
        assert ann.post(address(row), sent_again(refused, **choices)).status_code == 302
        assert sorted(row.outcomes.values_list("kind", "amount", "note")) == [
            ("carbon", 1, ""),
            ("people", 12, ""),
            ("saving", 5000, ""),
            ("time", 3, "Ann’s note"),
        ]

    def test_many_to_manys_are_compared_by_name(self, ann: Client, bob: Client) -> None:
        row, mine, theirs = complete(), factories.ThemeFactory(name="Mine"), factories.ThemeFactory(name="Theirs")
        typed = opened(ann, row) | {"themes": [mine.pk]}
        row.themes.set([theirs])
        refused = ann.post(address(row), typed)
        ((title, (unit,)),) = refused.context["groups"]
        assert (title, unit.was, unit.mine, unit.theirs) == ("You both changed this", "Waste", "Mine", "Theirs")
        ann.post(address(row), sent_again(refused, field__themes="theirs"))
        assert list(row.themes.all()) == [theirs]

    def test_a_third_save_in_between_is_refused_again(self, ann: Client, bob: Client) -> None:
        row = complete()
        mine = opened(ann, row) | {"title": "Ann’s title"}
        CaseStudy.objects.update(title="Bob’s title")
        refused = ann.post(address(row), mine)
        CaseStudy.objects.update(title="Carol’s title")
        again = ann.post(address(row), sent_again(refused, field__title="mine"))
        ((_, (unit,)),) = again.context["groups"]
        assert (again.status_code, unit.mine, unit.theirs, unit.choice) == (
            409,
            "Ann’s title",
            "Carol’s title",
            "mine",
        )

    def test_the_merged_form_can_be_looked_at_before_it_is_saved(self, ann: Client) -> None:
        row = complete()
        mine = opened(ann, row) | {"title": "Ann’s title"}
        CaseStudy.objects.update(team="Two")
        refused = ann.post(address(row), mine)
        shown = ann.post(address(row), sent_again(refused) | {"_review": "1"})
        form = shown.context["adminform"].form
        assert (shown.status_code, form["title"].value(), form["team"].value()) == (200, "Ann’s title", "Two")
        row.refresh_from_db()
        assert row.title == "Fewer missed bins"

    @pytest.mark.parametrize("token", [None, "", "nonsense", "1@x", "9" * 30])
    def test_a_save_without_a_version_is_refused(self, token: str | None, ann: Client) -> None:
        row = complete()
        typed = opened(ann, row) | {"title": "Mine"}
        del typed["started_from"]
        response = ann.post(address(row), typed if token is None else typed | {"started_from": token})
        row.refresh_from_db()
        assert (response.status_code, row.title) == (409, "Fewer missed bins")

    def test_an_error_in_the_form_keeps_the_version_it_started_from(self, ann: Client) -> None:
        row = complete()
        typed = opened(ann, row)
        CaseStudy.objects.update(version=1)
        row.refresh_from_db()
        typed = opened(ann, row)
        shown = ann.post(address(row), typed | {"title": ""})
        assert (shown.status_code, shown.context["started_from"]) == (200, typed["started_from"][0])

    def test_what_was_removed_meanwhile_can_be_copied(self, ann: Client) -> None:
        theme = factories.ThemeFactory(name="Digital")
        typed = opened(ann, theme) | {"name": "Digital and data"}
        theme.delete()
        response = ann.post(address(theme), typed)
        assert (response.status_code, ("Name", "Digital and data") in response.context["typed"]) == (409, True)

    @pytest.mark.parametrize(
        "factory",
        [factories.CouncilFactory, factories.ThemeFactory, factories.PartnerFactory, factories.ProgrammeFactory],
    )
    def test_every_noun_is_guarded(self, factory: Any, ann: Client) -> None:
        row = factory()
        typed = opened(ann, row)
        type(row).objects.update(slug="other")
        assert ann.post(address(row), typed).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused() -> None:
    row = complete()
    clients = [Client(), Client()]
    for number, client in enumerate(clients):
        client.force_login(administrator(f"Officer {number}"))
    forms = [opened(client, row) | {"team": f"team {n}"} for n, client in enumerate(clients)]
    barrier, codes = threading.Barrier(2), [0, 0]

    def save(number: int) -> None:
        try:
            barrier.wait()
            codes[number] = clients[number].post(address(row), forms[number]).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    row.refresh_from_db()
    assert sorted(codes) == [302, 409]
    assert row.team == f"team {codes.index(302)}"


@pytest.mark.django_db
class TestPublicForm:
    Form: Any = modelform_factory(Theme, form=StaleGuardForm, fields=["name", "description"])

    def test_a_stale_form_keeps_what_was_typed_and_starts_from_theirs(self) -> None:
        theme = factories.ThemeFactory(name="Digital")
        data = RequestFactory().post("/", {"name": "Mine", "started_from": str(token_of(Theme, theme.pk))}).POST
        Theme.objects.update(name="Theirs")
        form = self.Form(data, instance=theme)
        assert form.is_valid() is False
        assert [(unit.label, unit.mine, unit.theirs) for unit in form.conflicts] == [("Name", "Mine", "Theirs")]
        again = RequestFactory().post("/", {"name": form["name"].value(), "started_from": form["started_from"].value()})
        form = self.Form(again.POST, instance=Theme.objects.get())
        assert form.is_valid() is True

    def test_a_form_without_a_version_is_refused(self) -> None:
        theme = factories.ThemeFactory(name="Digital")
        form = self.Form(RequestFactory().post("/", {"name": "Mine"}).POST, instance=theme)
        assert form.is_valid() is False


def test_controls_are_what_a_browser_sends() -> None:
    html = """<input name="a" value="1&amp;2"><input type="checkbox" name="b"><input type="checkbox" name="c" checked>
    <select name="d" multiple><option value="1" selected>x<option value="2">y<option value="3" selected>z</select>
    <textarea name="e">\n\nline &lt;p&gt;</textarea><input type="file" name="f"><input type="submit" name="g">"""
    assert controls(html) == {"a": ["1&2"], "b": [], "c": ["on"], "d": ["1", "3"], "e": ["\nline <p>"]}
