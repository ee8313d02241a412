"""Pages of the floor that belong to no app: health, the pages about the site, robots, favicon and errors."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import Error, connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from innovation_db.admin import kept_forms
from innovation_db.api.errors import PREFIX
from innovation_db.api.errors import not_found as api_not_found
from innovation_db.context_processors import site


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether the site and its database answer: 200 or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of a page that is all text: `templates/innovation_db/<name>.html`."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"innovation_db/{name}.html")

    return view


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read everything public, but not walk the endless combinations of filters."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /account/",
        "Disallow: /case-studies/?",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse | FileResponse:
    """Answer browsers that ask for the icon under the address they all know."""
    found = finders.find("images/favicon.ico")
    if isinstance(found, str):
        return FileResponse(Path(found).open("rb"), content_type="image/x-icon")
    return HttpResponseRedirect(static("images/favicon.ico"))


def _error(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer people with a page and programs, below the API's address, with JSON."""
    return api_not_found(request) if request.path.startswith(PREFIX) else _error(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its token: an old page, or cookies refused. The admin's own is handed back."""
    if kept_forms.token_is_old(request):
        return kept_forms.page(request)
    return _error(request, "403_csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke. It asks nothing of the database, nor of context processors that might."""
    return HttpResponse(loader.get_template("500.html").render(site(request)), status=500)
