"""Addresses of the Zone in the API; others script against them, so they stay."""

from django.urls import path

from zone_programme.api import views

app_name = "zone_api"

urlpatterns = [
    path("zones/", views.Zones.as_view(), name="zones"),
    path("zones/<int:year>/", views.OneZone.as_view(), name="zone"),
    path("zones/<int:year>/sessions/", views.Sessions.as_view(), name="sessions"),
    path("zones/<int:year>/sessions/<slug:slug>/", views.OneSession.as_view(), name="session"),
    path("zones/<int:year>/speakers/", views.Speakers.as_view(), name="speakers"),
    path("zones/<int:year>/spaces/", views.Spaces.as_view(), name="spaces"),
]
