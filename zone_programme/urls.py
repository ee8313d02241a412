"""Addresses of the Zone; others script against them, so they stay."""

app_name = "zone_programme"

urlpatterns: list = []
