"""Writing about a case study: to its contact, or to us when somebody knows more. One form, one limit."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from case_studies.contact import address_for, pass_on, tell_us
from case_studies.forms import ContactForm, KnowMoreForm
from case_studies.models import CaseStudy
from case_studies.views.case_study import Moved, look_up, moved_to
from innovation_db import rate_limits

SENT = "Your message is on its way. The council answers to your e-mail address."
THANKS = "Thank you. Your message is on its way to us."
TOO_MANY = "You have sent several messages in a short time. Wait ten minutes and send again: your text is kept here."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to the contact of a case study, who answers directly."""
    return _write(request, slug, "contact", ContactForm)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def know_more(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell us what a case study does not say yet, what is wrong in it, or who did it too."""
    return _write(request, slug, "know_more", KnowMoreForm)


def _write(request: HttpRequest, slug: str, page: str, form_class: type[ContactForm]) -> HttpResponse:
    try:
        study = look_up(request, slug, CaseStudy.objects.published())
    except Moved as moved:
        return moved_to(request, moved, page)
    to_us = page == "know_more"
    about_reuse = not to_us and request.GET.get("about") == "reuse"
    if not to_us and not address_for(study, about_reuse=about_reuse):
        raise Http404
    form = form_class(request.POST or None)
    status = 200
    if form.is_valid():
        if form.is_from_a_robot:
            return redirect(study)
        if rate_limits.allows(request, "contact"):
            answers = form.cleaned_data
            send = tell_us if to_us else partial(pass_on, about_reuse=about_reuse)
            send(study, **{name: answers[name] for name in ("name", "email", "organisation", "message")})
            messages.success(request, THANKS if to_us else SENT)
            return redirect(study)
        form.add_error(None, TOO_MANY)
        status = 429
    return render(
        request,
        f"case_studies/{page}.html",
        {"case_study": study, "form": form, "about_reuse": about_reuse},
        status=status,
    )
