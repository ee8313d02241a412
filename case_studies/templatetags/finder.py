"""The parts of the finder that repeat dozens of times on a page, written without a template for speed.

A template takes four times as long for twenty results and a few hundred checkboxes (docs/performance.md). What a
result and a facet say is decided in `case_studies/search`; here it only becomes HTML.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString

from case_studies.search.cards import Card
from case_studies.search.page import Option, Panel
from innovation_db.addresses import without_addresses

register = template.Library()

_FACET = """<details class="facet"%s>
<summary class="facet__title">%s%s</summary>
<fieldset class="facet__options"><legend class="govuk-visually-hidden">%s</legend>
%s%s</fieldset>
</details>
"""
_CHOSEN = ' <span class="facet__chosen">%s chosen</span>'
_REST = """<details class="facet__rest">
<summary>Show %s more<span class="govuk-visually-hidden">: %s</span></summary>
%s%s</details>
"""
_HIDDEN = '<p class="facet__hidden">%s others have fewer. Type a name in the search box to find theirs.</p>\n'

_HIT = """<article class="hit theme-%s">
<div class="hit__body">
<h3 class="hit__title"><a class="govuk-link" href="%s">%s</a></h3>
<p class="hit__meta">%s</p>
<p class="hit__answer">%s</p>
%s<ul class="tags">%s</ul>
</div>
<img class="hit__cover" src="%s" alt="" width="92" height="104" loading="lazy">
</article>
"""


@register.simple_tag
def facets(panels: Iterable[Panel]) -> SafeString:
    """Every facet with its options as checkboxes, the rarer ones behind a disclosure."""
    return SafeString("".join(_facet(panel) for panel in panels))  # every part of it was escaped


def _facet(panel: Panel) -> str:
    label = escape(panel.facet.label)
    rest = ""
    if panel.rest:
        hidden = _HIDDEN % f"{panel.hidden:,}" if panel.hidden else ""
        rest = _REST % (len(panel.rest), label, _options(panel.facet.key, panel.rest), hidden)
    return _FACET % (
        " open" if panel.open else "",
        label,
        _CHOSEN % panel.chosen if panel.chosen else "",
        label,
        _options(panel.facet.key, panel.first),
        rest,
    )


def _options(key: str, options: Iterable[Option]) -> str:
    lines = []
    for option in options:
        before, after = _option(key, option.value, option.label)
        lines.append(f"{before}{' checked' if option.chosen else ''}{after}{option.count:,}</span></label>\n")
    return "".join(lines)


@lru_cache(maxsize=20_000)
def _option(key: str, value: str, label: str) -> tuple[str, str]:
    """Return what stands around “checked” and the count; there are a few hundred of them, the same on every page."""
    return (
        f'<label class="option"><input type="checkbox" name="{escape(key)}" value="{escape(value)}"',
        f'><span>{escape(label)}</span> <span class="option__count">',
    )


@register.simple_tag
def hit(card: Card) -> SafeString:
    """One result."""
    outcome = f'<p class="hit__outcome">{escape(card.outcome)}</p>\n' if card.outcome else ""
    return SafeString(  # every part of it was escaped
        _HIT
        % (
            card.colour,
            escape(card.url),
            _marked(card.title_parts),
            escape(card.meta),
            _marked(card.summary_parts),
            outcome,
            _tags(card.tags),
            escape(card.cover),
        )
    )


@lru_cache(maxsize=2_000)
def _tags(tags: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<li class="tag{f" tag--{kind}" if kind else ""}">{escape(label)}</li>' for label, kind in tags)


def _marked(parts: Sequence[tuple[str, bool]]) -> str:
    """Return a text with the words that were found marked."""
    if any("@" in text for text, _ in parts):  # an address is kept back, also where a part of it was found
        parts = [(without_addresses("".join(text for text, _ in parts)), False)]
    return "".join([f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in parts])
