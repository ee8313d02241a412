"""A report as it is drafted: what stands at its head, its blocks, its contacts and its figures.

What was cleared and published is in `versions.py`, and never changes.
"""

import json
import re
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from board_reports.figures.qualifiers import Qualifier
from board_reports.figures.wording import Style
from board_reports.models.boards import Board, Meeting, Membership
from board_reports.numbering import Kind
from innovation_db.history.aggregates import event_model
from innovation_db.models import User, Versioned, bump_parent_version, bump_version, tracked
from innovation_db.roles import Role

TABLE = "board_reports_report"
RESTRICTED_TO = {
    "board": "members of the board and officers",
    "members": "members of the board and the officers named",
    "named": "the people named",
}
QUALIFIERS = [(one.value, one.value or "as it is") for one in Qualifier]
WHOLE = "whole"  # what stands for the figure itself where it is compared with all of them, not only with some
OFFICERS = "board_reports.view_report"  # who holds it reads every report that is not kept to fewer, whatever its state
SUBMIT, CLEAR = "board_reports.submit_report", "board_reports.clear_report"


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> "ReportQuerySet":
        return self.filter(state=Report.State.PUBLISHED)

    def readable_by(self, user: User | AnonymousUser) -> "ReportQuerySet":
        """The published reports that this reader may open: a restricted one only its audience.

        Every way to a report goes through here: pages, search, feeds, the API, files and sitemaps.
        """
        published, public = self.published(), Q(restricted=False)
        if not user.is_authenticated:
            return published.filter(public)
        if user.has_perm(OFFICERS):
            return published.filter(public | Q(audience=Report.Audience.BOARD) | _named(user) | _seated(user))
        return published.filter(public | _named(user) | _seated(user))

    def worked_at_by(self, user: User) -> "ReportQuerySet":
        """The reports of any state that this officer may open in the admin.

        One whose audience is narrow is open to the officers named, to who wrote at it or moved it on, and, while it is
        in clearance, to who clears reports. An administrator opens every one, so that nobody is locked out for good.
        """
        if Role.ADMINISTRATOR in user.roles:
            return self.all()
        return self.filter(_broad() | _named(user) | _written_by(user) | _cleared_by(user))

    def known_to(self, reader: User | AnonymousUser) -> "ReportQuerySet":
        """The reports of any state whose title this reader may know: by the agenda, the forward plan, the history."""
        if not reader.is_authenticated:
            return self.filter(restricted=False)
        if reader.has_perm(OFFICERS):
            return self.worked_at_by(reader) | self.filter(_seated(reader))
        return self.filter(Q(restricted=False) | _named(reader) | _seated(reader))

    def for_all_officers(self) -> "ReportQuerySet":
        """Those that no officer is kept from."""
        return self.filter(_broad())

    def drafts_of(self, user: User) -> "ReportQuerySet":
        """The drafts that `user` has written at, by the history of their edits."""
        return self.filter(_written_by(user), state=Report.State.DRAFT)

    def newest_first(self) -> "ReportQuerySet":
        return self.order_by("-meeting__date", "-published_at", "-pk")


def _broad() -> Q:
    """Those that no officer is kept from."""
    return Q(restricted=False) | Q(audience=Report.Audience.BOARD)


def _seated(user: User) -> Q:
    """Those whose board `user` sits on today, and that are not for named people alone."""
    seats = Membership.objects.of(user).filter(board=OuterRef("board"))
    return Q(Exists(seats)) & ~Q(audience=Report.Audience.NAMED)


def _named(user: User) -> Q:
    """Those that name `user` among who may read them, and whose audience is of named people at all."""
    named = Report.may_read.through.objects.filter(report=OuterRef("pk"), user=user.pk)
    return Q(Exists(named)) & ~Q(audience=Report.Audience.BOARD)


def _written_by(user: User) -> Q:
    """Those that `user` has written at, by the history of their edits."""
    edits = event_model(Report).objects.filter(pgh_obj=OuterRef("pk"), pgh_context__metadata__user=user.pk)
    parts = event_model(Block).objects.filter(report=OuterRef("pk"), pgh_context__metadata__user=user.pk)
    return Q(Exists(edits)) | Q(Exists(parts))


def writers_of(report: "Report") -> models.QuerySet[User]:
    """Return who has written at a report, by the history of its edits, and may submit it. Costs two queries more."""
    edits = event_model(Report).objects.filter(pgh_obj=report.pk)
    parts = event_model(Block).objects.filter(report=report.pk)
    found: set[int] = set()
    for events in (edits, parts):
        found |= {one for one in events.values_list("pgh_context__metadata__user", flat=True) if one}
    return User.objects.who_may("board_reports.submit_report").filter(pk__in=found).order_by("name", "pk")


