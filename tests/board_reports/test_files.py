"""A report's files at their addresses: what is sent, to whom, and when it need not be sent again."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from pypdf import PdfReader

from board_reports import actions
from board_reports.models import Report
from innovation_db.roles import Role
from tests.board_reports.reading_back import spoken, word_paragraphs
from tests.board_reports.test_outputs import picture
from tests.board_reports.test_pages import RESTRICTED, published, signed_in
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import BlockFactory, ReportFactory

pytestmark = pytest.mark.django_db
ENDINGS = ["pdf", "docx", "txt"]


def test_every_file_says_what_was_published(client: Client) -> None:
    CaseStudyFactory(published=True)
    published()
    CaseStudyFactory.create_batch(2, published=True)
    files = {ending: client.get(f"/reports/innovation.{ending}") for ending in ENDINGS}
    assert [files[ending]["Content-Disposition"] for ending in ENDINGS] == [
        'inline; filename="innovation.pdf"',
        'attachment; filename="innovation.docx"',
        'inline; filename="innovation.txt"',
    ]
    assert "Background1.Onecasestudy.1.1Seeparagraph1." in spoken(files["pdf"].content)
    said = [(one.number, one.text) for one in word_paragraphs(files["docx"].content) if one.number]
    assert said == [("1.", "One case study."), ("1.1", "See paragraph 1.")]
    assert "1.   One case study.\n\n     1.1   See paragraph 1.\n" in files["txt"].content.decode()
    assert "improvement" not in str(PdfReader(io.BytesIO(files["pdf"].content)).metadata)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_sent_once_and_anew_when_corrected(client: Client, ending: str) -> None:
    report = published()
    first = client.get(f"/reports/innovation.{ending}")
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(f"/reports/innovation.{ending}", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    report.blocks.filter(kind="heading").update(text="Foreground")
    version = Report.objects.get(pk=report.pk).version
    actions.correct(
        report=report, version=version, by=UserFactory(roles=[Role.ADMINISTRATOR]), note="The heading was wrong."
    )
    corrected = client.get(f"/reports/innovation.{ending}", headers={"if-none-match": first["ETag"]})
    assert corrected.status_code == 200
    assert corrected.content != first.content


@pytest.mark.parametrize("ending", ENDINGS)
def test_restricted_files_and_drafts_are_kept_by_nobody(client: Client, ending: str) -> None:
    published(**RESTRICTED)
    ReportFactory(slug="draft")
    officer = signed_in(client, Role.REPORT_AUTHOR)
    for address in (f"/reports/innovation.{ending}", f"/reports/draft.{ending}?preview"):
        file = officer.get(address)
        assert file["Cache-Control"] == "private, no-store"
        assert file["X-Robots-Tag"] == "noindex"
    for address in (f"/reports/innovation.{ending}", f"/reports/draft.{ending}?preview", f"/reports/no.{ending}"):
        assert Client().get(address).status_code == 404


def test_pictures_come_from_the_reports_own_folder(client: Client) -> None:
    default_storage.save("board_reports/zone-2014.jpg", ContentFile(picture()))
    default_storage.save("elsewhere/secret-1.jpg", ContentFile(picture()))
    report = ReportFactory(slug="pictures")
    for name in ("zone-2014.jpg", "gone-2014.jpg", "../elsewhere/secret-1.jpg", "secret-1.jpg"):
        BlockFactory(report=report, kind="image", text="", data={"url": f"/report-pictures/{name}", "alt": name})
    said = spoken(signed_in(client, Role.REPORT_AUTHOR).get("/reports/pictures.pdf?preview").content)
    assert "zone-2014.jpg[Picture:gone-2014.jpg.Itcould" in said
    assert said.count("Itcouldnotbeshownhere.") == 3
