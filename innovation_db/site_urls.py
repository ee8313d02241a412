"""Addresses of the floor: about, privacy, health and the like."""

from django.urls import path

from innovation_db import link_views, views

urlpatterns = [
    path("about/", views.page("about"), name="about"),
    path("accessibility/", views.page("accessibility"), name="accessibility"),
    path("privacy/", views.page("privacy"), name="privacy"),
    path("data-sources/", views.page("data_sources"), name="data_sources"),
    path("contact/", views.page("contact"), name="contact"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz/", views.healthz, name="healthz"),
    path("links/lost/", link_views.lost, name="lost_link"),
    path("links/<str:token>/", link_views.open_link, name="open_link"),
    path("links/<str:token>/new/", link_views.send_new, name="send_new_link"),
]
