"""E-mails about new reports without an account: asked for, confirmed by link, sent on publication, ended by link."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from board_reports import letters
from board_reports.models import Contact, Report, Subscription
from innovation_db.history.aggregates import event_model
from innovation_db.models import ContributorLink, Message
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, correct, paper, publish
from tests.factories import UserFactory
from tests.report_factories import BoardFactory, ContactFactory, ReportFactory

pytestmark = pytest.mark.django_db


def ask(address: str, email: str = "ann@example.org") -> int:
    return Client().post(f"{address}e-mails/", {"email": email}).status_code


def written() -> list[Message]:
    """The e-mails to those who asked for them; officers are written to as well."""
    return list(Message.objects.filter(template__in=["board_report_link", letters.LETTER]).order_by("pk"))


def forget() -> None:
    """Let the next look at the e-mails show only what is written from now on."""
    Message.objects.all().delete()


def opened(message: int = -1) -> tuple[Client, str]:
    """A browser that has opened the link of an e-mail, and the page it came to."""
    client = Client()
    link = re.search(r"/links/\S+", written()[message].text)
    assert link
    return client, client.get(link[0])["Location"]


def confirm() -> None:
    client, page = opened()
    assert client.post(page, {"answer": "yes"}).status_code == 302


def subjects() -> list[tuple[str, str]]:
    return [(one.subject, one.to) for one in written()]


def test_asked_confirmed_sent_and_ended(client: Client) -> None:
    board = BoardFactory(name="Innovation Board")
    assert ask(board.get_absolute_url()) == 302
    assert subjects() == [("Confirm your e-mails about Innovation Board", "ann@example.org")]
    forget()
    first = paper(board=board, slug="first", title="First")
    assert written() == []  # nobody has confirmed
    ask(board.get_absolute_url())
    confirm()
    forget()
    second = paper(board=board, slug="second", title="Second")
    assert subjects() == [("Second", "ann@example.org")]
    assert f"/reports/{second.slug}/" in written()[0].text
    correct(first, note="A sum was wrong.")
    assert subjects()[1] == ("Corrected: First", "ann@example.org")
    assert "A sum was wrong." in written()[1].text
    browser, page = opened(0)
    assert "ann@example.org" in browser.get(page).content.decode()
    assert browser.post(page, {"answer": "no"}).status_code == 302
    assert not Subscription.objects.exists()
    assert not ContributorLink.objects.exists()
    assert written() == []
    assert browser.get(page).status_code == 403
    paper(board=board, slug="third")
    assert written() == []


def test_looking_at_the_link_confirms_nothing() -> None:
    board = BoardFactory()
    ask(board.get_absolute_url())
    client, page = opened()
    assert client.get(page).status_code == 200
    assert Subscription.objects.get().confirmed_at is None


def test_what_follows_a_report_is_told(client: Client) -> None:
    first = paper(slug="first", title="First")
    ask("/reports/first/")
    confirm()
    forget()
    second = paper(slug="second", title="Second", previous=first)
    paper(slug="third", title="Third", previous=second)
    paper(slug="other", title="Other")
    assert [subject for subject, _ in subjects()] == ["Second", "Third"]


def test_who_asked_twice_is_written_to_once() -> None:
    first = paper(slug="first")
    for address in (first.get_absolute_url(), first.board.get_absolute_url()):
        ask(address)
        confirm()
    ask(first.get_absolute_url(), "Ann@Example.org")
    assert Subscription.objects.count() == 2
    assert ContributorLink.objects.count() == 2
    forget()
    publish(ReportFactory(board=first.board, previous=first, slug="second"))
    assert len(written()) == 1


def test_a_restricted_report_is_told_to_nobody(client: Client) -> None:
    first = paper(slug="first")
    ask(first.board.get_absolute_url())
    confirm()
    forget()
    secret = paper(slug="secret", board=first.board, previous=first, **RESTRICTED)
    correct(secret)
    assert written() == []
    assert ask("/reports/secret/") == 404
    assert client.get("/reports/secret/e-mails/").status_code == 404
    Report.objects.filter(pk=first.pk).update(state="draft")
    assert client.get("/reports/first/e-mails/").status_code == 404


def test_the_answer_is_the_same_whatever_there_was(client: Client) -> None:
    board = BoardFactory()
    way, typed = f"{board.get_absolute_url()}e-mails/", {"email": "ann@example.org"}
    answers = {client.post(way, typed)["Location"] for _ in range(9)}
    assert answers == {"/report-e-mails/sent/"}
    assert len(written()) == 5  # in an hour, whoever asks
    assert Subscription.objects.count() == 1


def test_what_nobody_confirms_is_forgotten_after_two_weeks() -> None:
    for address in (BoardFactory(), BoardFactory(), BoardFactory()):
        ask(address.get_absolute_url())
    confirm()
    day = timezone.now() - datetime.timedelta(days=15)
    first, second, third = Subscription.objects.order_by("pk")
    Subscription.objects.filter(pk__in=[first.pk, third.pk]).update(asked_at=day)
    assert letters.forget_unconfirmed() == 1
    assert set(Subscription.objects.all()) == {second, third}
    assert ContributorLink.objects.count() == 2
    assert letters.forget_unconfirmed() == 0


@pytest.mark.parametrize("email", ["", "ann", "ann@example.org\nBcc: bob@example.org"])
def test_bad_addresses(client: Client, email: str) -> None:
    board = BoardFactory()
    assert ask(board.get_absolute_url(), email) == 400
    assert written() == []


def test_a_stranger_to_the_link_sees_nothing(client: Client) -> None:
    ask(BoardFactory().get_absolute_url())
    page = client.get(f"/report-e-mails/{ContributorLink.objects.get().key}/")
    assert page.status_code == 403
    assert "ann@example.org" not in page.content.decode()


def test_erasing_a_person_ends_their_e_mails_and_empties_drafts_but_no_published_report() -> None:
    report = paper(slug="bins", title="Bins, collected")
    draft = ReportFactory(title="Bins, a draft")
    for one in (report, draft):
        ContactFactory(report=one, name="Ann Gone", email="Ann@example.org")
    assert ask(f"/boards/{report.board.slug}/") == 302
    assert ask(f"/boards/{report.board.slug}/", "ben@example.org") == 302
    page, admin = "/admin/zone_programme/erasure/add/", Client()
    admin.force_login(UserFactory(roles=[Role.ADMINISTRATOR]))
    shown = admin.get(page, {"email": "ann@example.org"}).content.decode()
    assert "1 subscription to Board reports and 1 contact of a draft report" in shown
    admin.post(page, {"email": "ann@example.org", "typed": "ann@example.org"})
    assert list(Subscription.objects.values_list("email", flat=True)) == ["ben@example.org"]
    assert [one.to for one in written()] == ["ben@example.org"]
    assert not ContributorLink.objects.filter(email__iexact="ann@example.org").exists()
    assert (draft.contacts.filter(name="Ann Gone").count(), report.contacts.filter(name="Ann Gone").count()) == (0, 1)
    assert not event_model(Contact).objects.filter(name="Ann Gone", report_id=draft.pk).exists()
