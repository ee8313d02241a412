"""The nouns of the Innovation Zone, one module for each group of them."""

from zone_programme.models.appointments import Appointment
from zone_programme.models.asks import AskOffer, Introduction
from zone_programme.models.counting import DoorCount, Press
from zone_programme.models.erasures import Erasure
from zone_programme.models.favourites import FavouriteSet
from zone_programme.models.feedback import Feedback
from zone_programme.models.files import SessionFile
from zone_programme.models.letters import Letter, LetterTemplate, Outcome
from zone_programme.models.many_to_many import (
    ProposalCaseStudy,
    ProposalCouncil,
    SessionCaseStudy,
    SessionCouncil,
    SessionNotAgainst,
    ZonePartner,
    ZoneTheme,
)
from zone_programme.models.proposals import Proposal, ProposedSpeaker, ProposedTime
from zone_programme.models.releases import Notice, Release, ReleasedUse
from zone_programme.models.reviews import Criterion, Review, Score
from zone_programme.models.sessions import (
    FITS,
    USUAL_MINUTES,
    Appearance,
    Availability,
    Format,
    Session,
    Slot,
    Speaker,
)
from zone_programme.models.sittings import Sitting
from zone_programme.models.timetables import ProposedTimetable
from zone_programme.models.turns import Turn
from zone_programme.models.written_up import ThankYou, WrittenUp
from zone_programme.models.zones import Break, Day, Need, Opening, Space, Zone

__all__ = [
    "FITS",
    "USUAL_MINUTES",
    "Appearance",
    "Appointment",
    "AskOffer",
    "Availability",
    "Break",
    "Criterion",
    "Day",
    "DoorCount",
    "Erasure",
    "FavouriteSet",
    "Feedback",
    "Format",
    "Introduction",
    "Letter",
    "LetterTemplate",
    "Need",
    "Notice",
    "Opening",
    "Outcome",
    "Press",
    "Proposal",
    "ProposalCaseStudy",
    "ProposalCouncil",
    "ProposedSpeaker",
    "ProposedTime",
    "ProposedTimetable",
    "Release",
    "ReleasedUse",
    "Review",
    "Score",
    "Session",
    "SessionCaseStudy",
    "SessionCouncil",
    "SessionFile",
    "SessionNotAgainst",
    "Sitting",
    "Slot",
    "Space",
    "Speaker",
    "ThankYou",
    "Turn",
    "WrittenUp",
    "Zone",
    "ZonePartner",
    "ZoneTheme",
]
