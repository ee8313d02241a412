"""Forms of the admin that arrive when nobody is signed in, or with the token of an earlier sign-in: their words are
handed back on a page, to be sent again.

The page is all that keeps them: nothing of somebody who is not signed in is stored here.
"""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from innovation_db.history.words import readable
from innovation_db.stale import FIELD

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  a field's name
FILES = "_kept_files"  # the names of files that were chosen and could not be kept, sent along


def lost_without(request: HttpRequest) -> bool:
    """Say whether a form was sent that the sign-in page would swallow. What scripts send they keep themselves."""
    if request.method != "POST" or request.user.is_authenticated:
        return False
    return _from_a_page(request) and any(name != TOKEN for name in [*request.POST, *request.FILES])


def token_is_old(request: HttpRequest) -> bool:
    """Say whether a form that was refused for its token came from a page of our own admin.

    The browser itself says where a form came from; one that another site made is never handed back with a new token.
    """
    own = f"{request.scheme}://{request.get_host()}"
    return (
        request.method == "POST"
        and request.path.startswith(reverse("admin:index"))
        and request.headers.get("Origin") == own
        and _from_a_page(request)
        and any(name != TOKEN for name in request.POST)
    )


def page(request: HttpRequest) -> HttpResponse:
    """Answer with the page that holds what was sent, with a new token."""
    signed_in = request.user.is_authenticated
    files = ", ".join(sorted(str(file) for file in request.FILES.values())) or request.POST.get(FILES, "")
    sign_in = reverse(settings.LOGIN_URL)
    response = TemplateResponse(
        request,
        "innovation_db/admin/kept_form.html",
        {
            **admin.site.each_context(request),
            "is_nav_sidebar_enabled": signed_in,
            "title": "Not saved yet: send it once more" if signed_in else "Not saved yet: you are signed out",
            "fields": [(name, value) for name, values in _fields(request) for value in values],
            "typed": typed_words(request.POST),
            "files": files,
            "files_name": FILES,
            "sign_in": f"{sign_in}?{urlencode({'next': reverse('admin:index')})}",
        },
        status=403,
    )
    add_never_cache_headers(response)
    return response


def typed_words(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what somebody typed into a form, to be read: (name of the field, words)."""
    return [
        (name.replace("-", " ").replace("_", " ").capitalize(), readable(value) if value.startswith("<") else value)
        for name, values in sent.lists()
        for value in values
        if value and not name.startswith("_") and not name.endswith(("_FORMS", "-id")) and "__prefix__" not in name
        if name not in (FIELD, TOKEN)
    ]


def _fields(request: HttpRequest) -> list[tuple[str, list[str]]]:
    return [(name, values) for name, values in request.POST.lists() if name not in (TOKEN, FILES)]


def _from_a_page(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
