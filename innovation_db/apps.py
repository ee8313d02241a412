"""The two app configurations of the floor: its own, and the admin with our site in place of Django's."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class InnovationDbConfig(AppConfig):
    name = "innovation_db"
    verbose_name = "Accounts and site"

    def ready(self) -> None:
        from innovation_db.history import accounts  # noqa: F401  declares what versions consist of


class AdminConfig(DjangoAdminConfig):
    default_site = "innovation_db.admin_site.InnovationAdminSite"
