"""Addresses of the Zone; others script against them, so they stay."""

from django.urls import path

from zone_programme.views import exports

app_name = "zone_programme"

urlpatterns = [
    path("<int:year>/programme.ics", exports.calendar, name="calendar"),
    path("<int:year>/programme.pdf", exports.pdf, name="pdf"),
    path("<int:year>/changes.atom", exports.changes, name="changes"),
    *[
        path(f"<int:year>/{name}", exports.export(name), name=name)
        for name in ("schedule.xml", "schedule.json", "programme.csv", "programme.json")
    ],
]
