"""Erasing a person on request: all of an address goes, history included, and nothing of anybody else."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from innovation_db.history import acting
from innovation_db.models import ContributorLink, Message, User
from innovation_db.roles import OUTSIDE_THE_ADMIN, Role
from tests.factories import (
    CaseStudyFactory,
    ContributorLinkFactory,
    MessageFactory,
    SavedFormFactory,
    UserFactory,
)
from tests.zone_factories import (
    AskOfferFactory,
    DayFactory,
    IntroductionFactory,
    ProposalFactory,
    ProposedSpeakerFactory,
    ReviewFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from tests.zone_programme.surgeries import ask, surgery
from zone_programme import actions
from zone_programme.models import Appointment, Erasure, Proposal, Release, Session, Speaker, Zone

pytestmark = pytest.mark.django_db

PAGE = "/admin/zone_programme/erasure/add/"
ADA, BEN = ("Ada Gone", "ada.gone@example.org"), ("Ben Stays", "ben.stays@example.org")


def rows_with(text: str) -> dict[str, list[str]]:
    """Return every row of the site that holds `text`, by table; what versions count is left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT (to_jsonb(one) - 'version')::text FROM \"{table}\" AS one WHERE one::text ILIKE %s",
                [f"%{text}%"],
            )
            if rows := sorted(row for (row,) in cursor.fetchall()):
                found[table] = rows
    return found


def about_ben() -> dict[str, list[str]]:
    """Every row with Ben's address, but for what he was written about both, in which her name gives way."""
    found = rows_with(BEN[1])
    return found | {"innovation_db_message": [row for row in found["innovation_db_message"] if "Both" not in row]}


def fill(zone: Zone, person: tuple[str, str]) -> Session:
    """Let somebody propose, speak, ask on the board, be a contact and write to us; return their session."""
    name, email = person
    speaker = SpeakerFactory(zone=zone, name=name, email=email, biography=f"{name} was born.")
    session: Session = SessionFactory(zone=zone, title=f"Talk of {email[:3]}", speakers=[speaker])
    proposal = ProposalFactory(zone=zone, proposer_name=name, proposer_email=email, state="accepted", session=session)
    ProposedSpeakerFactory(proposal=proposal, name=name, email=email)
    ReviewFactory(proposal=proposal)
    AskOfferFactory(name=name, email=email)
    CaseStudyFactory(contact_name=name, contact_email=email)
    SavedFormFactory(answers={"you": {"name": name}}, link=ContributorLinkFactory(email=email))
    MessageFactory(to=email, text=f"Dear {name}")
    MessageFactory(reply_to=email, text=f"{name} asks")
    return session


