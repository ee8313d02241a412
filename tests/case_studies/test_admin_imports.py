"""The import page of the admin: a file is refused in a sentence, or checked, shown, imported and let go."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone

from case_studies.imports import files
from case_studies.imports.run import LOCK
from case_studies.models import CaseStudy, Council, ImportFile
from innovation_db import housekeeping
from innovation_db.models import Job, User
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ImportFileFactory, JobFactory, ThemeFactory, UserFactory
from tests.importing import as_csv

pytestmark = pytest.mark.django_db
LIST = "/admin/case_studies/importfile/"
HEADER = ["record_id", "title", "summary", "council", "themes"]
GOOD = ["A1", "Bins that call", "Bins that say when they are full.", "Leadford", "Waste"]
BAD = ["A2", "Nowhere", "A council that is not there.", "Atlantis", "Waste"]


@pytest.fixture
def publisher() -> User:
    CouncilFactory(short_name="Leadford", official_name="Leadford Council")
    ThemeFactory(name="Waste")
    user: User = UserFactory(name="Pat Publisher", roles=[Role.PUBLISHER])
    return user


@pytest.fixture
def browser(publisher: User, django_capture_on_commit_callbacks: Any) -> Iterator[Client]:
    """A publisher's browser; jobs are done as soon as they are asked for."""
    client = Client()
    client.force_login(publisher)
    post = client.post

    def committed(address: str, *args: Any, follow: bool = False, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            response = post(address, *args, **kwargs)
        return client.get(response["Location"]) if follow and response.status_code == 302 else response

    client.post = committed  # type: ignore[method-assign]
    return client


def send(client: Client, content: str | bytes, name: str = "notes.csv", **fields: object) -> Any:
    """Send a file and follow to the page that says what would happen."""
    raw = content.encode() if isinstance(content, str) else content
    return client.post(f"{LIST}add/", {"file": SimpleUploadedFile(name, raw), **fields}, follow=True)


def test_a_file_is_checked_shown_imported_and_let_go(browser: Client, publisher: User) -> None:
    page = send(browser, as_csv([HEADER, GOOD, BAD]), publish="on")
    file = ImportFile.objects.get()
    counts = {name: file.result[name] for name in ("rows", "new", "changed", "unchanged", "published", "rejected")}
    assert counts == {"rows": 2, "new": 1, "changed": 0, "unchanged": 0, "published": 1, "rejected": 1}
    assert (CaseStudy.objects.count(), file.step, page.status_code) == (0, "checked", 200)
    [(number, reason, beginning)] = file.result["first"]
    assert number == 3
    assert beginning == "A2 · Nowhere · A council that is not there. · Atlantis · Waste"
    assert all(text in page.text for text in ("What would happen", reason, beginning, "Import the other rows"))

    done = browser.post(f"{LIST}{file.pk}/import/", follow=True)
    study = CaseStudy.objects.get()
    file.refresh_from_db()
    assert (study.title, study.state, study.published_by) == ("Bins that call", "published", publisher)
    assert (file.step, file.content, file.job.title) == ("imported", None, "Import of notes.csv")
    assert (file.job.message, file.job.total) == (
        "2 rows in notes.csv: 1 new, 0 changed, 0 as they were, 1 rejected.",
        2,
    )
    assert "What was done" in done.text
    history = browser.get(f"/admin/case_studies/casestudy/{study.pk}/history/").text
    assert "Import of notes.csv" in history
    assert "Pat Publisher" in history


def test_a_row_that_looks_like_what_is_here_is_taken_and_said(browser: Client) -> None:
    leads = Council.objects.get(short_name="Leadford")
    there = CaseStudyFactory(title="Bins that Call", councils=[leads])
    CaseStudyFactory(title="Bins that call", slug="elsewhere", councils=[CouncilFactory()])
    page = send(browser, as_csv([HEADER, GOOD, [*GOOD[:1], "Something else", *GOOD[2:]]]))
    result = ImportFile.objects.get().result
    assert (result["alike"], result["alike_in_all"]) == ([[2, "Bins that Call", there.pk]], 1)
    link = f'Row 2: <a href="/admin/case_studies/casestudy/{there.pk}/change/">Bins that Call</a>'
    assert (link in page.text, "These rows are not rejected." in page.text) == (True, True)


def test_rejected_rows_are_downloaded_with_their_reasons_and_can_be_mended(browser: Client) -> None:
    send(browser, as_csv([HEADER, GOOD, BAD]))
    response = browser.get(f"{LIST}{ImportFile.objects.get().pk}/rejected/")
    assert response["Content-Disposition"] == 'attachment; filename="notes.rejected.csv"'
    text = response.content.decode("utf-8-sig")
    assert text.startswith("row,reason,record_id,title,")
    assert text.count("\r\n") == 2
    assert "Atlantis" in text
    send(browser, text.replace("Atlantis", "Leadford"), name="notes.rejected.csv")
    assert ImportFile.objects.first().result["rejected"] == 0


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x89PNG\r\n", "cover.png", "cover.png is a PNG picture, not a CSV file"),
        (b"a,b\n1,2\n", "notes.csv", "notes.csv has none of the known columns"),
        (b"record_id,title\n", "notes.csv", "notes.csv has a header but no rows."),
        (b"record_id,titel\nA1,x\n", "notes.csv", "an unknown column: “titel” (did you mean “title”?)"),
        (b"", "notes.csv", "The file is empty."),
    ],
    ids=["picture", "another table", "no rows", "unknown column", "empty"],
)
def test_what_is_no_table_of_case_studies_is_refused_on_the_form(
    browser: Client, content: bytes, name: str, sentence: str
) -> None:
    page = send(browser, content, name)
    assert sentence in " ".join(page.context["adminform"].form.errors["file"])
    assert not ImportFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1_000_000)
    page = send(browser, as_csv([HEADER, [*GOOD[:2], "x" * 1_000_000, *GOOD[3:]]]))
    [sentence] = page.context["adminform"].form.errors["file"]
    assert sentence.startswith("notes.csv is larger than 1 MB: divide it into smaller files")


