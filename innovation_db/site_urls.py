"""Addresses of the floor: about, privacy, health and the like."""

from django.urls import path

from innovation_db import views

urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
]