def _cleared_by(user: User) -> Q:
    """Those in clearance that `user` may have to settle a step of: who clears reports, or whom a step names."""
    if user.has_perm(CLEAR):
        return Q(state=Report.State.CLEARANCE)
    boards = Board.objects.filter(pk=OuterRef("board"), clearance_steps__people=user.pk)
    return Q(Exists(boards), state=Report.State.CLEARANCE)


@tracked()
class Report(Versioned):
    """A report to a board."""

    class Type(models.TextChoices):
        UPDATE = "update", "Update"
        ZONE = "zone", "Zone report"
        PLAN = "plan", "Programme plan"
        STRATEGY = "strategy", "Strategy paper"
        PORTFOLIO = "portfolio", "Portfolio holder's report"
        BLANK = "blank", "Blank"

    class Purpose(models.TextChoices):
        DISCUSSION_DIRECTION = "discussion-direction", "For discussion and direction"
        INFORMATION_DISCUSSION = "information-discussion", "For information and discussion"
        DECISION = "decision", "For decision"
        DIRECTION = "direction", "For direction"
        DISCUSSION = "discussion", "For discussion"
        INFORMATION = "information", "For information"
        NOTING = "noting", "For noting"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CLEARANCE = "clearance", "In clearance"
        PUBLISHED = "published", "Published"

    class Audience(models.TextChoices):
        BOARD = "board", "Board and officers"
        MEMBERS = "members", "Board members only, with the officers named"
        NAMED = "named", "The people named, and nobody else"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="reports")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Type, default=Type.BLANK)
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120, unique=True)
    purpose = models.CharField(
        max_length=25, choices=Purpose, blank=True, default=Purpose.INFORMATION_DISCUSSION,
        help_text="A portfolio holder's report may do without.",
    )  # fmt: skip
    summary = models.TextField(blank=True)
    recommendations = models.TextField(blank=True, help_text="One a line.")
    action = models.TextField(
        blank=True, help_text="What officers do next, such as “Officers to progress as directed”."
    )
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by",
        verbose_name="previous report on the subject",
    )  # fmt: skip
    restricted = models.BooleanField(default=False, help_text="Not public: only its audience may read it.")
    restricted_reason = models.CharField("why it is restricted", max_length=300, blank=True)
    restriction_review_on = models.DateField("restriction to be reviewed on", null=True, blank=True)
    audience = models.CharField("who may read it while it is restricted", max_length=8, choices=Audience,
                                default=Audience.BOARD)  # fmt: skip
    may_read = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="people named",
        limit_choices_to={"is_active": True},
        help_text="Whoever writes it or clears it sees it in the admin while they do; so do administrators.",
    )  # fmt: skip
    needs_legal = models.BooleanField("legal advice is needed", default=False)
    needs_finance = models.BooleanField("advice of finance is needed", default=False)
    about_the_figures = models.BooleanField(
        "end with “About the figures”", default=True, help_text="How each figure was worked out, and when."
    )
    target_sides = models.PositiveSmallIntegerField("sides aimed at", default=4)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    drafted_from = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        triggers = [bump_version()]
        permissions = [
            ("draft_report", "Can draft reports from data"),
            ("submit_report", "Can submit a report for clearance"),
            ("clear_report", "Can approve and return reports, and publish them"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(restricted=False) | ~Q(restricted_reason=""), name="a_restricted_report_says_why",
                violation_error_message="Say why it is restricted.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("board_reports:report", args=[self.slug])

    @property
    def is_for_few(self) -> bool:
        """Whether there are officers who may not read it."""
        return self.restricted and self.audience != self.Audience.BOARD

    @property
    def called_elsewhere(self) -> str:
        """What it is called where officers see it who may not read it: its title, or only that it is restricted."""
        return "a restricted report" if self.is_for_few else self.title

    @property
    def restricted_to(self) -> str:
        """To whom it is restricted, in words, "" for a public report."""
        return RESTRICTED_TO[self.audience] if self.restricted else ""

    def clean(self) -> None:
        if self.restricted and not self.restricted_reason:
            raise ValidationError({"restricted_reason": "Say why it is restricted."})
        if self.audience != self.Audience.BOARD and not self.restricted:
            raise ValidationError({"audience": "Tick that it is restricted: a public report is for everybody."})
        if self.meeting is not None and self.meeting.board_id != self.board_id:
            raise ValidationError({"meeting": "That is a meeting of another board."})


@tracked()
class Contact(models.Model):
    """An officer whom members may ask about a report; one or two stand at its head."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "contact officer"
        triggers = bump_parent_version(TABLE, "report_id")

    def __str__(self) -> str:
        return self.name


def new_key() -> str:
    """Return a key of a block that no other block has: it stays whatever its place and its words become."""
    return f"b{uuid.uuid4().hex[:12]}"


@tracked()
class Block(models.Model):
    """One block of a report's body. `text` is in the notation of `inline.py`; `data` holds the rest of some kinds.

    Of a table `data` is {"caption", "columns": […], "rows": [[…]]}, each cell in the same notation; of a picture
    {"url", "alt", "decorative"}; of a chart {"chart": "bar" or "line", "rows": [[label, figure key]]}.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="blocks")
    key = models.CharField(max_length=40, default=new_key, editable=False)
    place = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=12, choices=[(one.value, one.name.replace("_", " ").capitalize()) for one in Kind]
    )
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    # Which paragraph of the generator wrote it, and what it wrote (`as_drafted`): so it can be written anew alone, and
    # whether an officer changed it is known.
    source = models.CharField(max_length=80, blank=True, editable=False)
    drafted = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["place", "pk"]
        triggers = bump_parent_version(TABLE, "report_id")
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="a_block_key_once")]

    def __str__(self) -> str:
        return self.text[:60] or self.get_kind_display()

    @property
    def as_drafted(self) -> str:
        """What `drafted` would keep of it now: its words, and the rows of what has rows."""
        return json.dumps([self.text, self.data], sort_keys=True, ensure_ascii=False) if self.data else self.text

    @property
    def edited(self) -> bool:
        """Whether somebody changed what was drafted from data."""
        return bool(self.source) and self.as_drafted != self.drafted


