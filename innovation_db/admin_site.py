"""The admin site: Django's own with our name; what it lists is registered by each app's `admin.py`."""

from django.contrib import admin


class InnovationAdminSite(admin.AdminSite):
    site_header = "Innovation in councils"
    site_title = "Innovation in councils"
    index_title = "Today"
