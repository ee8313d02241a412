"""Tags for the parts that pages share: breadcrumbs, pagination, error summary, forms. Wording filters are elsewhere."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from innovation_db.forms import error_links, in_house_style

register = template.Library()
_KEPT = 200  # parts of pages that a worker remembers


@register.simple_tag
def kept(template_name: str, **values: object) -> SafeString:
    """Include a template that is given nothing but these hashable values, rendered once by each worker for all pages.

    For what stands on every page: the masthead would be a tenth of the time that most pages take.
    """
    return _rendered(template_name, tuple(values.items()))


@lru_cache(maxsize=_KEPT)
def _rendered(template_name: str, values: tuple[tuple[str, object], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))


@register.inclusion_tag("innovation_db/_breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, object]:
    """`{% breadcrumbs "Councils" "case_studies:councils" council.short_name %}`: label and address in turn.

    An address is a URL name or a path. Home comes first by itself; a last label without an address is this page.
    """
    links = [(str(label), _address(parts[i + 1])) for i, label in enumerate(parts) if i % 2 == 0 and i + 1 < len(parts)]
    return {"links": links, "here": parts[-1] if len(parts) % 2 else ""}


def _address(where: str) -> str:
    try:
        return where if where.startswith(("/", "http")) else reverse(where)
    except NoReverseMatch:
        return where


class PageLink(NamedTuple):
    """A link to one page of several; None in its place stands for those left out."""

    number: str
    address: str
    current: bool


@register.inclusion_tag("innovation_db/_pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Page, label: str = "Pages", address: str | None = None
) -> dict[str, object]:
    """Links to the other pages of `page`, to `address` or else keeping the rest of the query string."""
    if address is None:
        others = context["request"].GET.copy()
        others.pop("page", None)
        address = f"?{others.urlencode()}"
    query = f"{address}page=" if address == "?" else f"{address}&page="
    if not page.has_other_pages():
        return {}
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        PageLink(f"{number:,}", f"{query}{number}", number == page.number) if isinstance(number, int) else None
        for number in numbers
    ]
    before = f"{query}{page.number - 1}" if page.has_previous() else ""
    after = f"{query}{page.number + 1}" if page.has_next() else ""
    return {"label": label, "links": links, "before": before, "after": after}


@register.inclusion_tag("innovation_db/_error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None, title: str = "There is a problem") -> dict[str, object]:
    """What is wrong in these forms and formsets, each line a link to its field; nothing when nothing is wrong."""
    return {"title": title, "errors": [line for form in forms if form is not None for line in error_links(form)]}


@register.filter
def subscribed(path: str) -> str:
    """The address of a calendar for programs that follow it: opened, it is subscribed to and not copied once."""
    return f"webcal://{settings.SITE_URL.partition('://')[2]}{path}"


@register.filter
def house_form(form: BaseForm) -> BaseForm:
    """Render somebody else's form (allauth's, for example) with our fields: `{{ form|house_form }}`."""
    return in_house_style(form)


@register.filter
def house_fields(form: BaseForm) -> Iterable[Any]:
    """The same, field by field: `{% for field in form|house_fields %}{{ field.as_field_group }}{% endfor %}`."""
    return list(in_house_style(form))
