"""Every field of a case study and of its parts: edited in the admin, importable, and shown to readers."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.test import Client, RequestFactory

from case_studies.imports.columns import PLAIN, SUBJECTS
from case_studies.models import Adoption, CaseStudy, Document, Image, Involvement, Link, Outcome, Video
from innovation_db.rich_text import RichTextField
from innovation_db.roles import Role
from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    DocumentFactory,
    ImageFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PARTS = (Involvement, Outcome, Adoption, Image, Document, Link, Video)
# What readers see of a field otherwise than as it is written.
IN_WORDS = {
    "novelty": "New to the area", "stage": "In use", "reuse_terms": "Free to reuse with credit",
    "evidence_level": "Measured by those who did it", "cost": "£1,234,567", "begun_on": "March 2013",
    "ended_on": "May 2015", "last_confirmed_on": "July 2024",
}  # fmt: skip
# What readers never see, and why.
HIDDEN = {
    "contact_email": "messages are passed on",
    "review_due_on": "a date for officers",
    "record_id": "the record's name in the file it came from",
    "slug": "it is the address",
    "year": "the dates say more; shown where they are not known",
}


def editable(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.editable and not field.auto_created and not field.primary_key and field.name != "case_study"
    }


def test_the_admin_edits_every_field() -> None:
    request = RequestFactory().get("/")
    request.user = UserFactory(roles=[Role.ADMINISTRATOR])
    model_admin: Any = admin.site.get_model_admin(CaseStudy)
    edited = set(flatten_fieldsets(model_admin.get_fieldsets(request)))
    assert editable(CaseStudy) - edited - {"councils", "version"} == set()
    inlines = {inline.model: inline for inline in model_admin.get_inline_instances(request)}
    assert set(inlines) == set(PARTS)
    for model, inline in inlines.items():
        assert editable(model) - set(flatten_fieldsets(inline.get_fieldsets(request))) == set(), model


def test_an_import_fills_every_field_but_files_and_adoptions() -> None:
    importable = {*PLAIN, *SUBJECTS, "councils", "slug", "version"}
    assert editable(CaseStudy) - importable == set()


def values_of_every_field() -> dict[str, Any]:
    """Return a value for each field of a case study that is edited, text with the field's name in it."""
    fields = [field for field in CaseStudy._meta.concrete_fields if field.name in editable(CaseStudy)]
    values: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, RichTextField):
            values[field.name] = f"<p>Marker of {field.name}.</p>"
        elif isinstance(field, models.URLField):
            values[field.name] = f"https://example.org/marker-{field.name}"
        elif isinstance(field, (models.CharField, models.TextField)) and not field.choices:
            values[field.name] = f"Marker of {field.name}"
    values |= {
        "slug": "marker", "record_id": "marker-1", "contact_email": "marker@example.org", "cost": 1234567,
        "novelty": "new-to-area", "stage": "in-use", "reuse_terms": "free-with-credit", "evidence_level": 3,
        "year": 2013, "begun_on": date(2013, 3, 1), "ended_on": date(2015, 5, 1),
        "last_confirmed_on": date(2024, 7, 14), "review_due_on": date(2031, 1, 2),
    }  # fmt: skip
    return {name: value for name, value in values.items() if name != "version"}


def seen(client: Client, study: CaseStudy) -> str:
    """Return the article of the page of `study`."""
    page = client.get(study.get_absolute_url()).content.decode()
    return page[page.index("<article") : page.index("</main>")]


def unseen(values: dict[str, Any], page: str) -> list[str]:
    """Return the fields of `values` that the page does not show."""
    return [
        name
        for name, value in values.items()
        if name not in HIDDEN and (IN_WORDS.get(name) or re.sub("<.*?>", "", str(value))) not in page
    ]


def test_a_reader_sees_each_field_that_is_filled_in_alone(client: Client) -> None:
    study = CaseStudyFactory(published=True)
    for name, value in values_of_every_field().items():
        if name not in {"title", "summary", "slug"}:
            empty = getattr(study, name)
            CaseStudy.objects.filter(pk=study.pk).update(**{name: value})
            assert unseen({name: value}, seen(client, study)) == []
            CaseStudy.objects.filter(pk=study.pk).update(**{name: empty})


def test_a_reader_sees_every_field(client: Client) -> None:
    values = values_of_every_field()
    lead, partner, adopter = (CouncilFactory(short_name=f"Marker {role}") for role in ("lead", "helper", "adopter"))
    subjects = {
        "themes": [ThemeFactory(name="Marker theme")],
        "service_areas": [ServiceAreaFactory(name="Marker area")],
        "programmes": [ProgrammeFactory(name="Marker programme")],
        "partners": [PartnerFactory(name="Marker partner")],
    }
    study = CaseStudyFactory(published=True, **values)
    study.involvements.all().delete()
    for name, things in subjects.items():
        getattr(study, name).set(things)
    Involvement.objects.create(case_study=study, council=lead, inferred=True)
    Involvement.objects.create(case_study=study, council=partner, role="partner")
    Outcome.objects.create(case_study=study, kind="carbon", amount=12, unit="tonnes", period="yearly", basis="audited",
                           year=2016, description="marker of outcome", note="Marker of note")  # fmt: skip
    Adoption.objects.create(case_study=study, council=adopter, year=2017, note="Marker of adoption",
                            link="https://example.org/adopted")  # fmt: skip
    ImageFactory(case_study=study, alt="Marker of alt", caption="Marker of caption", credit="Marker of credit")
    DocumentFactory(case_study=study, title="Marker of document")
    Link.objects.create(case_study=study, title="Marker of link", url="https://example.org/link")
    Video.objects.create(case_study=study, title="Marker of video", url="https://example.org/video", minutes=7,
                         transcript_url="https://example.org/transcript")  # fmt: skip

    page = seen(client, study)
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert unseen(values, page) == []
    for words in (
        "Marker lead", "deduced", "Marker helper", "Marker theme", "Marker area", "Marker programme",
        "Marker partner", "marker of outcome", "12 tonnes", "Each year", "Audited", "2016", "Marker of note",
        "Marker adopter", "2017", "Marker of adoption", "Marker of caption", "Marker of credit",
        "Marker of document", "PDF", "Marker of link", "Marker of video", "7 minutes",
    ):  # fmt: skip
        assert words in text
    for markup in ("https://example.org/adopted", 'alt="Marker of alt"', "https://example.org/transcript"):
        assert markup in page
    assert "marker@example.org" not in client.get(study.get_absolute_url()).content.decode()


def test_a_contact_without_name_or_council_can_still_be_written_to(client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="marker@example.org")
    study.involvements.all().delete()
    who = re.search(r">Who to ask</h2>.*?</section>", seen(client, study), re.DOTALL)
    assert who
    assert " ".join(re.sub(r"<[^>]+>", " ", who[0][1:]).split()) == (
        "Who to ask We pass your message on. Send a message Nobody at the council has confirmed this record yet."
    )
