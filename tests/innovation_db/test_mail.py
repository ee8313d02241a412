"""E-mails: written as text and HTML, kept with what they are about, handed over once, tried again, given up."""

import email
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from innovation_db import mail, mailers
from innovation_db.mail_layout import Piece, blocks
from innovation_db.models import Message
from tests.factories import ThemeFactory, UserFactory
from tests.smtp import MailServer, mail_server

TEXT = """Hello Ann O’Brien & co,

Open your form:
https://site.test/links/abc/

> I wrote <b>this</b>, see https://evil.test/

- one
- two
"""


@pytest.fixture(autouse=True)
def _own_templates(settings: Any, tmp_path: Path) -> None:
    """Templates of this test alone, found before the site's own."""
    folder = tmp_path / "templates" / "innovation_db" / "mail"
    folder.mkdir(parents=True)
    (folder / "greeting.subject.txt").write_text("Hello {{ name }}\n")
    (folder / "greeting.txt").write_text("Dear {{ name }},\n\nOpen it:\n{{ link }}\n")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path / "templates", *engine["DIRS"]]}]
    settings.SITE_URL = "https://site.test"


def greeting(**changes: Any) -> Message:
    values = {
        "template": "greeting",
        "to": "ann@example.org",
        "context": {"name": "Ann", "link": "https://site.test/x/"},
    }
    return mail.send(**(values | changes))


def use_server(settings: Any, port: int) -> None:
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5}}}


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        use_server(settings, running.port)
        yield running


