"""Importing case studies from CSV files: honest ones, and ones made hostile on purpose."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from case_studies.models import CaseStudy, Council
from innovation_db.models import User
from tests.factories import CouncilFactory, PartnerFactory, ProgrammeFactory, ServiceAreaFactory, ThemeFactory

pytestmark = pytest.mark.django_db

HEADER = ["record_id", "title", "summary", "council"]
Write = Callable[..., Path]


@pytest.fixture
def council() -> Council:
    return CouncilFactory(gss_code="E08990001", short_name="Testshire", official_name="Testshire Council")


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("admin@example.org", "a long and quiet password", name="Ada")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows (or bytes) to notes.csv and return its path."""

    def write(rows: list[list[str]] | bytes, name: str = "notes.csv", **form: Any) -> Path:
        path = tmp_path / name
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        else:
            out = io.StringIO(newline="")
            csv.writer(out, **form).writerows(rows)
            path.write_bytes(out.getvalue().encode())
        return path

    return write


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_case_studies", str(path), *options, stdout=out)
    return out.getvalue()


def rejected(path: Path) -> list[list[str]]:
    """Return the rejected file beside `path` as rows, [] when there is none."""
    beside = path.with_suffix(".rejected.csv")
    if not beside.exists():
        return []
    return list(csv.reader(io.StringIO(beside.read_text("utf-8-sig"), newline="")))


def test_a_whole_record_arrives_as_written(council: Council, administrator: User, write: Write) -> None:
    partner_council = CouncilFactory(gss_code="E08990002", slug="otherham")
    theme, area = ThemeFactory(name="Digital"), ServiceAreaFactory(name="Waste & recycling")
    programme, partner = ProgrammeFactory(name="Creative Councils", slug="creative"), PartnerFactory(name="Nesta")
    record = {
        "Record ID": "T-1", "title": "Fewer  missed\nbins", "summary": "Rounds were replanned.",
        "council": "E08990001", "partner_councils": "otherham", "themes": "digital",
        "service areas": "waste and recycling", "programmes": "creative", "partners": "NESTA",
        "novelty": "New to the area", "stage": "in use", "problem": "Bins < £5 were missed.\n\nOften:\n\n- one\n- two",
        "cost": "£1,234.50", "year": "2014", "begun_on": "14/07/2015", "ended_on": "2016-01-31",
        "evidence_level": "3", "reuse_terms": "free", "contact_email": "waste@example.org",
        "saving": "£250k", "saving_period": "each year", "saving_basis": "achieved", "saving_year": "2015",
        "outcomes": "satisfaction | 91% || cumulative | audited | 2015 | residents asked; people | 1,200",
        "links": "The plan | https://example.org/plan; https://example.org/two",
    }  # fmt: skip
    run(write([list(record), list(record.values())]), "--publish")
    study = CaseStudy.objects.get(record_id="T-1")
    assert (study.title, study.slug, study.state) == ("Fewer missed bins", "fewer-missed-bins", "published")
    assert (study.published_by, study.created_by, study.version) == (administrator, administrator, 1)
    assert study.problem == "<p>Bins &lt; £5 were missed.</p><p>Often:</p><ul><li>one</li><li>two</li></ul>"
    assert (study.cost, study.year, str(study.begun_on), str(study.ended_on)) == (
        Decimal("1234.50"), 2014, "2015-07-14", "2016-01-31",
    )  # fmt: skip
    assert (study.novelty, study.stage, study.evidence_level, study.reuse_terms) == (
        "new-to-area", "in-use", 3, "free",
    )  # fmt: skip
    assert list(study.involvements.values_list("council", "role")) == [
        (council.pk, "lead"),
        (partner_council.pk, "partner"),
    ]
    assert [list(things.all()) for things in (study.themes, study.service_areas, study.programmes, study.partners)] == [
        [theme], [area], [programme], [partner],
    ]  # fmt: skip
    assert set(study.outcomes.values_list("kind", "amount", "unit", "period", "basis", "year", "description")) == {
        ("saving", Decimal(250000), "pounds", "yearly", "achieved", 2015, ""),
        ("satisfaction", Decimal(91), "per-cent", "cumulative", "audited", 2015, "residents asked"),
        ("people", Decimal(1200), "number", "one-off", "achieved", None, ""),
    }
    assert list(study.links.values_list("title", "url")) == [
        ("The plan", "https://example.org/plan"),
        ("https://example.org/two", "https://example.org/two"),
    ]
