"""Giving proposals to reviewers, and what reviewers do with them: draft, finish, declare a conflict, take it back.

Each locks the review, so that a reviewer in two windows, or an officer at the same time, comes one after the other.
Whether somebody may do it is asked before; that a review is the person's own is the caller's look-up.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from innovation_db import mail
from innovation_db.history import acting
from innovation_db.models import Message, User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.assigning import assign
from zone_programme.models import Criterion, Proposal, Review, Score, Zone

ALLOWED = {"score": "zone_programme.score_review", "assign": "zone_programme.assign_review"}
# Nobody is reminded more often than this.
REMINDED_FOR = timedelta(days=1)
DONE_ALREADY = "This review is done, so it stays as it is. An officer of the Zone can open it again."


@transaction.atomic
def give(*, zone: Zone, reviewers: Iterable[User], each: int, by: User | None) -> list[Review]:
    """Share the undecided proposals of a Zone out, so that each has `each` reviewers, and tell them by e-mail.

    Nobody is given a proposal of the council they belong to. Raises `RefusedError` when nothing can be given.
    """
    row = Zone.objects.select_for_update().get(pk=zone.pk)  # two officers at once would give everything twice
    people = {person.pk: person for person in reviewers}
    if not row.criteria.exists():
        raise RefusedError("Write the criteria of the Zone first: reviewers score by them.")
    if not people:
        raise RefusedError("Choose at least one reviewer.")
    proposals = list(row.proposals.undecided().order_by("submitted_at", "id").prefetch_related("councils"))
    taken = Review.objects.filter(proposal__in=proposals).values_list("proposal", "reviewer")
    pairs = assign(
        [proposal.pk for proposal in proposals],
        list(people),
        each=each,
        taken=set(taken),
        barred=barred(proposals, people.values()),
    )
    if not pairs:
        raise RefusedError("There is nothing to give: every proposal has that many reviewers, or nobody may score it.")
    with acting(user=by, reason="Proposals given to reviewers"):
        given = Review.objects.bulk_create(
            Review(proposal_id=proposal, reviewer_id=reviewer, given_by=by) for proposal, reviewer in pairs
        )
    for reviewer, count in sorted(Counter(review.reviewer_id for review in given).items()):
        tell(people[reviewer], row, count, by=by)
    return given


@transaction.atomic
def give_one(*, proposal: Proposal, reviewer: User, by: User) -> Review:
    """Give one proposal to one more reviewer and tell them. Raises `RefusedError`."""
    if (proposal.pk, reviewer.pk) in barred([proposal], [reviewer]):
        raise RefusedError(f"{reviewer} belongs to a council that proposes this.")
    with acting(user=by):
        review, new = Review.objects.get_or_create(proposal=proposal, reviewer=reviewer, defaults={"given_by": by})
    if not new:
        raise RefusedError(f"{reviewer} has this proposal already.")
    tell(reviewer, proposal.zone, 1, by=by)
    return review


def barred(proposals: Iterable[Proposal], people: Iterable[User]) -> set[tuple[int, int]]:
    """Return the pairs (proposal, person) of somebody with a proposal of their own council. Costs a query a proposal
    unless the councils are prefetched.
    """
    theirs = {person.pk: person.organisation.strip().casefold() for person in people}
    return {
        (proposal.pk, person)
        for proposal in proposals
        for council in proposal.councils.all()
        for person, organisation in theirs.items()
        if organisation in (council.official_name.casefold(), council.short_name.casefold())
    }


def tell(reviewer: User, zone: Zone, count: int, *, by: User | None) -> None:
    """E-mail a reviewer that there are proposals to score."""
    link = mail.absolute(reverse("zone_programme:reviews", args=[zone.year]))
    context = {"reviewer": reviewer, "zone": zone, "count": count, "link": link}
    mail.send(template="reviews_given", to=reviewer.email, context=context, about=zone, by=by)


@transaction.atomic
def remind(*, zone: Zone, by: User | None) -> list[User]:
    """E-mail each reviewer with proposals left to score how many there are, and return them.

    Whoever was written to about them within `REMINDED_FOR` is left in peace, so that a second press writes to nobody.
    """
    row = Zone.objects.select_for_update().get(pk=zone.pk)  # of two officers who press at once, one writes
    left = {one["reviewer"]: one["left"] for one in Review.objects.filter(proposal__zone=row).progress() if one["left"]}
    lately = Message.objects.filter(
        template__in=["reviews_given", "reviews_left"], created_at__gt=timezone.now() - REMINDED_FOR,
        about_type=ContentType.objects.get_for_model(Zone), about_id=row.pk,
    )  # fmt: skip
    people = User.objects.filter(pk__in=left, is_active=True).exclude(email__in=lately.values("to"))
    link = mail.absolute(reverse("zone_programme:reviews", args=[row.year]))
    for person in (told := list(people.order_by("name", "pk"))):
        context = {"reviewer": person, "zone": row, "count": left[person.pk], "link": link}
        mail.send(template="reviews_left", to=person.email, context=context, about=row, by=by)
    return told


@transaction.atomic
def take_back(*, review: Review, by: User) -> None:
    """Take a proposal away from a reviewer who has not finished it. Raises `RefusedError`."""
    row = _locked(review)
    if row.done_at:
        raise RefusedError("This review is done, and counts.")
    with acting(user=by, reason="Taken back from the reviewer"):
        row.delete()


@transaction.atomic
def reopen(*, review: Review, by: User) -> Review:
    """Let a reviewer change a finished review, or a declared conflict. Raises `RefusedError`."""
    row = _locked(review)
    if row.done_at is None and row.conflict_at is None:
        raise RefusedError("This review is open already.")
    row.done_at, row.conflict_at, row.conflict = None, None, ""
    return _saved(row, by, "Opened again", "done_at", "conflict_at", "conflict")


# --- What a reviewer does --------------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(*, review: Review, scores: Mapping[int, int], comment: str, version: int, by: User) -> Review:
    """Keep scores (criterion → 0 to 5) and comment; what is not scored is emptied.

    Raises `RefusedError`, and `ChangedMeanwhileError` when it was saved since the reviewer opened it.
    """
    row = _open(review, version)
    with acting(user=by):
        _keep_scores(row, scores)
    row.comment = comment
    return _saved(row, by, "", "comment")


@transaction.atomic
def finish(*, review: Review, scores: Mapping[int, int], comment: str, version: int, by: User) -> Review:
    """Keep the review for good: from now on it counts, and its reviewer sees those of others.

    Raises `RefusedError` naming every criterion without a score, and `ChangedMeanwhileError` as `save_draft` does.
    """
    row = _open(review, version)
    criteria = Criterion.objects.filter(zone=row.proposal.zone_id)
    if missing := [criterion.name for criterion in criteria if criterion.pk not in scores]:
        raise RefusedError(*(f"Choose a score for “{name}”." for name in missing))
    with acting(user=by):
        _keep_scores(row, scores)
    row.comment, row.done_at = comment, timezone.now()
    return _saved(row, by, "Review done", "comment", "done_at")


@transaction.atomic
def declare_conflict(*, review: Review, reason: str, by: User) -> Review:
    """Stand back from a proposal: what was scored so far goes, and the review counts for nothing.

    Raises `RefusedError`.
    """
    row = _open(review)
    if not reason.strip():
        raise RefusedError("Say what the conflict is, such as “I work with this council”.")
    with acting(user=by):
        row.scores.all().delete()
    row.conflict, row.conflict_at, row.comment = reason.strip(), timezone.now(), ""
    return _saved(row, by, "Conflict of interest declared", "conflict", "conflict_at", "comment")


@transaction.atomic
def withdraw_conflict(*, review: Review, by: User) -> Review:
    """Take back a conflict that was declared by mistake. Raises `RefusedError`."""
    row = _locked(review)
    if row.conflict_at is None:
        raise RefusedError("No conflict of interest is declared here.")
    _refuse_decided(row)
    row.conflict, row.conflict_at = "", None
    return _saved(row, by, "Conflict of interest taken back", "conflict", "conflict_at")


def _locked(review: Review) -> Review:
    row: Review = Review.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=review.pk)
    return row


def _open(review: Review, version: int | None = None) -> Review:
    """Return the review, locked, if it may still be written."""
    row = _locked(review)
    if row.done_at:
        raise RefusedError(DONE_ALREADY)
    if row.conflict_at:
        raise RefusedError("You have declared a conflict of interest here. Take that back first.")
    _refuse_decided(row)
    if version is not None and row.version != version:
        raise ChangedMeanwhileError(
            "You saved this in another window since you opened it here. What you chose here is below and not saved "
            "yet. Look at it, and press the button again to save it."
        )
    return row


def _refuse_decided(row: Review) -> None:
    if not row.proposal.is_undecided:
        raise RefusedError("This proposal is decided or withdrawn, so it needs no more scores. Thank you.")


def _keep_scores(row: Review, scores: Mapping[int, int]) -> None:
    known = set(Criterion.objects.filter(zone=row.proposal.zone_id).values_list("pk", flat=True))
    row.scores.exclude(criterion__in=scores).delete()
    for criterion, value in scores.items():
        if criterion in known:
            Score.objects.update_or_create(review=row, criterion_id=criterion, defaults={"value": value})


def _saved(row: Review, by: User, reason: str, *fields: str) -> Review:
    with acting(user=by, reason=reason):
        row.save(update_fields=fields)
    row.refresh_from_db()
    return row
