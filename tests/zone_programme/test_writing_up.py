"""Back into the library: sessions become drafts, exhibitors without one are listed, speakers are thanked once."""

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from case_studies.models import CaseStudy, Council
from innovation_db import links
from innovation_db.admin.work_lists import for_start_page
from innovation_db.models import Job, Message, SavedForm, User
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory, UserFactory
from tests.zone_factories import (
    AskOfferFactory,
    DayFactory,
    DoorCountFactory,
    FeedbackFactory,
    IntroductionFactory,
    SessionFactory,
    SpeakerFactory,
    ZoneFactory,
)
from zone_programme import figures, thanking
from zone_programme.models import Session, ThankYou, Zone
from zone_programme.writing_up import shortened, write_up, write_up_all

DAY = date(2026, 7, 6)


@pytest.fixture
def zone() -> Zone:
    zone: Zone = ZoneFactory(year=2026)
    DayFactory(zone=zone, date=DAY)
    return zone


@pytest.fixture
def session(zone: Zone) -> Session:
    """Noise, by Croydon, with a speaker from Leeds as well; counted, and with feedback."""
    croydon, leeds = CouncilFactory(short_name="Croydon"), CouncilFactory(short_name="Leeds")
    session: Session = SessionFactory(
        zone=zone, title="Noise", summary="Noisy streets.", how="Start with one street.", councils=[croydon],
        theme=ThemeFactory(name="Digital"),
        speakers=[
            SpeakerFactory(
                zone=zone, name="Sam Speaker", role="head of digital", council=croydon, email="sam@example.org"
            ),
            SpeakerFactory(zone=zone, name="Lee Other", role="analyst", council=leeds),
        ],
    )  # fmt: skip
    DoorCountFactory(session=session, most=42, capacity=40)
    FeedbackFactory.create_batch(5, session=session, useful=4)
    officer = UserFactory()
    FeedbackFactory(
        session=session, words="Show the map.", passed=True, moderated_by=officer, moderated_at="2026-07-07T09:00Z"
    )
    return session


@pytest.fixture
def manager(db: None) -> User:
    user: User = UserFactory(roles=[Role.ZONE_MANAGER])
    return user


