"""What waits for the officers who run a Zone."""

from innovation_db.admin.work_lists import WorkList, register
from zone_programme.models import Zone

register(
    WorkList(
        Zone,
        "to-release",
        "Programmes to release",
        "Sessions were placed, moved or taken off since the last release",
        lambda rows, user: rows.with_unreleased_moves(),
    ),
    WorkList(
        Zone,
        "proposed",
        "Proposed timetables",
        "The automatic timetable waits for you to take it or not",
        lambda rows, user: rows.with_proposed_timetables(),
    ),
)