@pytest.fixture
def zone() -> Zone:
    """A released Zone with Ada and Ben, each with everything, a session of both, and proposals naming the other."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    sessions = [fill(zone, ADA), fill(zone, BEN)]
    sessions.append(SessionFactory(zone=zone, title="Both", speakers=list(Speaker.objects.filter(zone=zone))))
    space = SpaceFactory(zone=zone)
    for hour, session in enumerate(sessions, start=10):
        SlotFactory(session=session, space=space, starts_at=at(hour), ends_at=at(hour, 45))
    actions.release(zone=zone, by=None, note="First, with Ada Gone")
    return zone


def test_everything_of_an_address_goes_and_nothing_of_anybody_else(zone: Zone) -> None:
    with acting(email=ADA[1], reason="Changed by link"):
        Session.objects.filter(title="Both").update(minutes=50)
    others = Proposal.objects.get(proposer_email=BEN[1])
    ProposedSpeakerFactory(proposal=others, name=ADA[0], email=ADA[1].upper())
    IntroductionFactory(ask__email=BEN[1], offer=AskOfferFactory(kind="offer", name=ADA[0], email=ADA[1]))
    MessageFactory(to="third@example.org", text=f"Write to {ADA[1]}, or to x{ADA[1]}.")
    gone = Speaker.objects.create(zone=zone, name=ADA[0], slug="ada-again", email=ADA[1])
    gone.delete()  # what is left of her in the history
    kept = about_ben()
    sessions = list(Session.objects.order_by("pk").values_list("title", "state"))
    admin = UserFactory(roles=[Role.ADMINISTRATOR])
    client = Client()
    client.force_login(admin)

    shown = client.get(PAGE, {"email": ADA[1]}).content.decode()
    assert "Speaker <a" in shown
    assert "Nobody can bring it back" in shown
    answer = client.post(PAGE, {"email": ADA[1], "typed": BEN[1]})
    assert "Type the address exactly as it is shown." in answer.content.decode()
    assert not Erasure.objects.exists()
    assert Speaker.objects.filter(email=ADA[1]).exists()
    answer = client.post(PAGE, {"email": ADA[1], "typed": f" {ADA[1].upper()} "}, follow=True)

    assert "Erased for ever: 1 speaker, 1 proposal" in answer.content.decode()
    left = rows_with(ADA[1])
    assert list(left) == ["innovation_db_message"]  # somebody else's address that ends like hers
    assert Message.objects.get(to="third@example.org").text == (
        f"Write to [removed: only for the reader], or to x{ADA[1]}."
    )
    assert list(rows_with(ADA[0])) == []
    assert about_ben() == kept
    assert list(Session.objects.order_by("pk").values_list("title", "state")) == sessions
    entry = Erasure.objects.get()
    assert (entry.by, "example.org" in entry.what) == (admin, False)


def test_readers_see_the_programme_without_the_person_at_once(zone: Zone, client: Client) -> None:
    Zone.objects.update(state="published")
    page = f"/zone/{zone.year}/sessions/both/"
    assert "Ada Gone" in client.get(page).content.decode()
    erase(ADA[1])
    shown = client.get(page).content.decode()
    assert ("Ada Gone" in shown, "Ben Stays" in shown) == (False, True)
    assert Release.objects.get().note == "First, with a speaker"
    actions.release(zone=zone, by=None, note="Second")


def erase(email: str) -> None:
    own = Client()
    own.force_login(UserFactory(roles=[Role.ADMINISTRATOR]))
    assert own.post(PAGE, {"email": email, "typed": email}).status_code == 302


def test_a_booked_time_is_given_to_whoever_waits_and_a_past_one_stays_counted(time_machine: Any) -> None:
    time_machine.move_to("2027-05-01T12:00Z", tick=False)
    sitting = surgery()
    for person in range(5):
        when = at(10 + person // 4, 15 * (person % 4)) if person < 4 else ""
        ask(sitting, when, email=f"p{person}@example.org", name=f"Person {person}")
    erase("p1@example.org")
    assert rows_with("p1@example.org") == {}
    states = dict(Appointment.objects.exclude(email="").values_list("email", "state"))
    assert states == {f"p{person}@example.org": "booked" for person in (0, 2, 3, 4)}
    time_machine.move_to("2027-07-07T12:00Z", tick=False)
    erase("p0@example.org")
    assert rows_with("p0@example.org") == {}
    assert Appointment.objects.filter(state="booked").count() == 4


def test_a_record_leads_to_erasing_whose_it_is(zone: Zone, admin_client: Client) -> None:
    speaker = Speaker.objects.get(email=ADA[1])
    address = f"{PAGE}?email=ada.gone%40example.org"
    assert address in admin_client.get(f"/admin/zone_programme/speaker/{speaker.pk}/change/").content.decode()
    manager = Client()
    manager.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    assert PAGE not in manager.get(f"/admin/zone_programme/speaker/{speaker.pk}/change/").content.decode()


def test_nothing_is_said_to_be_erased_where_nothing_is_known(admin_client: Client) -> None:
    assert "We know nothing of this address." in admin_client.get(PAGE, {"email": "x@example.org"}).content.decode()
    answer = admin_client.post(PAGE, {"email": "x@example.org", "typed": "x@example.org"})
    assert "Nothing was erased" in answer.content.decode()
    assert not Erasure.objects.exists()


def test_an_account_stays_and_is_pointed_at(admin_client: Client, admin_user: User) -> None:
    ContributorLinkFactory(email=admin_user.email)
    shown = admin_client.get(PAGE, {"email": admin_user.email}).content.decode()
    assert "This address has an account, which is not erased here" in shown
    erase(admin_user.email)
    assert User.objects.filter(pk=admin_user.pk).exists()
    assert not ContributorLink.objects.filter(email=admin_user.email).exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_may(zone: Zone, role: Role) -> None:
    own = Client()
    own.force_login(UserFactory(roles=[role]))
    refused = 302 if role in OUTSIDE_THE_ADMIN else 403  # to the sign-in
    assert own.get(PAGE, {"email": ADA[1]}).status_code == refused
    assert own.post(PAGE, {"email": ADA[1], "typed": ADA[1]}).status_code == refused
    assert Speaker.objects.filter(email=ADA[1]).exists()
