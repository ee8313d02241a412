"""Every type of public page as a reader meets it: axe at both widths, other ways of seeing, weight on a first visit."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone
from playwright.sync_api import Page, Response

from innovation_db import views
from innovation_db.staticfiles import QuickCompressor
from tests.journeys.conftest import CheckPage

pytestmark = pytest.mark.reads
STUDY = "/case-studies/everyday-telford-one-app-for-reporting-problems-free-to-other-councils/"
ZONE = f"/zone/{timezone.localdate().year + 1}/"  # the one that is made up

PAGES = {
    "home": "/",
    "finder": "/case-studies/",
    "finder-words": "/case-studies/?q=waste",
    "finder-filters": "/case-studies/?q=council&theme=digital-and-technology&theme=data&stage=in-use&has=savings",
    "finder-nothing": "/case-studies/?q=zebra+penguin",
    "finder-nothing-with-filters": "/case-studies/?q=waste&year=1999",
    "finder-corrected": "/case-studies/?q=buckinghamshre+wast+colection",
    "finder-most-of-the-words": "/case-studies/?q=too+many+calls+about+the+same+pothole",
    "finder-last-page": "/case-studies/?page=7",
    "finder-beyond": "/case-studies/?page=400",
    "case-study": STUDY,
    "case-study-summary": "/case-studies/exeter-works-advice-hub/",
    "case-study-know-more": f"{STUDY}know-more/",
    "councils": "/councils/",
    "councils-by-region": "/councils/?by=region",
    "councils-by-kind": "/councils/?by=kind",
    "councils-nothing": "/councils/?q=zebra",
    "council": "/councils/peterborough/",
    "council-without-records": "/councils/aberdeen/",
    "council-ended": "/councils/aylesbury-vale/",
    "themes": "/themes/",
    "theme": "/themes/digital-and-technology/",
    "service-areas": "/service-areas/",
    "service-area": "/service-areas/adult-social-care/",
    "programmes": "/programmes/",
    "programme": "/programmes/creative-councils/",
    "partners": "/partners/",
    "partner": "/partners/nesta/",
    "about": "/about/",
    "data-sources": "/data-sources/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "contact": "/contact/",
    "tell-us": "/tell-us/",
    "lost-link": "/links/lost/",
    "unknown-link": "/links/nonsense/",
    "sign-in": "/account/login/",
    "password-reset": "/account/password/reset/",
    "asks-and-offers": "/asks-and-offers/",
    "ask-or-offer": "/asks-and-offers/post/",
    "appointments": f"{ZONE}appointments/",
    "not-found": "/nowhere/",
}
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
# One of each layout: what holds for them holds for the others.
LAYOUTS = ["home", "finder-filters", "case-study", "council", "themes", "tell-us"]
every_layout = pytest.mark.parametrize("path", [PAGES[name] for name in LAYOUTS], ids=LAYOUTS)


@every_page
def test_axe_finds_nothing_and_a_first_visit_is_light(page: Page, check_page: CheckPage, path: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    weight = sum(map(wire_size, answers))
    assert weight < 100_000
    assert page.title().count(settings.SITE_NAME) == 1
    check_page(page)


def wire_size(answer: Response) -> int:
    """Return the bytes of a page or of what it needs, without pictures, compressed as the real server sends them.

    Pages come compressed from the test server too; static files do not, as it serves them where they lie.
    """
    kind = answer.request.resource_type
    if kind == "document":
        return answer.request.sizes()["responseBodySize"]
    if kind in ("stylesheet", "script"):
        return len(QuickCompressor.compress_brotli(answer.body()))
    return len(answer.body()) if kind == "font" else 0


ERRORS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400": views.bad_request,
    "403": views.permission_denied,
    "403-form": views.csrf_failure,
    "413": lambda request: render(request, "413.html", {"megabytes": 100}),
    "429": lambda request: render(request, "429.html"),
    "500": views.server_error,
}


@pytest.mark.parametrize("view", ERRORS.values(), ids=ERRORS)
def test_axe_finds_nothing_on_error_pages(
    page: Page, check_page: CheckPage, view: Callable[[HttpRequest], HttpResponse]
) -> None:
    """These take a broken site, a robot's haste or a huge file: so what they say is shown under another address."""
    body = view(RequestFactory().get("/about/")).content
    page.route("**/about/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto("/about/")
    assert page.title().count(settings.SITE_NAME) == 1
    check_page(page)


@every_layout
def test_forced_colours_and_still_pages(page: Page, check_page: CheckPage, path: str) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(path)
    check_page(page, without=("color-contrast",))  # the colours are the reader's own
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0


@every_layout
def test_enlarged_pages_and_texts_need_no_scrolling_sideways(page: Page, path: str) -> None:
    """1280 pixels at 400 % are 320 (WCAG 1.4.10); a reader may also have set all text to twice its size (1.4.4)."""
    for width, text in ((320, "100%"), (375, "200%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 512})
        page.goto(path)
        before = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        after = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
        assert float(after[:-2]) == float(before[:-2]) * int(text[:-1]) / 100
        assert page.evaluate("document.documentElement.scrollWidth") == width, f"{width} at {text}"


@pytest.mark.parametrize("path", [STUDY])
def test_a_case_study_on_paper_is_the_case_study(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(media="print")
    hidden = ["Site", "Breadcrumb"]
    assert [page.get_by_role("navigation", name=name).count() for name in hidden] == [0, 0]
    assert page.get_by_role("search").count() == 0
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("link", name="Skip to main content").count() == 0