@pytest.fixture
def no_server(settings: Any) -> int:
    """A port of this machine on which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    use_server(settings, port)
    return port


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_html_says_what_the_text_says_and_links_only_to_this_site() -> None:
    kinds = [(block.kind, block.label, block.link) for block in blocks(TEXT, site="https://site.test")]
    assert kinds == [
        ("paragraph", "", ""),
        ("button", "Open your form", "https://site.test/links/abc/"),
        ("quote", "", ""),
        ("list", "", ""),
    ]
    html = mail.layout("Hello", TEXT.replace("https://site.test", "https://site.test"))
    assert "I wrote &lt;b&gt;this&lt;/b&gt;, see https://evil.test/" in html
    assert 'href="https://evil.test/"' not in html
    assert 'style="' not in html
    assert "<img" not in html


@given(st.text(alphabet="ab>-# \n.:/<&\"'é", max_size=200))
def test_no_text_loses_a_word_on_its_way_to_html(text: str) -> None:
    parts = blocks(text, site="https://site.test")
    shown = [piece.text for block in parts for line in block.lines for piece in line]
    letters = [character for character in text if character.isalpha()]
    assert [character for character in "".join(shown) if character.isalpha()] == letters


def test_an_address_at_the_end_of_a_sentence_loses_its_full_stop() -> None:
    (block,) = blocks("See https://site.test/a/b. Then go.", site="https://site.test")
    address = "https://site.test/a/b"
    assert block.lines == [[Piece("See "), Piece(address, address), Piece(". Then go.")]]


@pytest.mark.django_db
def test_a_message_is_kept_with_what_it_is_about(django_capture_on_commit_callbacks: Any) -> None:
    theme, officer = ThemeFactory(), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        greeting(context={"name": "Ann O'Brien", "link": "-"}, about=theme, reply_to="desk@example.org", by=officer)
    message = Message.objects.get()
    (sent,) = django_mail.outbox
    assert (message.state, message.about, message.created_by, message.attempts) == ("sent", theme, officer, 1)
    assert (sent.subject, sent.to, sent.reply_to) == ("Hello Ann O'Brien", ["ann@example.org"], ["desk@example.org"])
    assert sent.body == "Dear Ann O'Brien,\n\nOpen it:\n-"
    assert "Dear Ann O&#x27;Brien," in sent.alternatives[0].content


@pytest.mark.django_db
def test_nothing_is_sent_when_the_transaction_is_not_committed() -> None:
    greeting()
    assert (Message.objects.get().state, django_mail.outbox) == ("waiting", [])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Ann\r\nBcc: all@example.org", "Ann\nBcc: all@example.org", "Ann\x0bBcc:\x00 x"])
def test_a_subject_is_one_line_whatever_was_typed(name: str) -> None:
    subject = greeting(context={"name": name}).subject
    assert (subject, subject.isprintable()) == (" ".join(f"Hello {name}".replace("\x00", " ").split()), True)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["to", "reply_to"])
@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "no address", "a@example.org, b@example.org"])
def test_an_address_that_is_none_is_refused(field: str, address: str) -> None:
    with pytest.raises(ValidationError):
        greeting(**{field: address})
    assert Message.objects.count() == 0


# --- Sending ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_server_gets_text_and_html_under_a_lasting_message_id(server: MailServer) -> None:
    message = greeting()
    assert mail.hand_over(message.pk) is True
    letter = email.message_from_bytes(server.letters[0])
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert letter["Message-ID"] == mail.as_email(message).message()["Message-ID"]
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_server_that_is_down_is_tried_again_after_growing_pauses_and_given_up(no_server: int) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        message = greeting()
        for attempt, pause in enumerate(mail.PAUSES, start=1):
            assert mail.hand_over(message.pk) is False
            message.refresh_from_db()
            assert (message.state, message.attempts) == ("waiting", attempt)
            assert message.next_attempt_at - timezone.now() == pause
            assert mail.hand_over(message.pk) is False, "not before its pause is over"
            clock.shift(pause)
        mail.hand_over(message.pk)
        message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", len(mail.PAUSES) + 1)
    assert message.last_error.startswith("The mail server cannot be reached: ")
    assert list(mail.PAUSES) == sorted(mail.PAUSES)


@pytest.mark.django_db
def test_what_waited_goes_out_when_the_server_is_back(no_server: int, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        waiting = [greeting().pk for _ in range(3)]
        assert mail.send_waiting() == (0, 3)
        assert sum(Message.objects.values_list("attempts", flat=True)) == 1, "stops at a server that does not answer"
        clock.shift(timedelta(minutes=1))
        with mail_server(no_server) as server:
            call_command("send_waiting_mail")
            assert len(server.letters) == len(waiting)
    assert capsys.readouterr().out == "Sent: 3. Waiting: 0.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "state"), [("550 no such user", "failed"), ("450 try later", "waiting")])
def test_an_address_refused_for_good_is_given_up_at_once(server: MailServer, answer: str, state: str) -> None:
    server.answers["ann@example.org"] = answer
    bad, good = greeting(), greeting(to="bea@example.org")
    mail.hand_over(bad.pk)
    mail.hand_over(good.pk)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (state, "sent")
    assert bad.last_error == f"The mail server does not take e-mail for this address: {answer}"


@pytest.mark.django_db(transaction=True)
def test_of_many_senders_at_once_one_sends(server: MailServer) -> None:
    message = greeting()  # sent on commit, by the backend of the tests
    message = mail.keep(template="greeting", to="x@example.org", subject="Again", text="Again", html="")
    Message.objects.filter(pk=message.pk).update(sent_at=None, attempts=0)
    server.letters.clear()
    barrier = Barrier(8)

    def hand_over() -> bool:
        barrier.wait()
        try:
            return mail.hand_over(message.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        results = [future.result() for future in [threads.submit(hand_over) for _ in range(8)]]
    assert (sorted(results), len(server.letters)) == ([False] * 7 + [True], 1)


@pytest.mark.django_db
def test_a_sender_killed_in_the_middle_is_not_repeated_but_shown() -> None:
    message = greeting()
    Message.objects.filter(pk=message.pk).update(claimed_at=timezone.now(), attempts=1)
    assert mail.send_waiting() == (0, 1)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert mail.send_waiting() == (0, 0)
    message.refresh_from_db()
    assert (message.state, message.last_error, django_mail.outbox) == ("failed", mail.INTERRUPTED, [])


@pytest.mark.django_db
def test_personal_links_leave_the_kept_copy_once_sent() -> None:
    link = "https://site.test/x/"
    message = greeting(secrets=[link])
    mail.hand_over(message.pk)
    message.refresh_from_db()
    assert link in django_mail.outbox[0].body
    assert (link in message.text, link in message.html, message.secrets, message.masked) == (False, False, [], True)
    with pytest.raises(ValidationError):
        mail.send_again(message, by=UserFactory())


@pytest.mark.django_db
def test_sending_again_copies_what_was_sent_and_revives_what_failed(django_capture_on_commit_callbacks: Any) -> None:
    officer, message = UserFactory(), greeting()
    mail.hand_over(message.pk)
    message.refresh_from_db()
    copy = mail.send_again(message, by=officer)
    assert (copy.copy_of, copy.created_by, copy.text) == (message, officer, message.text)
    Message.objects.filter(pk=copy.pk).update(given_up_at=timezone.now(), attempts=10)
    copy.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        assert mail.send_again(copy, by=officer) == copy
    copy.refresh_from_db()
    assert (copy.state, copy.attempts, len(django_mail.outbox)) == ("sent", 1, 2)


@pytest.mark.django_db
def test_files_go_with_an_e_mail_and_with_its_copy(django_capture_on_commit_callbacks: Any) -> None:
    entry = mail.Attachment("entry.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "calendar", {"method": "REQUEST"})
    with django_capture_on_commit_callbacks(execute=True):
        message = greeting(attachments=[entry])
    message.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        mail.send_again(message, by=UserFactory())
    for sent in django_mail.outbox:
        (part,) = [one for one in sent.message().walk() if one.get_content_disposition() == "attachment"]
        assert (part.get_content_type(), part["Content-Type"].params["method"]) == ("text/calendar", "REQUEST")
        assert (part.get_filename(), part.get_content().split()) == ("entry.ics", ["BEGIN:VCALENDAR", "END:VCALENDAR"])
    assert len(django_mail.outbox) == 2


@pytest.mark.django_db
def test_many_are_kept_at_once_and_each_is_sent_once(
    django_capture_on_commit_callbacks: Any, django_assert_num_queries: Any
) -> None:
    letters = [
        mail.unsaved(template="greeting", to=f"reader-{number}@example.org", subject="Hello", text="Dear reader")
        for number in range(3)
    ]
    with django_capture_on_commit_callbacks() as callbacks, django_assert_num_queries(1):
        mail.keep_all(letters)
    for send in callbacks * 2:  # a task may come twice
        send()
    assert [sent.to for sent in django_mail.outbox] == [[letter.to] for letter in letters]
    assert {message.state for message in Message.objects.all()} == {"sent"}


# --- Where it goes ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_server_e_mails_are_files_that_mail_programs_open(settings: Any, tmp_path: Path) -> None:
    settings.MAILERS = mailers.mailers("", folder=tmp_path / "mail")
    for _ in range(2):
        mail.hand_over(greeting().pk)
    files = sorted((tmp_path / "mail").iterdir())
    letters = [email.message_from_bytes(path.read_bytes()) for path in files]
    assert [(path.suffix, letter["Subject"]) for path, letter in zip(files, letters, strict=True)] == [
        (".eml", "Hello Ann")
    ] * 2


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("submission://a%40b:p%2Fw@mail.test", {"port": 587, "use_tls": True, "username": "a@b", "password": "p/w"}),
        ("smtps://mail.test", {"port": 465, "use_ssl": True}),
        ("smtp://mail.test:2525", {"port": 2525}),
    ],
    ids=["starttls", "tls", "plain"],
)
def test_the_address_of_a_mail_server(address: str, options: dict[str, Any], tmp_path: Path) -> None:
    assert mailers.mailers(address, folder=tmp_path)["default"]["OPTIONS"] == {
        "host": "mail.test",
        "timeout": 30,
        **options,
    }


@pytest.mark.parametrize("address", ["mail.test", "imap://mail.test", "smtp://", "smtp://mail.test:port", "smtp://["])
def test_a_malformed_address_stops_the_start_with_a_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like"):
        mailers.mailers(address, folder=tmp_path)
