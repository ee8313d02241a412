"""A reviewer's own pages, for those who have signed in: what is left to score, and one proposal at a time.

Each sees the proposals they were given and no others, and the reviews of others once their own is done.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db.links import in_private
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import review_actions
from zone_programme.models import Criterion, Review, Zone
from zone_programme.review_forms import ConflictForm, ReviewForm
from zone_programme.reviewing import Desk, others_of

View = Callable[..., HttpResponse]


def reviewer_page(view: View) -> View:
    """Let in whoever may score, and keep the page to them."""

    @login_required
    @permission_required(review_actions.ALLOWED["score"], raise_exception=True)
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return in_private(view(request, *args, **kwargs))

    return kept


@require_safe
@reviewer_page
def reviews(request: HttpRequest, year: int) -> HttpResponse:
    """Show what this reviewer was given, what waits first."""
    zone = get_object_or_404(Zone, year=year)
    return render(request, "zone_programme/reviews.html", {"zone": zone, "desk": Desk(zone, _user(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@reviewer_page
def review(request: HttpRequest, year: int, proposal: int) -> HttpResponse:
    """Show one proposal with the reviewer's own scores, and take them."""
    mine = _own(request, year, proposal)
    criteria = list(mine.proposal.zone.criteria.all())
    form = ReviewForm(mine, criteria, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, mine, form)
    act = review_actions.finish if "_done" in request.POST else review_actions.save_draft
    try:
        act(
            review=mine, scores=form.scores, comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"], by=_user(request),
        )  # fmt: skip
    except RefusedError as refusal:
        return _refused(request, mine, form, refusal)
    if "_done" not in request.POST:
        messages.success(request, "Your draft is saved. It counts once you finish it.")
        return redirect("zone_programme:reviews", year)
    return _after(request, mine)


@require_http_methods(["POST"])
@reviewer_page
def conflict(request: HttpRequest, year: int, proposal: int) -> HttpResponse:
    """Declare a conflict of interest, or take back one declared by mistake."""
    mine = _own(request, year, proposal)
    form = ConflictForm(request.POST)
    try:
        if "_back" in request.POST:
            review_actions.withdraw_conflict(review=mine, by=_user(request))
            return redirect("zone_programme:review", year, proposal)
        if not form.is_valid():
            return _page(request, mine, ReviewForm(mine, list(mine.proposal.zone.criteria.all())), form)
        review_actions.declare_conflict(review=mine, reason=form.cleaned_data["reason"], by=_user(request))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("zone_programme:review", year, proposal)
    messages.success(request, f"You stand back from “{mine.proposal}”. Nobody expects scores of you there.")
    return redirect("zone_programme:reviews", year)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _own(request: HttpRequest, year: int, proposal: int) -> Review:
    """Return the reviewer's own review of a proposal; one they were not given is not there for them."""
    reviews = Review.objects.of(_user(request)).select_related("proposal__zone", "proposal__theme")
    found: Review = get_object_or_404(reviews, proposal=proposal, proposal__zone__year=year)
    return found


def _page(
    request: HttpRequest, mine: Review, form: ReviewForm, conflict: ConflictForm | None = None, status: int = 200
) -> HttpResponse:
    wrong = form.is_bound or conflict is not None
    context = {
        "zone": mine.proposal.zone,
        "proposal": mine.proposal,
        "review": mine,
        "form": form,
        "conflict": conflict or ConflictForm(),
        "closed": not mine.proposal.is_undecided,
        "desk": Desk(mine.proposal.zone, _user(request)),
        "others": others_of(mine),
    }
    return render(request, "zone_programme/review.html", context, status=422 if wrong and status == 200 else status)


def _refused(request: HttpRequest, mine: Review, form: ReviewForm, refusal: RefusedError) -> HttpResponse:
    """Show the form again with all that was typed, and why it is not saved."""
    mine.refresh_from_db()
    names = {f"Choose a score for “{criterion.name}”.": criterion for criterion in form.criteria}
    for sentence in refusal.sentences:
        known: Criterion | None = names.get(sentence)
        form.add_error(form.name_of(known.pk) if known else None, sentence)
    changed = isinstance(refusal, ChangedMeanwhileError)
    if changed:
        form.start_from(mine.version)
    return _page(request, mine, form, status=409 if changed else 422)


def _after(request: HttpRequest, mine: Review) -> HttpResponse:
    """Go on to the next proposal, or back to the list when there is none."""
    desk = Desk(mine.proposal.zone, _user(request))
    done = f"Your review of “{mine.proposal}” is done."
    address = reverse("zone_programme:review", args=[mine.proposal.zone.year, mine.proposal_id])
    if desk.next is None:
        messages.success(request, f"{done} It was the last: thank you.")
        return redirect(address)
    messages.success(request, f"{done} This is the next one.")
    return redirect("zone_programme:review", mine.proposal.zone.year, desk.next.proposal_id)
