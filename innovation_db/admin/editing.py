"""The admin class that every noun people edit is registered with: history, no lost update, no careless deletion."""

from django.contrib import admin


class EditingAdmin(admin.ModelAdmin):
    """A model admin for a row with a version and a history."""