def test_one_import_at_a_time_and_none_twice(browser: Client, publisher: User) -> None:
    send(browser, as_csv([HEADER, GOOD]))
    mine = ImportFile.objects.get()
    other = ImportFileFactory(name="other.csv", step="importing", job=JobFactory(state="waiting"))
    page = browser.post(f"{LIST}{mine.pk}/import/", follow=True)
    [message] = page.context["messages"]
    assert str(message) == "other.csv is being imported: wait until that has finished, then import notes.csv."
    assert not CaseStudy.objects.exists()
    Job.objects.filter(pk=other.job.pk).update(state="stopped", finished_at=timezone.now())
    browser.post(f"{LIST}{mine.pk}/import/")
    again = browser.post(f"{LIST}{mine.pk}/import/", follow=True)
    assert [str(one) for one in again.context["messages"]] == [
        "notes.csv is being imported, or has been. Its page says how far it is."
    ]
    assert CaseStudy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_from_the_prompt_at_the_same_time_is_waited_for(publisher: User) -> None:
    client = Client()
    client.force_login(publisher)
    beside = connections.create_connection("default")
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        page = send(client, as_csv([HEADER, GOOD]))
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    beside.close()
    assert "Another import is running: wait until it has finished." in page.text
    file = ImportFile.objects.get()
    assert (file.step, file.job.state) == ("checking", "failed")
    client.post(f"{LIST}{file.pk}/check/")
    file.refresh_from_db()
    assert (file.step, file.result["new"]) == ("checked", 1)


def test_files_are_kept_a_week_and_results_a_month(publisher: User) -> None:
    now = timezone.now()
    busy = ImportFileFactory(step="importing", job=JobFactory(state="running"))
    ImportFileFactory()
    ImportFileFactory(step="imported", content=None, imported_at=now)
    with time_machine.travel(now + timedelta(days=8), tick=False):
        assert (files.forget_old(), ImportFile.objects.count()) == (1, 2)
    with time_machine.travel(now + timedelta(days=31), tick=False):
        housekeeping.every_minute()  # it also sees that the job has lost its worker
        assert set(ImportFile.objects.all()) <= {busy}


def test_only_who_may_import_is_offered_it(publisher: User) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    assert client.get(f"{LIST}add/").status_code == 403
    assert "Import …" not in client.get("/admin/case_studies/casestudy/").text
    client.force_login(publisher)
    assert "Import …" in client.get("/admin/case_studies/casestudy/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(browser: Client, count: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(count):
        ImportFileFactory(job=JobFactory(state="done", finished_at=timezone.now()))
    with django_assert_max_num_queries(13):
        assert browser.get(LIST).status_code == 200
