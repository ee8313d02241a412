"""The nouns of the floor: accounts, visits, e-mail, links, saved forms, background jobs."""

from innovation_db.models.jobs import Job
from innovation_db.models.links import ContributorLink
from innovation_db.models.messages import Message
from innovation_db.models.saved_forms import SavedForm
from innovation_db.models.users import RoleHeld, User
from innovation_db.models.versioned import Versioned, bump_parent_version, bump_version, tracked
from innovation_db.models.visits import PageVisit

__all__ = [
    "ContributorLink",
    "Job",
    "Message",
    "PageVisit",
    "RoleHeld",
    "SavedForm",
    "User",
    "Versioned",
    "bump_parent_version",
    "bump_version",
    "tracked",
]
