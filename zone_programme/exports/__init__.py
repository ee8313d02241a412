"""The programme in the forms that other programs and paper ask for: pure functions, from a `Programme` to bytes.

No database, no requests: which release it is, and when it need not be sent again, is decided in the views.
"""

from zone_programme.exports.calendars import Choice, appointment, calendar
from zone_programme.exports.data import content, data
from zone_programme.exports.feeds import Change, changes
from zone_programme.exports.frab import schedule_json, schedule_xml
from zone_programme.exports.parts import SharedFile
from zone_programme.exports.tables import table

__all__ = [
    "Change",
    "Choice",
    "SharedFile",
    "appointment",
    "calendar",
    "changes",
    "content",
    "data",
    "schedule_json",
    "schedule_xml",
    "table",
]
