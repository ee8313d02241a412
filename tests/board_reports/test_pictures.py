"""Pictures in reports: uploaded in the editor, in every output, private until published, and kept for ever."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image

from board_reports import checks, editing, reading
from board_reports.models import Block, Report, ReportPicture
from case_studies import actions as library
from innovation_db.models import User
from innovation_db.roles import Role
from tests.board_reports.publishing import correct, member_of, publish
from tests.board_reports.reading_back import leaves, spoken, word_paragraphs, word_parts
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import BlockFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    user: User = UserFactory(roles=[Role.REPORT_AUTHOR])
    return user


@pytest.fixture
def officer(author: User) -> Client:
    own = Client()
    own.force_login(author)
    return own


def camera(kind: str = "JPEG", **options: Any) -> bytes:
    """A picture of 120 by 80, that says where it was taken."""
    written = io.BytesIO()
    drawn = Image.linear_gradient("L").resize((120, 80)).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    drawn.save(written, kind, exif=exif, **options)
    return written.getvalue()


def drafted(**values: Any) -> Report:
    report: Report = ReportFactory(slug="pictures", title="Pictures", **values)
    BlockFactory(report=report, key="b1", place=1, text="Words.")
    BlockFactory(report=report, key="b2", place=2, kind="image", text="", data={})
    return report


def block(report: Report) -> Block:
    return Block.objects.get(report=report, key="b2")


def upload(client: Client, report: Report, content: bytes, **values: str) -> Any:
    sent = {"seen": editing.mark(block(report)), "caption": "People at tables", "text": "The Zone of 2014",
            "decorative": "", "do": "picture", "picture": SimpleUploadedFile("C:\\me\\IMG_1.jpg", content)}  # fmt: skip
    return client.post(f"/admin/board_reports/report/{report.pk}/body/picture/b2/", sent | values)


def shown(client: Client, **values: Any) -> Report:
    """A draft with its picture."""
    report = drafted(**values)
    assert upload(client, report, camera()).status_code == 302
    return report


def url(report: Report) -> str:
    return str(block(report).data["url"])


def test_a_picture_is_uploaded_with_its_words_and_cleaned(officer: Client, author: User) -> None:
    report = shown(officer)
    now = block(report)
    assert (now.text, now.data["alt"]) == ("The Zone of 2014", "People at tables")
    kept = officer.get(url(report))
    assert (kept["Content-Type"], kept["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert b"SECRET PLACE" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (120, 80)
    picture = ReportPicture.objects.get()
    assert (picture.width, picture.height, picture.added_by) == (120, 80, author)
    assert f'src="{url(report)}"' in officer.get(f"/admin/board_reports/report/{report.pk}/body/").content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a no", "This file is no picture that we can use."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "This file is no picture"),
        (camera()[:700], "This picture is damaged"),
    ],
    ids=["no picture", "svg", "cut off"],
)
def test_what_is_no_picture_is_refused_and_the_words_are_kept(officer: Client, content: bytes, sentence: str) -> None:
    report = drafted()
    page = upload(officer, report, content)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert block(report).data.get("url") is None
    assert (block(report).text, block(report).data["alt"]) == ("The Zone of 2014", "People at tables")


def test_without_a_file_it_says_so(officer: Client) -> None:
    report = drafted()
    page = upload(officer, report, camera(), picture="")
    assert "Choose the file of a picture first." in page.content.decode()


def test_two_officers_at_one_picture(officer: Client) -> None:
    report = shown(officer)
    before = url(report)
    assert upload(officer, report, camera("PNG"), seen="0" * 16, caption="Other words").status_code == 409
    assert url(report) == before


def test_another_report_is_not_written_at_by_who_may_not(officer: Client) -> None:
    report = drafted()
    reader = Client()
    reader.force_login(UserFactory(roles=[Role.EDITOR]))
    assert upload(reader, report, camera()).status_code == 403


def test_every_output_has_the_picture_with_its_words(officer: Client) -> None:
    report = shown(officer)
    publish(report)
    reader = Client()
    page = reader.get("/reports/pictures/").content.decode()
    assert f'src="{url(report)}" alt="People at tables"' in page
    assert "<figcaption>The Zone of 2014</figcaption>" in page
    pdf = reader.get("/reports/pictures.pdf").content
    assert ("Figure", "People at tables") in [(leaf.tags[-1], leaf.text) for leaf in leaves(pdf)]
    said = [one.text for one in word_paragraphs(reader.get("/reports/pictures.docx").content)]
    assert "People at tables" in said
    assert "The Zone of 2014" in said
    assert "[Picture: People at tables] The Zone of 2014" in reader.get("/reports/pictures.txt").content.decode()
    assert 'src="data:image/jpeg;base64,' in reader.get("/reports/pictures/offline.html").content.decode()
    assert reader.get(url(report)).status_code == 200


def test_a_picture_that_only_adorns_is_passed_over(officer: Client) -> None:
    report = drafted()
    upload(officer, report, camera(), decorative="yes", caption="", text="")
    assert block(report).data["decorative"]
    assert not [one for one in checks.blocking(report, reading.draft(report)) if "image" in one]
    publish(report)
    assert 'alt=""' in Client().get("/reports/pictures/").content.decode()
    pdf = Client().get("/reports/pictures.pdf").content
    assert not [leaf for leaf in leaves(pdf) if "Figure" in leaf.tags]
    assert b"/Image" in pdf
    document = word_parts(Client().get("/reports/pictures.docx").content)["word/document.xml"]
    assert [one.get("val") for one in document.iter("{*}decorative")] == ["1"]
    assert "[Picture" not in Client().get("/reports/pictures.txt").content.decode()


def test_a_picture_without_words_blocks_submission(officer: Client) -> None:
    report = drafted()
    upload(officer, report, camera(), caption=" ")
    told = checks.blocking(report, reading.draft(report))
    asked = "The picture after paragraph 1 says nothing to those who cannot see it: write what it shows."
    assert asked in told


def test_a_picture_that_was_not_chosen_or_is_gone_is_explained_in_the_draft(officer: Client) -> None:
    report = drafted()
    body = f"/admin/board_reports/report/{report.pk}/body/"
    assert "No picture is chosen yet." in officer.get(body).content.decode()
    assert "The picture after paragraph 1 has no file yet: upload it, or delete its block." in checks.blocking(
        report, reading.draft(report)
    )
    upload(officer, report, camera())
    default_storage.delete(f"board_reports/{ReportPicture.objects.get().name}")
    assert "The file of this picture is gone." in officer.get(body).content.decode()
    assert officer.get(url(report)).status_code == 404
    for ending in ("pdf", "docx"):
        assert officer.get(f"/reports/pictures.{ending}?preview").status_code == 200
    said = spoken(officer.get("/reports/pictures.pdf?preview").content)
    assert "[Picture:Peopleattables.Itcouldnotbeshownhere.]" in said


def test_a_broken_file_never_stops_a_report(officer: Client) -> None:
    shown(officer)
    name = f"board_reports/{ReportPicture.objects.get().name}"
    with default_storage.open(name, "wb") as file:
        file.write(camera()[:300])
    assert "Itcouldnotbeshownhere." in spoken(officer.get("/reports/pictures.pdf?preview").content)
    assert officer.get("/reports/pictures.docx?preview").status_code == 200


def test_a_picture_of_a_draft_is_for_officers(officer: Client) -> None:
    report = shown(officer)
    member = Client()
    member.force_login(member_of(report))
    for reader in (Client(), member):
        assert reader.get(url(report)).status_code == 404
    publish(report)
    for reader in (Client(), member):
        assert reader.get(url(report))["Cache-Control"] == "public, no-cache"


def test_a_picture_of_a_restricted_report_is_for_its_board(officer: Client) -> None:
    report = shown(officer, restricted=True, restricted_reason="It names people.")
    publish(report)
    name = ReportPicture.objects.get().name
    member, other = Client(), Client()
    member.force_login(member_of(report))
    other.force_login(UserFactory(roles=[Role.BOARD_MEMBER]))
    assert member.get(url(report))["Cache-Control"] == "private, no-store"
    for reader in (Client(), other):
        assert reader.get(url(report)).status_code == 404
        assert reader.get(f"/media/board_reports/{name}").status_code == 404


def test_a_picture_that_a_correction_took_out_is_no_longer_public_and_still_kept(officer: Client) -> None:
    report = shown(officer)
    publish(report)
    address = url(report)
    block(report).delete()
    correct(report, "The picture showed somebody.")
    assert Client().get(address).status_code == 404
    assert officer.get(address).status_code == 200


def test_a_published_picture_outlives_replacement_and_every_purge(officer: Client, author: User) -> None:
    report = shown(officer)
    publish(report)
    address, first = url(report), ReportPicture.objects.get()
    before = Client().get(address).content
    upload(officer, report, camera("PNG"))
    assert url(report) != address
    block(report).delete()
    gone = CaseStudyFactory(published=True)
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    library.archive(case_study=gone, by=other)
    library.purge(case_study=gone, by=other, reason="Not ours.")
    call_command("keep_house", stdout=io.StringIO())
    author.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()
    assert Client().get(address).content == before
    assert "People at tables" in [leaf.text for leaf in leaves(Client().get("/reports/pictures.pdf").content)]


def test_pasted_pictures_are_dropped_with_a_sentence(officer: Client) -> None:
    report = drafted()
    html = '<p>Words<img src="file:///C:/Temp/x.png"></p><!--[if vml]><v:imagedata src="x"/><![endif]--><p>More</p>'
    answer = officer.post(
        f"/admin/board_reports/report/{report.pk}/body/add/", {"html": html}, headers={"Accept": "application/json"}
    ).json()
    assert answer["notice"] == (
        "One picture was left out: save it as a file and add it as a picture, with words for those who cannot see it."
    )
    assert "x.png" not in str(list(report.blocks.values_list("text", "data")))
