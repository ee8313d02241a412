"""Where a drafted paragraph comes from, in words for the officer who edits it, with where to look at it."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse

from board_reports.models import Activity, Block, Contribution, Report, WorkPlan
from case_studies.models import Programme
from innovation_db.history.words import day
from zone_programme.models import Session

_NUMBERED = re.compile(
    r"(?P<what>zone\.session|contribution|programme|programme\.heading|areas\.programme|plan\.target|plan\.late)"
    r"[.-](?P<pk>\d+)(?:[.-].*)?"
)


class Source(NamedTuple):
    """What a paragraph is drafted from, as it stands after “Drafted from”; `address` leads there, or is ""."""

    words: str
    address: str = ""


def sources(report: Report, blocks: Iterable[Block]) -> dict[str, Source]:
    """Return the sources by the key of their block; of what was typed there is none. Costs at most five queries."""
    drafted = {block.key: block.source for block in blocks if block.source}
    rows = _Rows(report, drafted.values())
    return {key: rows.source(source) for key, source in drafted.items()}


class _Rows:
    """The sessions, contributions, programmes and activities that paragraphs are about."""

    def __init__(self, report: Report, found: Iterable[str]) -> None:
        self.report, self.kept = report, report.drafted_from
        wanted: dict[str, set[int]] = {}
        for source in found:
            if numbered := _NUMBERED.fullmatch(source):
                wanted.setdefault(_noun(numbered["what"]), set()).add(int(numbered["pk"]))
        self.sessions = _by_pk(Session.objects.select_related("zone"), wanted.get("session"))
        self.contributions = _by_pk(Contribution.objects.select_related("logged_by"), wanted.get("contribution"))
        self.programmes = _by_pk(Programme.objects.all(), wanted.get("programme"))
        self.activities = _by_pk(Activity.objects.all(), wanted.get("activity"))
        slug = self.kept.get("plan")
        self.plan = WorkPlan.objects.filter(slug=slug).first() if slug else None

    def source(self, source: str) -> Source:
        numbered = _NUMBERED.fullmatch(source)
        if numbered and (one := self._row(_noun(numbered["what"]), int(numbered["pk"]))):
            return one
        return self._kind(source)

    def _row(self, noun: str, pk: int) -> Source | None:
        if noun == "session" and (session := self.sessions.get(pk)):
            address = f"/zone/{session.zone.year}/sessions/{session.slug}/"
            return Source(f"the session “{session.title}”", address)
        if noun == "contribution" and (item := self.contributions.get(pk)):
            by = f"{item.logged_by} logged" if item.logged_by else "was logged"
            address = reverse("admin:board_reports_contribution_change", args=[item.pk])
            return Source(f"what {by} of {day(item.happened_on)}", address)
        if noun == "programme" and (programme := self.programmes.get(pk)):
            return Source(f"the programme “{programme.name}”", programme.get_absolute_url())
        if noun == "activity" and (activity := self.activities.get(pk)):
            return Source(f"the activity “{activity}”", self.plan.get_absolute_url() if self.plan else "")
        return None

    def _kind(self, source: str) -> Source:
        year = self.kept.get("zone")
        first, _, rest = source.partition(".")
        if source in ("zone.why", "zone.purpose", "zone.heading") or first in ("background", "approach", "areas"):
            return Source("the usual words of this kind of report")
        if source == "zone.board":
            return Source("what the board is for", self.report.board.get_absolute_url())
        if first == "zone" and rest == "attendance":
            return Source(f"the counts at the doors and the feedback of the Innovation Zone {year}", f"/zone/{year}/")
        if first == "zone" and rest == "asks":
            return Source(f"the board of asks and offers of the Innovation Zone {year}", f"/zone/{year}/")
        if first == "zone" and year:
            return Source(f"the programme of the Innovation Zone {year}", f"/zone/{year}/")
        if first == "library":
            return Source("the case studies of the Innovation Database", "/case-studies/")
        if first == "plan" and self.plan is not None:
            return Source(f"the {self.plan}", self.plan.get_absolute_url())
        if first == "since" and self.report.previous is not None:
            return Source(f"what came of “{self.report.previous}”", self.report.previous.get_absolute_url())
        if first == "contribution":
            return Source("what officers logged", reverse("admin:board_reports_contribution_changelist"))
        return Source("the usual words of this kind of report")


def _noun(what: str) -> str:
    if what.startswith("plan."):
        return "activity"
    return "session" if what == "zone.session" else "contribution" if what == "contribution" else "programme"


def _by_pk(rows: Any, pks: set[int] | None) -> dict[int, Any]:
    return rows.in_bulk(pks) if pks else {}
