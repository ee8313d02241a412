"""The admin's pages about the programme of one Zone as a whole, put together for the admin of Zones."""

from zone_programme.admin.automatic import AutomaticAdmin
from zone_programme.admin.release_pages import ReleasePagesAdmin
from zone_programme.admin.rules import RulesAdmin
from zone_programme.admin.today import TodayAdmin


class ProgrammePagesAdmin(ReleasePagesAdmin, TodayAdmin, AutomaticAdmin, RulesAdmin):
    """Releasing, changes on the day, the automatic timetable, and rules."""
