"""A page of the finder: what was asked, what was found, the facets beside it, and the ways on when nothing was."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.http import QueryDict

from case_studies.search import cards, highlights, language, plan, results
from case_studies.search.facets import BY_NUMBER, FACETS, MASK, SHIFT, Facet
from case_studies.search.filters import SORTS, Chosen, parameters
from case_studies.search.ways_on import WaysOn, ways_on
from case_studies.search.words import WORD, fold

MOST_OPTIONS = 100  # of one facet on the page; the chosen ones always among them
FIRST_OPTIONS = 6
MOST_PAGES = 500


@dataclass(slots=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Panel:
    """A facet as the page shows it: a handful of options, and the others behind a disclosure."""

    facet: Facet
    first: list[Option]
    rest: list[Option]
    hidden: int

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.first + self.rest)

    @property
    def open(self) -> bool:
        return self.facet.open or self.chosen > 0


def _page_number(asked: str) -> int:
    """Return the number of the page asked for, 1 when that is none; beyond the last one that is shown, the last."""
    if not (asked.isascii() and asked.isdigit()):
        return 1
    digits = asked.lstrip("0")
    return min(max(int(digits[:9] or 0), 1), MOST_PAGES)  # no more digits than that: Python refuses some thousand


class FinderPage:
    """Everything that the finder's template shows, from the parameters of its address."""

    def __init__(self, data: QueryDict, options: plan.Options = plan.Options()) -> None:  # noqa: B008  frozen
        self.question = language.parse(data.get("q", ""))
        self.plan = plan.make(self.question, options)
        self.filter = Chosen(data, self.plan.names)
        self.chosen = self.filter.chosen
        asked = self.asked_sort = data.get("sort", "")
        usual = "relevance" if self.plan.terms else "newest"
        known = asked in SORTS and (asked != "relevance" or bool(self.plan.terms))
        self.sort = asked if known else usual
        self.usual_sort = usual
        self.number = _page_number(data.get("page", ""))
        self.results = results.find(self.plan, self.filter.codes, sort=self.sort, page=self.number)
        shown = cards.cards([*self.results.hits, *self.results.related])
        self.cards, self.related = shown[: len(self.results.hits)], shown[len(self.results.hits) :]
        self._mark()

    def _mark(self) -> None:
        shown = [*self.cards, *self.related]
        texts = [text for card in shown for text in (card.title, card.summary)]
        marked = highlights.mark(texts, highlights.found(self.plan))
        for number, card in enumerate(shown):
            card.title_parts, card.summary_parts = marked[2 * number : 2 * number + 2]

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def q(self) -> str:
        return self.question.text

    @cached_property
    def page(self) -> object:
        """The page for the pagination links."""
        paginator: Paginator[int] = Paginator(range(min(self.total, MOST_PAGES * results.PAGE_SIZE)), results.PAGE_SIZE)
        return paginator.get_page(self.number)

    @cached_property
    def beyond(self) -> bool:
        """Whether the page asked for lies beyond the last one."""
        return bool(self.total) and not self.cards

    @cached_property
    def panels(self) -> list[Panel]:
        counted = dict(self.results.counts)
        for number, codes in self.filter.codes.items():  # a chosen value stays, also with nothing left of it
            present = {code for code, _ in counted.get(number, [])}
            counted[number] = counted.get(number, []) + [(code, 0) for code in codes if code not in present]
        return [panel for facet in FACETS if (panel := self._panel(facet, counted.get(facet.number, [])))]

    def _panel(self, facet: Facet, counted: list[tuple[int, int]]) -> Panel | None:
        chosen = set(self.filter.codes.get(facet.number, []))
        many, ordered = self._named(chosen, counted) if facet.model else self._few(facet, chosen, counted)
        if not many:
            return None
        first = many if many <= FIRST_OPTIONS + 1 else FIRST_OPTIONS
        return Panel(facet, ordered[:first], ordered[first:], many - len(ordered))

    def _few(self, facet: Facet, chosen: set[int], counted: list[tuple[int, int]]) -> tuple[int, list[Option]]:
        """Return how many values a facet of choices or numbers has, and the first of them as options."""
        rows = [
            (code not in chosen, -count, named[1], named[0], code)
            for code, count in counted
            if (named := facet.value(code, self.plan.names)) is not None
        ]
        if facet.ordered:
            rows.sort(key=lambda row: row[-1], reverse=facet.key in {"year", "evidence"})
        else:
            rows.sort()
        return len(rows), [
            Option(value, label, -fewer, not other) for other, fewer, label, value, _ in rows[:MOST_OPTIONS]
        ]

    def _named(self, chosen: set[int], counted: list[tuple[int, int]]) -> tuple[int, list[Option]]:
        """Return the same for a facet of things with names, of which there may be hundreds.

        One number holds all that they are put in order by: chosen first, then the most, then the name.
        """
        names = self.plan.names
        places = names.places
        keys = [
            ((code not in chosen) << 60) + ((MASK - count) << SHIFT) + places[code]
            for code, count in counted
            if code in places
        ]
        keys.sort()
        options = []
        for key in keys[:MOST_OPTIONS]:
            code = names.in_order[key & MASK]
            value, label = names.labels[code]
            options.append(Option(value, label, MASK - (key >> SHIFT & MASK), code in chosen))
        return len(keys), options

    @cached_property
    def chips(self) -> list[tuple[str, str, str]]:
        """Each chosen value: its facet's label, its own, and the address without it."""
        found = []
        for facet in FACETS:
            for value, code in zip(
                self.chosen.get(facet.key, []), self.filter.codes.get(facet.number, []), strict=True
            ):
                named = facet.value(code, self.plan.names)
                others = self.chosen | {facet.key: [other for other in self.chosen[facet.key] if other != value]}
                found.append((facet.label, named[1] if named else value, self.address(others)))
        return found

    def address(self, chosen: dict[str, list[str]] | None = None, **others: str) -> str:
        """Return the address of this search with other values, sort or words."""
        sort = others.get("sort", self.sort)
        query = parameters(
            self.chosen if chosen is None else chosen,
            q=others.get("q", self.q),
            sort=sort if sort != self.usual_sort else "",
        )
        return f"?{query}" if query else "?"

    @property
    def clear(self) -> str:
        return self.address({})

    @cached_property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """Each order: the address of this search in it, its label, and whether it is the present one."""
        keys = [key for key in SORTS if key != "relevance" or self.plan.terms]
        return [(self.address(sort=key), SORTS[key], key == self.sort) for key in keys]

    @property
    def about(self) -> str:
        """The words searched for, in quotation marks unless they have their own; "" without words."""
        words = self.corrected or self.q
        return words if not words or '"' in words else f"“{words}”"

    @property
    def divider(self) -> str:
        """What stands between the records with all the words and the others."""
        whole, most = self.results.whole, self.results.most
        these = "This one has" if most == 1 else "These have"
        if whole and self.number > 1:
            these = "This record has" if most == 1 else "These records have"
            return f"{these} some of your words, or words used alike."
        above = {0: "No record has", 1: "The record above has"}.get(whole, f"The {whole} records above have")
        return f"{above} all your words. {these} some of them, or words used alike."

    @property
    def order(self) -> str:
        return {
            "relevance": "most relevant first",
            "newest": "newest first",
            "saving": "biggest saving first",
            "visits": "most visited first",
        }[self.sort]

    @property
    def first_page(self) -> str:
        return self.address()

    @property
    def sentences(self) -> list[str]:
        """What the reader should know about how the question was understood."""
        found = [
            f"We could not use “{value}” as a filter: “{label}” has no such value."
            for label, value in self.filter.unknown[:3]
        ]
        if self.asked_sort and self.asked_sort not in SORTS:
            found.append("We do not know that order, so the usual one is used.")
        elif self.asked_sort == "relevance" and not self.plan.terms:
            found.append("Without words to search for, the newest come first.")
        if self.question.cut:
            many = len(self.question.words) >= language.MOST_WORDS
            part = f"its first {language.MOST_WORDS} words" if many else "its beginning"
            found.append(f"That was a long question: we searched for {part}.")
        if self.q and not self.plan.searching:
            found.append("We left those words out, because they are too common to search for. Here is everything.")
        missing = self.results.missing
        if missing and (self.total or len(self.question.words) > 1):
            found.append(f"No record has {' or '.join(f'“{word}”' for word in missing[:5])}.")
        return found

    @cached_property
    def corrected(self) -> str:
        """The question with misspelt words corrected; "" when none was, or when the correction finds nothing."""
        if not self.plan.corrected or not self.total:
            return ""
        return WORD.sub(lambda match: self.plan.corrected.get(fold(match[0]), match[0]), self.q)

    @property
    def corrected_address(self) -> str:
        return self.address(q=self.corrected)

    @property
    def as_typed(self) -> str:
        """The address of a search for the words exactly as typed: quoted words are never corrected."""

        def quote(match: re.Match[str]) -> str:
            return f'"{match[0]}"' if fold(match[0]) in self.plan.corrected else match[0]

        return self.address(q=WORD.sub(quote, self.q))

    @cached_property
    def ways_on(self) -> WaysOn:
        """What to do when nothing was found."""
        without = [
            (self._named_values(number), count, self.address(self.chosen | {BY_NUMBER[number].key: []}))
            for number, count in self.results.without.items()
        ]
        only = [
            (self._named_values(number), count, self.address({key: self.chosen[key]}))
            for number, count in self.results.only.items()
            if (key := BY_NUMBER[number].key)
        ]
        return ways_on(self.plan, self.filter.codes, self.results.unfiltered, without, only, self.address)

    def _named_values(self, number: int) -> str:
        """Return what is chosen of the facet with this number: “London or South East”."""
        facet = BY_NUMBER[number]
        named = [facet.value(code, self.plan.names) for code in self.filter.codes[number]]
        return " or ".join(one[1] for one in named if one) or facet.label
