"""What happens to every request: how long a session lasts, the second factor, and what Django's own headers lack."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from pghistory.middleware import HistoryMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages and forms need no more; what needs another method later is added here and to the table of the permission walk.
METHODS = ("GET", "HEAD", "OPTIONS", "POST")

# A session is written down as used at most this often, so that reading ten pages is not ten writes.
WRITE_EVERY = timedelta(minutes=5)
LAST_SEEN = "last_seen"

# What somebody who still has to set up a second factor may open.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "healthz",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    }
)


def signed_in(request: HttpRequest) -> bool:
    """Say whether somebody is signed in, without asking the database about readers who have no session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def keep_session(get_response: GetResponse) -> GetResponse:
    """End a session after 12 hours without a request (`SESSION_COOKIE_AGE`), at the most 5 minutes early.

    A session ends 12 hours after it was last written. `SESSION_SAVE_EVERY_REQUEST` would write it for every page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if signed_in(request):
            now = int(timezone.now().timestamp())
            if now - request.session.get(LAST_SEEN, 0) >= WRITE_EVERY.total_seconds():
                request.session[LAST_SEEN] = now
        return get_response(request)

    return middleware


def keep_own_pages_apart(get_response: GetResponse) -> GetResponse:
    """Tell caches that whoever has a session, or a message waiting, gets pages of their own.

    Everybody else gets the same public page, so it says nothing about cookies, unless its view or a form in it does.
    """
    own = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if any(request.COOKIES.get(name) for name in own) and not response.has_header("Cache-Control"):
            patch_vary_headers(response, ("Cookie",))
            response["Cache-Control"] = "private"
        return response

    return middleware


class WhoActs(HistoryMiddleware):
    """Names who acts beside every change of a request, without opening a session for readers who have none."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Naming them goes along with every statement; a reader who is nobody changes nothing by looking.
        if request.method in ("GET", "HEAD") and not signed_in(request):
            response: HttpResponse = self.get_response(request)
        else:
            response = super().__call__(request)
        return response

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_context(request) if signed_in(request) else {"user": None, "url": request.path}


class SecondFactor:
    """Outside the demonstration, lets nobody who has signed in go anywhere before they have a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        if settings.DEMO or not signed_in(request):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in WITHOUT_SECOND_FACTOR or request.user.has_second_factor:  # type: ignore[union-attr]
            return None
        messages.info(request, "Set up a second way to prove who you are. Then you can go on.")
        return redirect("mfa_index")


def limit_and_label(get_response: GetResponse) -> GetResponse:
    """Refuse methods outside `METHODS` and bodies beyond `MAX_REQUEST_SIZE`; say who may embed what we send.

    Pictures may be shown elsewhere, by feed readers for example; everything else only by this site.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.MAX_REQUEST_SIZE:
            return render(request, "413.html", {"megabytes": settings.MAX_REQUEST_SIZE // 1_000_000}, status=413)
        response = get_response(request)
        picture = response.headers.get("Content-Type", "").startswith("image/")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if picture else "same-origin")
        return response

    return middleware
