"""The list of asks and offers: what a reader chose, what that leaves, and how many each other choice would leave.

OR inside a facet, AND across; a facet's counts ignore its own choice, as in the finder. Two queries of notices.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from case_studies.models import Council
from case_studies.search import plan
from case_studies.search.language import parse
from zone_programme.models import AskOffer
from zone_programme.models.asks import AskOfferQuerySet
from zone_programme.programme_filter import Option, Panel, address

PAGE_SIZE = 20
FACETS = (
    ("kind", "Ask or offer"),
    ("state", "State"),
    ("theme", "Theme"),
    ("area", "Service area"),
    ("region", "Region"),
)
STATES = {"open": "Open", "introduced": "Introduced", "met": "Met", "closed": "Closed or expired"}
KINDS = {"ask": "Asks", "offer": "Offers"}
REGIONS = dict(Council.Region.choices)
USUAL_STATES = ("open", "introduced")


OPEN_FACETS = ("kind", "state")  # the others are shown when pressed


@dataclass(frozen=True)
class Facet(Panel):
    """A facet as the list shows it."""

    open: bool = False
    chosen: int = 0


@dataclass(frozen=True)
class Row:
    """What of a notice is counted; `values` has one for each facet, "" for none."""

    pk: int
    values: tuple[str, ...]
    labels: tuple[str, ...]


class Listing:
    """A page of the list, and everything that its template shows."""

    def __init__(self, data: QueryDict) -> None:
        self.q = " ".join(data.get("q", "").replace("\0", " ")[:200].split())
        self.unknown = False
        self._rows = self._read()
        self.labels = {key: self._labels(number) for number, (key, _) in enumerate(FACETS)}
        self.chosen = {
            key: [value for value in dict.fromkeys(data.getlist(key)) if value in self.labels[key]] for key, _ in FACETS
        }
        self.kept = [row.pk for row in self._rows if not self._failed(row)]
        self.page: Page = Paginator(self.kept, PAGE_SIZE).get_page(data.get("page", "1"))
        found = AskOffer.objects.with_subjects().in_bulk(list(self.page.object_list))
        self.notices = [found[pk] for pk in self.page.object_list]

    def _read(self) -> list[Row]:
        """Return every public notice that has all the words, newest first."""
        notices = searched(AskOffer.objects.public(), self.q).with_subjects().newest_first().defer("text", "words")
        return [_row(notice) for notice in notices]

    def _labels(self, number: int) -> dict[str, str]:
        key = FACETS[number][0]
        if key in ("kind", "state"):
            return KINDS if key == "kind" else STATES
        pairs = {(row.labels[number], row.values[number]) for row in self._rows if row.values[number]}
        return {value: label for label, value in sorted(pairs)}

    def _wanted(self, key: str) -> list[str]:
        """Return what is asked for: where no state is chosen, those that can still be answered."""
        chosen = self.chosen.get(key, [])
        return list(USUAL_STATES) if key == "state" and not chosen else chosen

    def _failed(self, row: Row) -> list[int]:
        """Return the numbers of the facets that a row does not pass."""
        return [
            number
            for number, (key, _) in enumerate(FACETS)
            if (wanted := self._wanted(key)) and row.values[number] not in wanted
        ]

    @property
    def total(self) -> int:
        return len(self.kept)

    @property
    def counts(self) -> dict[str, int]:
        """How many asks and offers there are among those kept."""
        kinds = {row.pk: row.values[0] for row in self._rows}
        counted = Counter(kinds[pk] for pk in self.kept)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def in_use(self) -> bool:
        return bool(self.q or any(self.chosen.values()))

    @property
    def panels(self) -> list[Facet]:
        """Every facet that offers a choice, with the number of notices behind each value."""
        counted: list[Counter[str]] = [Counter() for _ in FACETS]
        for row in self._rows:
            failed = self._failed(row)
            if len(failed) <= 1:
                for number in failed or range(len(FACETS)):
                    counted[number][row.values[number]] += 1
        panels = []
        for number, (key, label) in enumerate(FACETS):
            options = [
                Option(value, name, counted[number][value], value in self.chosen[key])
                for value, name in self.labels[key].items()
                if counted[number][value] or value in self.chosen[key]
            ]
            if len(options) > 1 or self.chosen[key]:
                chosen = len(self.chosen[key])
                panels.append(Facet(key, label, options, bool(chosen) or key in OPEN_FACETS, chosen))
        return panels

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """Each chosen value: its facet's label, its own, and the address without it."""
        return [
            (label, self.labels[key][value], self._without(key, value))
            for key, label in FACETS
            for value in self.chosen[key]
        ]

    def _without(self, key: str, value: str) -> str:
        left: Mapping[str, list[str]] = self.chosen | {key: [one for one in self.chosen[key] if one != value]}
        return address(left, q=self.q)

    @property
    def without_filters(self) -> str:
        """The address with the same words and no filter; "" when that would be the same page."""
        return address({}, q=self.q) if self.q and any(self.chosen.values()) else ""


def searched(notices: AskOfferQuerySet, words: str) -> AskOfferQuerySet:
    """Return those that have all the words, or what means the same, as the finder understands it. Costs one query."""
    question = parse(words)
    if not question:
        return notices
    made = plan.make(question, plan.Options(names=False, near=False))
    for term in made.terms:
        if query := term.any:
            notices = notices.filter(_having(query))
    for query in made.excluded:
        notices = notices.exclude(_having(query))
    return notices


def _having(query: str) -> RawSQL:
    return RawSQL("zone_programme_askoffer.words @@ %s::tsquery", [query], output_field=BooleanField())


def _row(notice: AskOffer) -> Row:
    state = notice.public_state
    if state == AskOffer.State.EXPIRED:
        state = AskOffer.State.CLOSED
    theme, area, council = notice.theme, notice.service_area, notice.council
    region = council.region if council else ""
    return Row(
        notice.pk,
        (notice.kind, state, theme.slug if theme else "", area.slug if area else "", region),
        ("", "", theme.name if theme else "", area.name if area else "", REGIONS.get(region, region)),
    )
