"""The tables between two nouns of the Zone, tracked like the nouns; see the library's module of the same name."""

from innovation_db.models import bump_parent_version, tracked
from zone_programme.models.proposals import TABLE as PROPOSAL
from zone_programme.models.proposals import Proposal
from zone_programme.models.sessions import TABLE as SESSION
from zone_programme.models.sessions import Session
from zone_programme.models.zones import TABLE as ZONE
from zone_programme.models.zones import Zone


@tracked(obj_field=None)
class ZoneTheme(Zone.themes.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(ZONE, "zone_id")


@tracked(obj_field=None)
class ZonePartner(Zone.partners.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(ZONE, "zone_id")


@tracked(obj_field=None)
class SessionCouncil(Session.councils.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(SESSION, "session_id")


@tracked(obj_field=None)
class SessionCaseStudy(Session.case_studies.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(SESSION, "session_id")


@tracked(obj_field=None)
class SessionNotAgainst(Session.not_against.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(SESSION, "from_session_id")


@tracked(obj_field=None)
class ProposalCouncil(Proposal.councils.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(PROPOSAL, "proposal_id")


@tracked(obj_field=None)
class ProposalCaseStudy(Proposal.case_studies.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(PROPOSAL, "proposal_id")
