"""The page on which a Zone sets how grave each rule of its timetable is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from innovation_db.refusals import ChangedMeanwhileError
from zone_programme import rule_actions
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.clashes import SEVERITIES, Rule, Severity
from zone_programme.models import Zone
from zone_programme.problem import Draft, severities
from zone_programme.rule_words import RULES
from zone_programme.rule_words import SEVERITIES as WORDS


class RulesForm(forms.Form):
    """A choice for each rule, and beside it, hidden, the one that the officer started from."""

    def __init__(self, zone: Zone, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = severities(zone)
        for rule in Rule:
            usual = f"Usually: {WORDS[SEVERITIES[rule]].split(':')[0].lower()}."
            self.fields[rule] = forms.ChoiceField(
                choices=list(WORDS.items()),
                initial=self.now[rule],
                label=RULES[rule].name,
                help_text=f"{RULES[rule].meaning} {usual}",
            )
            self.fields[f"{rule}_seen"] = forms.ChoiceField(
                choices=list(WORDS.items()), initial=self.now[rule], widget=forms.HiddenInput, required=False
            )

    def said(self) -> dict[Rule, Severity]:
        return {rule: Severity(self.cleaned_data[rule]) for rule in Rule}

    def seen(self) -> dict[Rule, Severity]:
        return {rule: Severity(self.cleaned_data[f"{rule}_seen"] or SEVERITIES[rule]) for rule in Rule}

    def rows(self, counts: dict[Rule, int]) -> list[dict[str, Any]]:
        """Return a row for each rule: its field, how often the draft breaks it, and a choice made meanwhile."""
        rows = []
        for rule in Rule:
            seen = self.data.get(f"{rule}_seen", self.now[rule])
            rows.append(
                {
                    "rule": rule,
                    "field": self[rule],
                    "count": counts.get(rule, 0),
                    "now": self.now[rule],
                    "theirs": WORDS[self.now[rule]] if seen != self.now[rule] else "",
                }
            )
        return rows


class RulesAdmin(ZonePagesAdmin):
    def zone_pages(self) -> list[Page]:
        return [("rules/", "rules", FORM(self.rules_view)), *super().zone_pages()]

    def rules_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show every rule in a sentence with how grave it is here, and set it."""
        zone = self.zone_for(request, pk, rule_actions.ALLOWED)
        form = RulesForm(zone, request.POST if request.method == "POST" else None)
        problems: list[str] = []
        status = 200
        if request.method == "POST":
            if form.is_valid():
                try:
                    rule_actions.set_severities(
                        zone=zone,
                        severities=form.said(),
                        seen=form.seen(),
                        by=request.user,  # type: ignore[arg-type]
                    )
                except ChangedMeanwhileError as refusal:
                    problems, status = refusal.sentences, 409
                else:
                    messages.success(request, "The rules are set. The timetable and its release go by them.")
                    return redirect("admin:zone_programme_zone_rules", zone.pk)
            else:
                problems, status = ["Choose how grave each rule is."], 422
        counts: dict[Rule, int] = {}
        for clash in Draft(zone).clashes():
            counts[clash.rule] = counts.get(clash.rule, 0) + 1
        context = {
            **self.zone_context(request, zone, "Rules of the timetable"),
            "rows": form.rows(counts),
            "problems": problems,
        }
        return TemplateResponse(request, "zone_programme/admin/rules.html", context, status=status)
