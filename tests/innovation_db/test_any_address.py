"""Whatever anybody types into an address, the site answers with a page, a redirect or a refusal, never with a fault."""

from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from case_studies.search.facets import FACETS
from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

# 403 is the page of an e-mailed link that is not valid; 405 that of an address for forms.
ANSWERS = {200, 301, 302, 400, 403, 404, 405}
NASTY = [
    "", " ", "\x00", "\x07\x1b[31m", "\u202egnp.exe", "\ufeff", "\ud83d", "🗑️", "a" * 10_000, "é" * 5_000,
    "a " * 5_000, '"', "'", '"a', "a\" or 'b", "((((", "-", "--", "or", "or or", "-or", '-"', "&", "|", "!",
    "<->", ":*", "\\", "%", "%s", "%(p0)s", "{0}", "{{ x }}", "{% x %}", "' OR 1=1; --",
    "1; DROP TABLE case_studies_casestudy", "<script>alert(1)</script>", "../../etc/passwd", "null", "None",
    "true", "NaN", "abc", "-1", "0", "00", "1", "1.5", "1e9", "999999", "99999999999999", "9" * 5_000, "٣", "²",
    "+1", "0x10", "roads", "west-suffolk", "quiet-lanes", "newest", "visits", "saving", "relevance",
]  # fmt: skip
NAMES = [*(facet.key for facet in FACETS), "q", "sort", "page", "by", "kind", "preview", "next", "x"]


def walk(resolver: URLResolver, before: str = "") -> list[str]:
    """Return the routes of the public site; the admin and accounts have a walk of their own."""
    found: list[str] = []
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if route.startswith(("admin/", "account/")):
            continue
        if isinstance(one, URLPattern):
            found.append(route)
        else:
            found += walk(one, route)
    return found


ROUTES = sorted(set(walk(get_resolver())))
# The icon is a file, which the test client leaves open.
FIXED = sorted(route for route in ROUTES if "<" not in route and route != "favicon.ico")
FREE = sorted(route for route in ROUTES if "<" in route)

some_text = st.sampled_from(NASTY) | st.text(st.characters(codec=None), max_size=40)
# As a browser would send it, and as nobody should: bytes that are no UTF-8, signs left bare, a % without its digits.
raw = st.one_of(
    some_text.map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")),
    st.binary(max_size=20).map(quote_from_bytes),
    st.text(st.sampled_from("ab&=%+;#?/'\"<>\\2F"), max_size=20),
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), raw), max_size=5).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@pytest.fixture
def library() -> None:
    """One of everything, so that addresses may also hit."""
    council = CouncilFactory(short_name="West Suffolk")
    study = CaseStudyFactory(
        title="Quiet lanes", published=True, councils=[council], themes=[ThemeFactory(name="Roads")]
    )
    for factory, name in (
        (ServiceAreaFactory, "service_areas"),
        (ProgrammeFactory, "programmes"),
        (PartnerFactory, "partners"),
    ):
        getattr(study, name).add(factory(name="Roads"))


quickly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def status(client: Client, path: str, query: str) -> int:
    return client.generic("GET", path, QUERY_STRING=query).status_code


def filled(route: str, parts: list[str]) -> str:
    """Return the path of this route with these parts in it, one after the other."""
    path = "/" + route
    for part in parts:
        begin, end = path.find("<"), path.find(">")
        if begin >= 0:
            path = path[:begin] + part.replace("<", "%3C").replace("?", "%3F").replace("#", "%23") + path[end + 1 :]
    return path


@pytest.mark.parametrize("value", NASTY, ids=lambda value: ascii(value)[:20])
def test_every_parameter_takes_every_nasty_value(client: Client, library: None, value: str) -> None:
    sent = quote(value.encode("utf-8", "surrogatepass"), safe="")
    everything = "&".join(f"{name}={sent}" for name in NAMES)
    for path in ("/case-studies/", "/councils/", "/themes/roads/", "/councils/west-suffolk/"):
        tidied = {302} if path == "/case-studies/" and not value.strip() else set()
        assert status(client, path, everything) in {200, 400} | tidied


@quickly
@given(st.sampled_from(FIXED), queries)
@example("case-studies/", "q=%FF%FE&page=%&theme=%ED%A0%80")
@example("case-studies/", "&".join(f"theme={number}" for number in range(999)))
def test_pages_answer_whatever_they_are_asked(client: Client, library: None, route: str, query: str) -> None:
    assert status(client, f"/{route}", query) in ANSWERS


@quickly
@given(st.sampled_from(FREE), st.lists(raw, min_size=3, max_size=3), queries)
def test_addresses_answer_whatever_stands_in_them(
    client: Client, library: None, route: str, parts: list[str], query: str
) -> None:
    assert status(client, filled(route, parts), query) in ANSWERS


@pytest.mark.parametrize("route", FREE)
def test_every_address_takes_what_no_text_of_the_database_holds(client: Client, library: None, route: str) -> None:
    """What chance rarely puts into the one place that minds it: characters that PostgreSQL or UTF-8 do not have."""
    for part in ("%00", "a%00.jpg", "%ED%A0%80", quote("🗑️"), "9" * 400):
        for parts in ([part] * 3, ["1", part, part], ["1", "1", part]):
            assert status(client, filled(route, parts), "") in ANSWERS
