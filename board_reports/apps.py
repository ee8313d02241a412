"""The app's configuration."""

from django.apps import AppConfig


class BoardReportsConfig(AppConfig):
    name = "board_reports"
    verbose_name = "Board reports"

    def ready(self) -> None:
        from board_reports import forgetting, history  # noqa: F401  what is kept of people, what versions consist of
        from board_reports.figures import (  # noqa: F401  register every figure
            after_meetings,
            catalogue,
            library_catalogue,
            plan_catalogue,
        )
