"""After a Zone: its figures, the drafts that its sessions become, the exhibitors still without one, and thanks."""

import csv

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from case_studies.models import Council
from innovation_db.admin.work_lists import WorkList, register
from innovation_db.models import Job
from innovation_db.refusals import RefusedError
from innovation_db.spreadsheets import BYTE_ORDER_MARK, harmless
from zone_programme import figures, thanking, writing_up
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.models import Session, Zone

SEE = "zone_programme.view_session"

register(
    WorkList(
        Session,
        "not-written-up",
        "Sessions to write up",
        "Of Zones that are over, without a case study yet",
        lambda rows, user: rows.waiting_to_be_written_up(),
    ),
    WorkList(
        Council,
        "exhibitors",
        "Exhibitors without a case study",
        "Took part in a Zone that is over; nothing of it is in the library",
        lambda rows, user: rows.filter(pk__in=figures.exhibitors_without().values("pk")),
    ),
)


class WordsForm(forms.Form):
    words = forms.CharField(
        label="Your own words",
        help_text="Set into every letter, after the thanks. May stay empty.",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )


class AfterwardsAdmin(ZonePagesAdmin):
    """Adds the pages to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [
            ("afterwards/", "afterwards", require_safe(self.afterwards_view)),
            ("afterwards/figures.csv", "figures", require_safe(self.figures_view)),
            ("afterwards/all/", "write_up_all", require_POST(self.write_up_all_view)),
            ("afterwards/session/<int:session>/", "write_up", require_POST(self.write_up_view)),
            ("afterwards/thanks/", "thanks", FORM(self.thanks_view)),
            *super().zone_pages(),
        ]

    def afterwards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        zone = self.zone_for(request, pk, SEE)
        waiting = Session.objects.filter(zone=zone).waiting_to_be_written_up().prefetch_related("councils")
        told = figures.written_up(zone).order_by("title").prefetch_related("case_studies")
        context = self.zone_context(request, zone, "After the Zone") | {
            "over": _is_over(zone),
            "figures": figures.table(zone),
            "waiting": list(waiting.order_by("title", "pk")),
            "told": list(told),
            "exhibitors": [
                (council, figures.days_since(council.shown_on))  # type: ignore[attr-defined]
                for council in figures.exhibitors_without(Zone.objects.filter(pk=pk))
            ],
            "unthanked": thanking.to_be_thanked(zone).count(),
            "may_write_up": request.user.has_perm(writing_up.ALLOWED),  # type: ignore[union-attr]
            "may_thank": request.user.has_perm(thanking.ALLOWED),  # type: ignore[union-attr]
        }
        return TemplateResponse(request, "zone_programme/admin/afterwards.html", context)

    def figures_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the figures as a spreadsheet."""
        zone = self.zone_for(request, pk, SEE)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="innovation-zone-{zone.year}-figures.csv"'
        response.write(BYTE_ORDER_MARK)
        writer = csv.writer(response)
        writer.writerow(["year", "group", "figure", "value", "definition"])
        for group, label, value, definition in figures.table(zone):
            writer.writerow([zone.year, group, harmless(label), "" if value is None else value, definition])
        return response

    def write_up_view(self, request: HttpRequest, pk: int, session: int) -> HttpResponse:
        zone = self.zone_for(request, pk, writing_up.ALLOWED)
        row = get_object_or_404(Session, pk=session, zone=zone)
        try:
            study = writing_up.write_up(session=row, by=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:zone_programme_zone_afterwards", pk)
        messages.success(request, f"“{study}” is a draft now.")
        if request.user.has_perm("case_studies.change_casestudy"):  # type: ignore[union-attr]
            return redirect("admin:case_studies_casestudy_change", study.pk)
        return redirect("admin:zone_programme_zone_afterwards", pk)

    def write_up_all_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        zone = self.zone_for(request, pk, writing_up.ALLOWED)
        title = f"Draft case studies of the {zone}"
        return self._started(request, zone, writing_up.write_up_all.start(by=request.user, title=title, zone=pk))  # type: ignore[arg-type]

    def thanks_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the letter as each would get it; send it with the button “Send”, or look at it again with new words."""
        zone = self.zone_for(request, pk, thanking.ALLOWED)
        form = WordsForm(request.POST or None)
        words = form.cleaned_data["words"] if form.is_valid() else ""
        speakers = list(thanking.to_be_thanked(zone))
        if form.is_valid() and "send" in request.POST and speakers:
            title = f"Letters of thanks of the {zone}"
            start = thanking.thank_all.start(by=request.user, title=title, zone=pk, words=words)  # type: ignore[arg-type]
            return self._started(request, zone, start)
        chosen = next((one for one in speakers if str(one.pk) == request.POST.get("speaker")), None)
        chosen = chosen or next(iter(speakers), None)
        context = self.zone_context(request, zone, "Letters of thanks") | {
            "form": form,
            "over": _is_over(zone),
            "speakers": speakers,
            "chosen": chosen,
            "letter": thanking.preview(chosen, words) if chosen else None,
            "thanked": thanking.spoke(zone).filter(thank_you__isnull=False).select_related("thank_you"),
            "without_address": thanking.spoke(zone).filter(email=""),
        }
        return TemplateResponse(
            request, "zone_programme/admin/thanks.html", context, status=400 if form.errors else 200
        )

    def _started(self, request: HttpRequest, zone: Zone, started: Job) -> HttpResponse:
        """Lead to where the job can be watched, or back with a sentence."""
        messages.success(request, f"“{started}” has begun.")
        if request.user.has_perm("innovation_db.view_job"):  # type: ignore[union-attr]
            return redirect("admin:innovation_db_job_change", started.pk)
        return redirect("admin:zone_programme_zone_afterwards", zone.pk)


def _is_over(zone: Zone) -> bool:
    return Session.objects.filter(zone=zone).after_their_zone().exists()