@pytest.fixture
def officer(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


# --- Drafts ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_session_becomes_a_draft_that_says_where_it_comes_from(session: Session, manager: User) -> None:
    study = write_up(session=session, by=manager)
    assert (study.state, study.title, study.summary, study.year) == ("draft", "Noise", "Noisy streets.", 2026)
    assert study.what_we_did == "<p>Start with one street.</p>"
    assert [(one.council.short_name, one.role, one.inferred) for one in study.involvements.all()] == [
        ("Croydon", "lead", False),
        ("Leeds", "partner", True),
    ]
    assert [str(theme) for theme in study.themes.all()] == ["Digital"]
    assert (study.contact_role, study.contact_name, study.contact_email) == (
        "head of digital", "", "sam@example.org",
    )  # fmt: skip
    assert study.source == "Session at the Innovation Zone 2026"
    assert study.source_link.endswith("/zone/2026/sessions/noise/")
    assert [link.url for link in study.links.all()] == [study.source_link]
    assert study.review_note.splitlines()[1:] == [
        "Who spoke, by their jobs: head of digital; analyst.",
        "Messages from readers would go to the first of them. Ask whether that may be, and whether to show a name.",
        "Attendance: 42 for 40 places, every place taken.",
        "Feedback: 6 people answered. They found it 4.0 of 5 useful, and 100 per cent will do something with it.",
        "Delegates said: “Show the map.”",
    ]
    assert "Sam" not in study.review_note  # names are for the officers who know the speakers
    assert list(session.case_studies.all()) == [study]


@pytest.mark.django_db
def test_a_second_press_leads_to_the_same_draft(session: Session, manager: User) -> None:
    assert write_up(session=session, by=manager) == write_up(session=session, by=UserFactory())
    assert CaseStudy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_make_one(session: Session, manager: User) -> None:
    def press(_: int) -> int:
        try:
            return int(write_up(session=session, by=manager).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as together:
        made = set(together.map(press, range(4)))
    assert made == set(CaseStudy.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_what_cannot_be_written_up_is_said(session: Session, manager: User) -> None:
    coming = ZoneFactory(year=2099, state=Zone.State.PUBLISHED)
    DayFactory(zone=coming, date=date(2099, 7, 6))
    with pytest.raises(RefusedError, match="has not taken place yet"):
        write_up(session=SessionFactory(zone=coming), by=manager)
    with pytest.raises(RefusedError, match="has not taken place yet"):
        write_up(session=SessionFactory(zone=session.zone, state="cancelled"), by=manager)
    session.case_studies.add(CaseStudyFactory(councils=session.councils.all()))
    with pytest.raises(RefusedError, match="is told already"):
        write_up(session=session, by=manager)


@pytest.mark.django_db
def test_another_councils_case_study_that_a_session_names_is_not_its_own(session: Session, manager: User) -> None:
    session.case_studies.add(CaseStudyFactory(councils=[CouncilFactory()]))
    assert list(Session.objects.waiting_to_be_written_up()) == [session]
    write_up(session=session, by=manager)
    assert not Session.objects.waiting_to_be_written_up().exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("One sentence. " + "x" * 30, "One sentence."),
        ("many words without an end to them at all", "many words without an …"),
    ],
    ids=["fits", "whole sentences", "whole words"],
)
def test_summaries_are_cut_where_a_reader_would(text: str, expected: str) -> None:
    assert shortened(text, 25) == expected


@pytest.mark.django_db
def test_all_at_once_in_the_background(
    session: Session, manager: User, django_capture_on_commit_callbacks: Any
) -> None:
    SessionFactory(zone=session.zone, title="Libraries")
    SessionFactory(zone=session.zone, title="Withdrawn", state="withdrawn")
    for sentence in ("2 drafts are made.", "0 drafts are made."):
        with django_capture_on_commit_callbacks(execute=True):
            job = write_up_all.start(by=manager, zone=session.zone.pk)
        job.refresh_from_db()
        assert (job.state, job.message) == (Job.State.DONE, sentence)
    assert sorted(CaseStudy.objects.values_list("title", "created_by")) == [
        ("Libraries", manager.pk),
        ("Noise", manager.pk),
    ]


# --- The queue and the page ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_exhibitors_wait_until_one_of_their_sessions_is_told(session: Session, manager: User) -> None:
    croydon, other = session.councils.get(), CouncilFactory(short_name="Barnet")
    SessionFactory(zone=session.zone, title="More of Croydon", councils=[croydon])
    SessionFactory(zone=session.zone, councils=[other])
    SessionFactory(zone=ZoneFactory(year=2099, state="published"), councils=[CouncilFactory()])
    assert [one.short_name for one in figures.exhibitors_without()] == ["Barnet", "Croydon"]
    assert {council.shown_on for council in figures.exhibitors_without()} == {DAY}
    write_up(session=session, by=manager)
    assert list(figures.exhibitors_without()) == [other]
    # at another Zone it showed something else
    later = ZoneFactory(year=2025, state=Zone.State.CLOSED)
    SessionFactory(zone=later, councils=[croydon])
    assert [one.short_name for one in figures.exhibitors_without()] == ["Croydon", "Barnet"]  # unknown days first


@pytest.mark.django_db
def test_the_page_lists_what_waits_and_one_press_makes_the_draft(
    session: Session, officer: Client, manager: User
) -> None:
    page = f"/admin/zone_programme/zone/{session.zone.pk}/afterwards/"
    assert "Sessions without a case study (1)" in officer.get(page).content.decode()
    counts = {work["title"]: work["count"] for work in for_start_page(manager)}
    assert (counts["Sessions to write up"], counts["Exhibitors without a case study"]) == (1, 1)
    officer.post(f"{page}session/{session.pk}/")
    html = officer.get(page).content.decode()
    assert ("Sessions with a case study (1)" in html, "Every session has one." in html) == (True, True)
    assert CaseStudy.objects.get().created_by == manager


@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_session_and_for_three(session: Session, officer: Client) -> None:
    page = f"/admin/zone_programme/zone/{session.zone.pk}/afterwards/"
    officer.get(page)  # the first look of a worker reads more
    with CaptureQueriesContext(connection) as few:
        officer.get(page)
    for _ in range(2):
        SessionFactory(zone=session.zone, councils=[CouncilFactory()])
    with CaptureQueriesContext(connection) as more:
        officer.get(page)
    assert len(few) == len(more)


# --- Thanks ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_speaker_is_thanked_once_with_a_form_begun(
    session: Session, officer: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = f"/admin/zone_programme/zone/{session.zone.pk}/afterwards/thanks/"
    seen = officer.post(page, {"words": "See you in Leeds.", "look": "1"}).content.decode()
    assert ("See you in Leeds." in seen, "[their own link]" in seen, "Lee Other" in seen) == (True, True, True)
    assert not Message.objects.exists()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            officer.post(page, {"words": "See you in Leeds.", "send": "1"})
    letter = Message.objects.get()  # Lee has no address
    assert (letter.to, letter.subject) == ("sam@example.org", "Thank you for your part in the Innovation Zone 2026")
    assert "- Noise" in letter.text
    assert "42 people came to hear it." in letter.text
    thanks = ThankYou.objects.get()
    assert (thanks.message, thanks.form and thanks.form.answers["council"]["data"]) == (
        letter,
        {"council": ["Croydon Council"], "other_councils": [""]},
    )


@pytest.mark.django_db
def test_the_link_opens_the_form_with_what_is_known(session: Session, manager: User, client: Client) -> None:
    for speaker in thanking.to_be_thanked(session.zone):
        thanking.thank(speaker=speaker, words="", by=manager)
    form = SavedForm.objects.get()
    response = client.get(f"/links/{links.token(form.link)}/", follow=True)
    assert response.status_code == 200
    page = f"/tell-us/{form.link.key}/"
    assert 'value="Noise"' in client.get(f"{page}name/").content.decode()
    assert "Start with one street." in client.get(f"{page}what-you-did/").content.decode()
    assert 'value="head of digital"' in client.get(f"{page}you/").content.decode()


@pytest.mark.django_db
def test_what_a_speaker_sent_by_that_form_is_the_sessions_case_study(session: Session, manager: User) -> None:
    for speaker in thanking.to_be_thanked(session.zone):
        thanking.thank(speaker=speaker, words="", by=manager)
    form = SavedForm.objects.get()
    sent = CaseStudyFactory(title="Their own words")
    form.became, form.submitted_at, form.reference = sent, "2026-07-20T09:00Z", "ABC-2345"
    form.save()
    assert write_up(session=session, by=manager) == sent
    assert CaseStudy.objects.count() == 1


@pytest.mark.django_db
def test_who_has_a_public_case_study_is_shown_it_and_asked_for_nothing(session: Session, manager: User) -> None:
    session.case_studies.add(CaseStudyFactory(title="My Croydon", councils=session.councils.all(), published=True))
    for speaker in thanking.to_be_thanked(session.zone):
        thanking.thank(speaker=speaker, words="", by=manager)
    text = Message.objects.get().text
    assert ("/case-studies/my-croydon/" in text, "Tell us about yours" in text) == (True, False)
    assert not SavedForm.objects.exists()


# --- Figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_figures_of_a_zone(session: Session, officer: Client) -> None:
    SessionFactory(zone=session.zone, title="Tables", format="table", councils=[session.councils.get()])
    SessionFactory(zone=session.zone, state="cancelled", councils=[CouncilFactory()])
    DoorCountFactory(session=session, most=8, capacity=40)
    DoorCountFactory(session=session, most=0, capacity=40)  # nobody counted there
    other = SessionFactory(zone=ZoneFactory(year=2099))
    DoorCountFactory(session=other, most=99)
    FeedbackFactory(session=other, useful=1)
    page = f"/admin/zone_programme/zone/{session.zone.pk}/afterwards/figures.csv"
    rows = list(csv.reader(officer.get(page).content.decode("utf-8-sig").splitlines()))[1:]
    assert {(group, label): value for _, group, label, value, _ in rows}.items() >= {
        ("Zone", "Sessions"): "2",
        ("Zone", "Councils showcased"): "1",
        ("Zone", "Sessions counted"): "2",
        ("Zone", "Attendance"): "50",
        ("Zone", "Answers to the feedback"): "6",
        ("Zone", "Sessions with a case study"): "0",
        ("Sessions by theme", "Digital"): "1",
        ("Sessions by theme", "No theme"): "1",
        ("Sessions by format", "Presentation"): "1",
        ("Sessions by format", "Table discussion"): "1",
    }.items()
    assert figures.full_per_cent(session.zone) == 50


@pytest.mark.django_db
def test_the_board_is_counted_from_the_first_day_until_the_next_zone(zone: Zone) -> None:
    first = zone.days.order_by("date")[0].date
    inside, before = (datetime.combine(first + timedelta(days=days), time(12), tzinfo=UTC) for days in (5, -5))
    DayFactory(zone=ZoneFactory(year=zone.year + 1), date=first + timedelta(days=30))
    after = inside + timedelta(days=30)
    for moment in (before, inside, after):
        ask = AskOfferFactory(state="met", published_at=moment, met_at=moment, came_of_it="It was solved.")
        offer = AskOfferFactory(kind="offer", published_at=moment)
        IntroductionFactory(ask=ask, offer=offer, ask_agreed_at=moment, offer_agreed_at=moment, introduced_at=moment)
    AskOfferFactory(state="met", published_at=inside, met_at=inside, came_of_it="Made up.", demonstration=True)
    values = {label: value for group, label, value, _ in figures.table(zone) if group == "Zone"}
    board = {label: values[label] for label in ("Asks made", "Offers made", "Introductions", "Asks met")}
    assert board == {"Asks made": 1, "Offers made": 1, "Introductions": 1, "Asks met": 1}
    assert figures.window(ZoneFactory(year=1999)) is None


@pytest.mark.django_db
def test_figures_of_a_zone_of_which_nothing_is_known(zone: Zone) -> None:
    values = {label: value for group, label, value, _ in figures.table(zone) if group == "Zone"}
    assert values["Sessions with every place taken, per cent"] is values["How useful, of 5"] is None
    assert not Council.objects.filter(pk__in=figures.councils_showcased(zone)).exists()
