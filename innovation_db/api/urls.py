"""Addresses of the API's own pages; others script against them, so they stay."""

from django.urls import path

from innovation_db.api import schema

app_name = "api"

urlpatterns = [
    path("", schema.page, name="page"),
    path("schema/", schema.schema, name="schema"),
]
