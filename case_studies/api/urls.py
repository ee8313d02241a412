"""Addresses of the library in the API; others script against them, so they stay."""

from django.urls import path

from case_studies.api import views

app_name = "library_api"

urlpatterns = [
    path("case-studies/", views.CaseStudies.as_view(), name="case_studies"),
    path("case-studies/<slug:slug>/", views.OneCaseStudy.as_view(), name="case_study"),
    path("councils/", views.Councils.as_view(), name="councils"),
    path("themes/", views.Themes.as_view(), name="themes"),
]
