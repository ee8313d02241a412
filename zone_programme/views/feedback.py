"""Where delegates say what they think of a session, by the QR code of its page or of its room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db import rate_limits
from zone_programme import feedback
from zone_programme.feedback import FeedbackForm
from zone_programme.views.answers import released

# Says that this browser has answered, at the address of this session alone; it names nobody.
GIVEN = "feedback-given"
GIVEN_FOR = 60 * 60 * 24 * 60
TOO_MANY = "Many people answer from your network just now. Wait a minute and send again: your answers are kept here."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_feedback(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Ask three questions about one session, once in each browser."""
    here, reading = released(year)
    session = reading.programme.session_by_slug.get(slug)
    if session is None:
        raise Http404("No session of this programme has this address.")
    occurrences = reading.by_session[session.id]
    context = {"here": here, "zone": here.zone, "session": session, "occurrences": occurrences}
    context["tried"] = feedback.is_tried(reading, occurrences, timezone.now())
    if not feedback.is_open(reading, occurrences, timezone.now()):
        over = reading.ends is None or timezone.now() > reading.ends
        return render(request, "zone_programme/feedback/closed.html", context | {"over": over})
    if GIVEN in request.COOKIES:
        return render(request, "zone_programme/feedback/thanks.html", context)
    form = FeedbackForm(request.POST) if request.method == "POST" else FeedbackForm.blank()
    status = 400 if form.errors else 200
    if form.is_valid():
        if rate_limits.allows(request, "feedback"):
            feedback.give(session=session.id, **form.cleaned_data)
            response = redirect(request.path)
            response.set_cookie(
                GIVEN, "1", max_age=GIVEN_FOR, path=request.path, httponly=True, samesite="Lax",
                secure=request.is_secure(),
            )  # fmt: skip
            return response
        form.add_error(None, TOO_MANY)
        status = 429
    return render(request, "zone_programme/feedback/form.html", context | {"form": form}, status=status)


@never_cache
@require_safe
def choose(request: HttpRequest, year: int) -> HttpResponse:
    """Offer what began lately, in one space with `?space=`: straight to its questions where that is one session."""
    here, reading = released(year)
    space = next((one for one in reading.programme.spaces if one.slug == request.GET.get("space")), None)
    found = feedback.lately(reading, timezone.now(), space.slug if space else "")
    if space and len(found) == 1:
        return redirect(reverse("zone_programme:feedback", args=[year, found[0].session.slug]))
    context = {"here": here, "zone": here.zone, "space": space, "lately": found}
    return render(request, "zone_programme/feedback/choose.html", context)
