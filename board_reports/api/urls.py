"""Addresses of Board reports in the API; others script against them, so they stay."""

from django.urls import path

from board_reports.api import views

app_name = "reports_api"

urlpatterns = [
    path("reports/", views.Reports.as_view(), name="reports"),
    path("reports/<slug:slug>/", views.OneReport.as_view(), name="report"),
]
