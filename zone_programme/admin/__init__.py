"""The admin of the Zone, one module for each group of nouns; the timetable's editor is `timetable.py`."""

from zone_programme.admin import work_lists
from zone_programme.admin.asks import AskOfferAdmin, IntroductionAdmin
from zone_programme.admin.erasures import ErasureAdmin
from zone_programme.admin.feedback import FeedbackAdmin
from zone_programme.admin.files import SessionFileAdmin
from zone_programme.admin.letters import LetterTemplateAdmin
from zone_programme.admin.proposals import ProposalAdmin
from zone_programme.admin.releases import ReleaseAdmin
from zone_programme.admin.sessions import SessionAdmin, SpeakerAdmin
from zone_programme.admin.stewards import DoorCountAdmin
from zone_programme.admin.zones import ZoneAdmin

__all__ = [
    "AskOfferAdmin",
    "DoorCountAdmin",
    "ErasureAdmin",
    "FeedbackAdmin",
    "IntroductionAdmin",
    "LetterTemplateAdmin",
    "ProposalAdmin",
    "ReleaseAdmin",
    "SessionAdmin",
    "SessionFileAdmin",
    "SpeakerAdmin",
    "ZoneAdmin",
    "work_lists",
]