@tracked(exclude=["pinned"])
class FigureUse(models.Model):
    """A figure in a report's text, where it stands as [[key]]: which one, of what, and what is said about it.

    `pinned_number` is what it was when the report was submitted.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=8)
    definition = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict, blank=True)
    qualifier = models.CharField(max_length=20, blank=True, default=Qualifier.EXACTLY, choices=QUALIFIERS)
    stated = models.DecimalField("rounded to", max_digits=18, decimal_places=2, null=True, blank=True)
    baseline = models.DecimalField("compared with", max_digits=18, decimal_places=2, null=True, blank=True)
    baseline_whose = models.CharField(
        "whose that is", max_length=40, blank=True, help_text="Stands before it, such as “last year’s”. May stay empty."
    )
    # Or [[f2]], the figure that it is compared with: see `compared_with`.
    baseline_source = models.CharField("where that comes from", max_length=200, blank=True)
    style = models.CharField(
        max_length=10, choices=[(one.value, one.name.title()) for one in Style], default=Style.HOUSE
    )
    with_noun = models.BooleanField(
        default=False, help_text="What it counts follows in the right number: one case study, two case studies."
    )
    pinned_number = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True, editable=False)
    pinned_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The whole figure as it was then, with what was counted: a version repeats it, whatever became of the rows.
    pinned = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "figure"
        triggers = bump_parent_version(TABLE, "report_id")
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="a_figure_key_once"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | ~Q(baseline_source=""), name="a_baseline_has_a_source",
                violation_error_message="Say where the number comes from that this one is compared with.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key}: {self.definition}"

    @property
    def compared_with(self) -> str:
        """The key of the figure that this one is compared with, or `WHOLE`; "" where that is a number, or nothing is.

        It stands as [[f2]] where a number’s source would.
        """
        mark = re.fullmatch(r"\[\[(\w{1,8})\]\]", self.baseline_source) if self.baseline is None else None
        return mark[1] if mark else ""

    @property
    def said(self) -> dict[str, Any]:
        """What is said about the value, as `qualifiers` takes it."""
        return {"stated": self.stated, "baseline": self.baseline}

    @property
    def words(self) -> dict[str, Any]:
        """What the words are made of beside the value, as `qualifiers.phrase` takes it."""
        return self.said | {"whose": self.baseline_whose}


@tracked()
class ConfirmedNumber(models.Model):
    """A number that somebody typed into the text and that no figure stands for, with where it comes from."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="confirmed_numbers")
    block = models.CharField(max_length=40, help_text="The key of its block, or “summary”.")
    number = models.CharField(max_length=60)
    # With its qualifier and the words after it: the source is that of “57 councils”, not of every 57 of the block.
    words = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        triggers = bump_parent_version(TABLE, "report_id")
        constraints = [
            models.UniqueConstraint(fields=["report", "block", "number", "words"], name="a_number_confirmed_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.source}"
