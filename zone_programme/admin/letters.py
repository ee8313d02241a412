"""Letters in the admin: who still waits to be told, each letter as its reader will see it, and sending them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from innovation_db import jobs, mail
from innovation_db.admin.editing import EditingAdmin
from innovation_db.history.words import listed
from innovation_db.models import Job
from zone_programme import asking, letters
from zone_programme.admin.choosing import ChoosingPages, address, officer
from zone_programme.admin.zone_pages import FORM, Page
from zone_programme.merging import FIELDS
from zone_programme.models import Letter, LetterTemplate, Outcome, Proposal, Zone


class LettersAdmin(ChoosingPages):
    """Adds the pages of letters to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [
            ("letters/", "letters", FORM(self.letters_view)),
            ("letters/speakers/", "ask_speakers", require_POST(self.speakers_view)),
            ("letters/words/", "words", require_POST(self.words_view)),
            ("letters/<int:proposal>/", "letter", require_safe(self.letter_view)),
            *super().zone_pages(),
        ]

    def letters_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the letters that wait, outcome by outcome, and send those of one in the background."""
        zone = self.choosing_zone(request, pk, "letters")
        if request.method == "POST":
            _start(request, zone)
            return redirect(address("letters", zone))
        under_way = Job.objects.filter(
            task__in=[letters.send_letters.path, asking.ask_speakers.path], arguments__zone=zone.pk
        )
        context = self.choosing_context(request, zone, "letters") | {
            "groups": [_group(zone, Outcome(outcome)) for outcome in Outcome],
            "speakers": list(zone.speakers.to_be_asked()),
            "jobs": under_way.order_by("-created_at")[:3],
            "worker_is_there": jobs.worker_is_there(),
        }
        return TemplateResponse(request, "zone_programme/admin/letters.html", context)

    def letter_view(self, request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
        """Show one letter that waits as its reader will see it, with the ones before and after it."""
        zone = self.choosing_zone(request, pk, "letters")
        row: Proposal = get_object_or_404(zone.proposals.untold(), pk=proposal)
        waiting = letters.waiting(zone, row.state)
        here = next(number for number, theirs in enumerate(waiting) if row in theirs)
        theirs = waiting[here]
        subject, text = letters.written(theirs, letters.template_of(zone, row.state))
        html = mail.layout(subject, text).replace("<style>", f'<style nonce="{get_nonce(request)}">')
        context = self.choosing_context(request, zone, "letters", f"Letter {here + 1} of {len(waiting)}") | {
            "proposal": row,
            "titles": _titles(theirs),
            "subject": subject,
            "text": text,
            "html": html,
            "asked": asking.preview(theirs) if row.state == Outcome.ACCEPTED else [],
            "sender": settings.DEFAULT_FROM_EMAIL,
            "reply_to": settings.CONTACT_EMAIL,
            "before": waiting[here - 1][0].pk if here else None,
            "after": waiting[here + 1][0].pk if here + 1 < len(waiting) else None,
        }
        return TemplateResponse(request, "zone_programme/admin/letter.html", context)

    def speakers_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask in the background every speaker who was not asked yet, such as those added after the letters."""
        zone = self.choosing_zone(request, pk, "letters")
        title = f"Speakers of the {zone} asked to confirm"
        asking.ask_speakers.start(by=officer(request), title=title, zone=zone.pk)
        messages.success(request, "The speakers are being written to. How far it is is shown below.")
        return redirect(address("letters", zone))

    def words_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the words of an outcome's letter to be changed; the first time, the usual words are put there."""
        zone = self.choosing_zone(request, pk, "letters")
        outcome = request.POST.get("outcome", "")
        if outcome not in Outcome.values:
            return redirect(address("letters", zone))
        subject, text = letters.DEFAULTS[outcome]
        row, _ = LetterTemplate.objects.get_or_create(
            zone=zone, outcome=outcome, defaults={"subject": subject, "text": text}
        )
        return redirect("admin:zone_programme_lettertemplate_change", row.pk)


def _group(zone: Zone, outcome: Outcome) -> dict[str, Any]:
    waiting, template = letters.waiting(zone, outcome), letters.template_of(zone, outcome)
    sent = Letter.objects.filter(proposal__zone=zone, outcome=outcome).select_related("message", "proposal")
    by_message = groupby(sent.order_by("-message", "proposal__title"), lambda letter: letter.message)
    return {
        "outcome": outcome,
        "waiting": [{"first": theirs[0], "titles": _titles(theirs), "all": theirs} for theirs in waiting],
        "template": template,
        "subject": letters.written(waiting[0], template)[0] if waiting else "",
        "sent": [
            {"message": message, "titles": _titles(letter.proposal for letter in told)} for message, told in by_message
        ],
    }


def _titles(proposals: Iterable[Proposal]) -> str:
    return listed([one.title for one in proposals])


def _start(request: HttpRequest, zone: Zone) -> None:
    """Start sending the letters of one outcome to whoever was on the page."""
    outcome, version = request.POST.get("outcome", ""), request.POST.get("template_version", "")
    seen = letters.pairs(request.POST.getlist("seen"))
    if outcome not in Outcome.values or not version.isdecimal() or not seen:
        messages.error(request, "There was nothing to send. Look at the list again.")
        return
    label = Outcome(outcome).label.lower()
    letters.send_letters.start(
        by=officer(request), title=f"Letters to proposers of the {zone}: {label}",
        zone=zone.pk, outcome=outcome, seen=[list(pair) for pair in seen], template_version=int(version[:9]),
    )  # fmt: skip
    messages.success(request, "The letters are being written. How far they are is shown below.")


@admin.register(LetterTemplate)
class LetterTemplateAdmin(EditingAdmin):
    place = 26
    list_display = ["__str__", "subject"]
    list_filter = ["zone", "outcome"]
    list_select_related = ["zone"]
    fields = ["zone", "outcome", "subject", "text", "to_fill_in"]
    readonly_fields = ["zone", "outcome", "to_fill_in"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # each Zone has one for each outcome: the page of letters makes it

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "text":
            field.widget.attrs |= {"rows": 18, "class": "letter-words"}
        return field

    @admin.display(description="What can be filled in")
    def to_fill_in(self, template: LetterTemplate) -> SafeString:
        return render_to_string(
            "zone_programme/admin/_to_fill_in.html",
            {"fields": [(f"{{{name}}}", meaning) for name, meaning in FIELDS.items()], "template": template},
        )
