"""Asking the contact of a case study: the form, its limit, and the page that says what happens next."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from case_studies.contact import pass_on
from case_studies.forms import ContactForm
from case_studies.models import CaseStudy
from case_studies.views.case_study import Moved, look_up, moved_to
from innovation_db import rate_limits

SENT = "Your message is on its way. The council answers to your e-mail address."
TOO_MANY = (
    "You have sent several messages in the last hour. Wait a little, then press Send again: your text is kept here."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        study = look_up(request, slug, CaseStudy.objects.published())
    except Moved as moved:
        return moved_to(request, moved, "contact")
    if not study.contact_email:
        raise Http404
    form = ContactForm(request.POST or None)
    status = 200
    if form.is_valid():
        if form.is_from_a_robot:
            return redirect(study)
        if rate_limits.allows(request, "contact"):
            answers = form.cleaned_data
            pass_on(
                study,
                name=answers["name"],
                email=answers["email"],
                organisation=answers["organisation"],
                text=answers["message"],
            )
            messages.success(request, SENT)
            return redirect(study)
        form.add_error(None, TOO_MANY)
        status = 429
    return render(request, "case_studies/contact.html", {"case_study": study, "form": form}, status=status)
