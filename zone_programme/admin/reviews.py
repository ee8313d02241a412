"""Reviews in the admin: sharing proposals out among reviewers, how far each is, and all reviews of one proposal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from innovation_db.models import User
from innovation_db.refusals import RefusedError
from innovation_db.roles import roles_with
from zone_programme import review_actions
from zone_programme.admin.choosing import ChoosingPages, address, officer
from zone_programme.admin.zone_pages import FORM, Page
from zone_programme.marks import one_place, summary
from zone_programme.models import Proposal, Review, Zone


class GiveForm(forms.Form):
    """Who scores, and by how many each proposal is scored."""

    each = forms.IntegerField(
        label="Reviews of each proposal",
        min_value=1,
        max_value=20,
        initial=3,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Say by how many each is scored: 1 to 20."
        ),
    )
    reviewers = forms.ModelMultipleChoiceField(
        label="Reviewers",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one reviewer."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].queryset = people()  # type: ignore[attr-defined]


def people() -> Any:
    """Return everybody who may score, by name."""
    names = [role.value for role in roles_with(review_actions.ALLOWED["score"])]
    return User.objects.filter(is_active=True, groups__name__in=names).distinct().order_by("name", "pk")


class ReviewsAdmin(ChoosingPages):
    """Adds the pages of reviews to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [
            ("reviews/", "reviews", FORM(self.reviews_view)),
            ("reviews/<int:proposal>/", "proposal_reviews", FORM(self.proposal_reviews_view)),
            *super().zone_pages(),
        ]

    def reviews_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how far the reviewers are, and give them proposals."""
        zone = self.choosing_zone(request, pk, "reviews")
        if "_remind" in request.POST:
            _remind(request, zone)
            return redirect(address("reviews", zone))
        form = GiveForm(request.POST or None)
        problems: list[str] = []
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                given = review_actions.give(
                    zone=zone, reviewers=said["reviewers"], each=said["each"], by=officer(request)
                )
            except RefusedError as refusal:
                problems = refusal.sentences
            else:
                count = len({review.reviewer_id for review in given})
                people_told = "1 reviewer was" if count == 1 else f"{count} reviewers were"
                messages.success(request, f"{len(given)} reviews are given out. {people_told} told by e-mail.")
                return redirect(address("reviews", zone))
        context = self.choosing_context(request, zone, "reviews") | {
            "form": form,
            "problems": [*problems, *(error for errors in form.errors.values() for error in errors)],
            "criteria": list(zone.criteria.all()),
            **_progress(zone),
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "zone_programme/admin/reviews.html", context, status=status)

    def proposal_reviews_view(self, request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
        """Show all reviews of one proposal; give it to one more, take it back, or open a finished one again."""
        zone = self.choosing_zone(request, pk, "reviews")
        row = get_object_or_404(zone.proposals.select_related("zone", "theme"), pk=proposal)
        if request.method == "POST":
            try:
                messages.success(request, _change(request, row))
            except RefusedError as refusal:
                messages.error(request, str(refusal))
            return redirect(address("proposal_reviews", zone, row.pk))
        return TemplateResponse(
            request,
            "zone_programme/admin/proposal_reviews.html",
            self.choosing_context(request, zone, "reviews", str(row)) | _reviews_of(row, officer(request)),
        )


def _remind(request: HttpRequest, zone: Zone) -> None:
    """Remind everybody who has something left to score, and say who was."""
    told = review_actions.remind(zone=zone, by=officer(request))
    if told:
        messages.success(request, f"Reminded by e-mail: {', '.join(map(str, told))}.")
    else:
        messages.warning(request, "Nobody was reminded: all are done, or were written to within the last day.")


def _progress(zone: Zone) -> dict[str, Any]:
    """Return each reviewer's progress, the furthest behind first, and how well the proposals are covered."""
    rows = {row["reviewer"]: row for row in Review.objects.filter(proposal__zone=zone).progress()}
    reviewers = [
        rows[person.pk] | {"person": person} for person in User.objects.filter(pk__in=rows).order_by("name", "pk")
    ]
    undecided = zone.proposals.undecided()
    return {
        "reviewers": sorted(reviewers, key=lambda row: -row["left"]),
        "proposals": undecided.count(),
        "ungiven": undecided.filter(reviews__isnull=True).count(),
        "total": sum(row["finished"] + row["left"] for row in reviewers),
        "behind": sum(row["left"] > 0 for row in reviewers),
        "finished": sum(row["finished"] for row in reviewers),
    }


def _change(request: HttpRequest, proposal: Proposal) -> str:
    """Do what a button of the page of one proposal says, and return what to tell the officer."""
    by, value = officer(request), request.POST.get("person", "")
    if "_give" in request.POST:
        person = people().filter(pk=int(value)).first() if value.isdecimal() and len(value) < 10 else None
        if person is None:
            raise RefusedError("Choose somebody to give it to.")
        review_actions.give_one(proposal=proposal, reviewer=person, by=by)
        return f"{person} has it now, and was told by e-mail."
    name = "_take" if "_take" in request.POST else "_reopen"
    number = request.POST.get(name, "")
    review = proposal.reviews.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if review is None:
        raise RefusedError("This review is no longer there.")
    if name == "_take":
        review_actions.take_back(review=review, by=by)
        return f"{review.reviewer} no longer has it to score."
    review_actions.reopen(review=review, by=by)
    return f"{review.reviewer} can change the review again."


def _reviews_of(proposal: Proposal, user: User) -> dict[str, Any]:
    criteria = list(proposal.zone.criteria.all())
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    rows = list(proposal.reviews.select_related("reviewer").prefetch_related("scores__criterion").order_by("id"))
    blind = any(row.reviewer_id == user.pk and row.done_at is None for row in rows)
    marks = {row.pk: row.mark(weights) for row in rows if row.done_at and not blind}
    result = summary(marks.values())
    taken = [row.reviewer_id for row in rows]
    return {
        "proposal": proposal,
        "blind": blind,
        "rows": [(row, one_place(marks.get(row.pk)), row.done_at is not None and not blind) for row in rows],
        "median": one_place(result.median),
        "spread": one_place(result.spread),
        "people": people().exclude(pk__in=taken),
    }
