"""The app's configuration."""

from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    name = "case_studies"
    verbose_name = "Library"

    def ready(self) -> None:
        from case_studies import history  # noqa: F401  declares what versions consist of
