"""`load_councils`: the table of councils follows its file, and what was edited here stays."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pghistory
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from case_studies.models import Council, CouncilAlias, CouncilNeighbour

pytestmark = pytest.mark.django_db
FIXTURE = settings.BASE_DIR / "fixtures" / "councils.csv"


def load(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("load_councils", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    """Write the fixture with some cells changed: `altered(croydon={"website": "…"})`."""

    def write(**changes: dict[str, str]) -> Path:
        with FIXTURE.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            rows = [row | changes.get(row["slug"].replace("-", "_"), {}) for row in table]
        path = tmp_path / "councils.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def test_the_fixture_holds_every_council() -> None:
    load()

    kinds = {kind: Council.objects.filter(kind=kind).count() for kind in Council.Kind}
    assert sum(kinds.values()) == 473
    assert Council.objects.current().count() == 398
    assert kinds[Council.Kind.LONDON] + kinds[Council.Kind.CITY_OF_LONDON] == 33
    assert CouncilNeighbour.objects.count() == 3895
    assert set(Council.objects.get(slug="northamptonshire").successors.values_list("slug", flat=True)) == {
        "north-northamptonshire",
        "west-northamptonshire",
    }
    assert Council.objects.get(slug="adur").upper_tier == Council.objects.get(slug="west-sussex")
    assert not Council.objects.filter(ended_on__isnull=False, successors__isnull=True).exists()


@pytest.mark.parametrize(
    ("slug", "band"), [("blackpool", 1), ("kingston-upon-hull", 1), ("knowsley", 1), ("hart", 5), ("wokingham", 5)]
)
def test_band_1_is_the_most_deprived(slug: str, band: int) -> None:
    load()

    assert Council.objects.get(slug=slug).deprivation_band == band


def test_a_second_load_changes_nothing() -> None:
    load()
    versions = list(Council.objects.order_by("pk").values_list("pk", "version"))

    assert load() == "All 473 councils are up to date.\n"
    assert list(Council.objects.order_by("pk").values_list("pk", "version")) == versions


def test_only_what_the_file_changed_changes(altered: Callable[..., Path]) -> None:
    load()
    before = dict(Council.objects.values_list("slug", "version"))

    said = load(altered(croydon={"website": "https://www.croydon.example/", "aliases": "Croydon Town"}))

    after = dict(Council.objects.values_list("slug", "version"))
    assert said == "473 councils: 0 new, 1 changed; 1 names and 0 links between councils added or changed.\n"
    assert {slug for slug in after if after[slug] != before[slug]} == {"croydon"}
    assert Council.objects.get(slug="croydon").website == "https://www.croydon.example/"


def test_what_was_edited_here_stays(altered: Callable[..., Path]) -> None:
    load()
    with pghistory.context(user="somebody"):  # as every request does
        Council.objects.filter(slug="croydon").update(website="https://typed.example/")
        CouncilAlias.objects.create(council=Council.objects.get(slug="croydon"), name="Typed name")

    said = load(altered(croydon={"website": "https://new.example/", "population": "1"}))

    croydon = Council.objects.get(slug="croydon")
    assert (croydon.website, croydon.population) == ("https://typed.example/", 1)
    assert "Kept as edited here: website of London Borough of Croydon.\n" in said
    assert croydon.aliases.filter(name="Typed name").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "councils.csv lacks the columns"),
        (b"slug,name\na,b\n", "councils.csv lacks the columns"),
        (b"\xff\xfe\x00", "cannot be read as a CSV file in UTF-8"),
    ],
    ids=["empty", "other-columns", "no-text"],
)
def test_a_broken_file_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "councils.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        load(path)


def test_a_missing_file_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*nowhere.csv\. It comes with the code"):
        load(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "parish"}, "line 1.*: kind: Value 'parish' is not a valid choice"),
        ({"population": "many"}, "invalid literal"),
        ({"started_on": "yesterday"}, "Invalid isoformat"),
        ({"successors": "E00000000"}, "croydon names the unknown code E00000000"),
        ({"gss_code": "E09000009"}, "has the code E09000009 more than once"),
    ],
    ids=["kind", "number", "date", "unknown-code", "code-twice"],
)
def test_a_broken_line_is_named_and_nothing_is_loaded(
    altered: Callable[..., Path], change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        load(altered(croydon=change))
    assert not Council.objects.exists()


def test_names_are_kept_once_and_with_their_accents() -> None:
    load()

    names = [(council, name.casefold()) for council, name in CouncilAlias.objects.values_list("council_id", "name")]
    assert len(names) == len(set(names))
    assert Council.objects.resolve("Ynys Môn").council == Council.objects.get(slug="isle-of-anglesey")
    assert CouncilAlias.objects.filter(name="Ynys Môn").count() == 1
