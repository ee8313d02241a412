"""Addresses of Board reports; others script against them, so they stay."""

import datetime

from django.urls import path, register_converter
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from board_reports.views import (
    boards,
    feeds,
    files,
    members,
    notes,
    offline,
    packs,
    papers,
    plans,
    reports,
    subscribing,
)

app_name = "board_reports"


class DateConverter:
    """A day as 2015-07-14."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date | str) -> str:
        return str(value)


register_converter(DateConverter, "date")

urlpatterns = [
    path("boards/", boards.boards, name="boards"),
    path("boards/<slug:slug>/", boards.board, name="board"),
    path("boards/<slug:slug>/meetings.ics", feeds.meetings, name="meetings_ics"),
    path("boards/<slug:slug>/reports.atom", feeds.reports, name="reports_atom"),
    path("boards/<slug:slug>/e-mails/", subscribing.board, name="subscribe_board"),
    path("boards/<slug:slug>/<date:date>/", boards.meeting, name="meeting"),
    path("reports/", require_safe(RedirectView.as_view(pattern_name="board_reports:boards")), name="reports"),
    path("reports/<slug:slug>/", reports.report, name="report"),
    path("reports/<slug:slug>/figures.json", reports.figures_json, name="figures_json"),
    path("reports/<slug:slug>/figures.csv", reports.figures_csv, name="figures_csv"),
    path("reports/<slug:slug>/figures/<slug:key>/", reports.figure, name="figure"),
    path("reports/<slug:slug>.pdf", files.report_file("pdf"), name="pdf"),
    path("reports/<slug:slug>.docx", files.report_file("docx"), name="word"),
    path("reports/<slug:slug>.txt", files.report_file("txt"), name="text"),
    path("boards/<slug:slug>/<date:date>/pack.pdf", packs.pack, name="pack"),
    path("boards/<slug:slug>/<date:date>/pack-<int:supplementary>.pdf", packs.pack, name="supplementary_pack"),
    path("board-papers/<int:pk>/<str:name>", papers.download, name="paper"),
    path("reports/<slug:slug>/offline.html", offline.report, name="offline"),
    path("boards/<slug:slug>/<date:date>/offline.html", offline.meeting, name="meeting_offline"),
    path("boards/<slug:slug>/<date:date>/offline.zip", offline.papers, name="meeting_offline_papers"),
    path("report-pictures/<str:name>", papers.picture, name="picture"),
    path("reports/<slug:slug>/e-mails/", subscribing.subject, name="subscribe_subject"),
    # For members of its board and for officers
    path("reports/<slug:slug>/read/", members.mark_read, name="mark_read"),
    path("reports/<slug:slug>/changed/", members.changed, name="changed"),
    path("reports/<slug:slug>/notes/add/", notes.add, name="add_note"),
    path("reports/<slug:slug>/notes/add/<slug:key>/", notes.add, name="add_note"),
    path("reports/<slug:slug>/notes/<int:pk>/", notes.change, name="change_note"),
    path("reports/<slug:slug>/notes/<int:pk>/delete/", notes.delete, name="delete_note"),
    path("members/", members.members, name="members"),
    # E-mails about reports, by link
    path("report-e-mails/sent/", subscribing.sent, name="subscribe_sent"),
    path("report-e-mails/<str:key>/", subscribing.mine, name="letters"),
    path("work-plan/", plans.work_plan, name="work_plan"),
    path("work-plan/<slug:slug>/", plans.work_plan, name="work_plan_of"),
]
