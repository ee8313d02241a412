"""Fields in braces that letters are filled in from, such as {name}; pure, no Django."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

# Each field → what officers are told about it.
FIELDS = {
    "name": "who sent the proposal",
    "title": "the title of the proposal",
    "reference": "its reference",
    "zone": "such as “Innovation Zone 2027”",
    "conference": "the conference it is part of",
    "place": "the venue and the city",
    "dates": "its days, as “6 to 8 July 2027”",
    "reason": "what was written with the decision; empty where nothing was",
    "confirm": "for a proposer who speaks, the way to their own page, where they confirm; empty for others",
    "speakers": "which other speakers are asked to confirm, and of whom no address is known; empty without any",
    "tell_us": "the page where councils tell us about their work",
}
# What differs between the proposals of one person: paragraphs that name one of these are said for each in turn.
OF_EACH = frozenset({"title", "reason"})
_FIELD = re.compile(r"\{\s*(\w+)\s*\}")


def fields_in(text: str) -> list[str]:
    """Return the names in braces of a text, in its order, each once."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def unknown_fields(text: str) -> list[str]:
    return [name for name in fields_in(text) if name not in FIELDS]


def merge(text: str, values: Mapping[str, str], each: Iterable[Mapping[str, str]] = ({},)) -> str:
    """Return the text with its fields filled in. What is filled in is not looked at for fields again.

    Paragraphs that name what differs are said once for each of `each`, which go before `values`. A paragraph that held
    nothing but fields, all of them empty, goes; so do blank lines beyond one. A name that is no field stays as it was
    written, in its braces.
    """
    own = list(each)
    filled = []
    for differs, parts in groupby(re.split(r"\n\s*\n", text), lambda part: not OF_EACH.isdisjoint(fields_in(part))):
        run = list(parts)
        filled += [_filled(part, {**values, **one}) for one in (own if differs else [{}]) for part in run]
    return "\n\n".join(part.strip() for part in filled if part.strip())


def _filled(part: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), part)
