"""Which role may do what: the one table of the site. Who holds a role is a matter of groups (`User.groups`).

`innovation_db/backends.py` answers every `has_perm` from this table; the rows of Django's permission tables say
nothing here. The table names nouns of the apps above the floor, because there is one: see `docs/adr/0003-roles.md`.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from django.apps import apps


class Role(StrEnum):
    """A role; its value is the name of the group that holds it."""

    EDITOR = "Editor"
    PUBLISHER = "Publisher"
    ZONE_MANAGER = "Zone manager"
    REPORT_AUTHOR = "Report author"
    REPORT_CLEARER = "Report clearer"
    BOARD_MEMBER = "Board member"
    ADMINISTRATOR = "Administrator"


DESCRIPTIONS = {
    Role.EDITOR: "Creates and edits case studies and what belongs to them.",
    Role.PUBLISHER: "Does what an editor does, and publishes, archives and imports.",
    Role.ZONE_MANAGER: "Runs an Innovation Zone; reads the library.",
    Role.REPORT_AUTHOR: "Drafts reports to the Board; reads the library.",
    Role.REPORT_CLEARER: "Clears reports to the Board; reads the library.",
    Role.BOARD_MEMBER: "Reads Board papers and scores proposals. Has no way into the admin.",
    Role.ADMINISTRATOR: "Does everything, purging and accounts included.",
}

# Whoever holds one of these has no way into the admin by it.
OUTSIDE_THE_ADMIN = frozenset({Role.BOARD_MEMBER})


def may(actions: str, app: str, models: str) -> frozenset[str]:
    """Return permission names: `may("view change", "case_studies", "theme partner")` gives four."""
    return frozenset(f"{app}.{action}_{model}" for action in actions.split() for model in models.split())


_PARTS = "involvement outcome adoption image document link video formerslug"
_VOCABULARY = "theme servicearea partner programme cohort"
_WORDS = "synonymgroup abbreviation"
_LIBRARY = f"casestudy {_PARTS} {_VOCABULARY} participation {_WORDS} council councilalias councilneighbour"

_ZONE_PARTS = (
    "day break space opening speaker availability appearance slot sessionfile proposedspeaker proposedtime criterion"
)

READ = may("view", "case_studies", _LIBRARY)
EDIT = (
    READ
    | may("add change", "case_studies", f"casestudy {_VOCABULARY}")
    | may("export", "case_studies", "casestudy")
    | may("add change delete", "case_studies", f"{_PARTS} participation {_WORDS} councilalias")
    | may("change", "case_studies", "council")
    | may("view add change", "innovation_db", "contributorlink")
    | may("view", "innovation_db", "message job savedform pagevisit")
)
PUBLISH = (
    EDIT | may("publish archive import", "case_studies", "casestudy") | may("change", "innovation_db", "job message")
)

RUN_ZONE = (
    READ
    | may("view add change", "zone_programme", "zone session")
    | may("view change", "zone_programme", "proposal")
    | may("view add change delete", "zone_programme", _ZONE_PARTS)
    | may("view", "zone_programme", "release doorcount introduction")
    | may("view change", "zone_programme", "feedback")
    | may("add", "zone_programme", "writtenup thankyou")
    | may("view change moderate", "zone_programme", "askoffer")
    | may("view change", "zone_programme", "appointment")
    | may("release", "zone_programme", "zone")
    | may("decide", "zone_programme", "proposal")
    | may("assign", "zone_programme", "review")
    | may("view change", "zone_programme", "lettertemplate")
    | may("send", "zone_programme", "letter")
    | may("view", "innovation_db", "message job")
)
_REPORT_PARTS = "block contact figureuse confirmednumber"
_PLAN = "workplan strand activity progressnote"

READ_REPORTS = READ | may(
    "view", "board_reports",
    f"board membership meeting agendaitem report {_REPORT_PARTS} version clearancestep clearance comment "
    f"contribution forwarditem {_PLAN} decision direction action actionnote uploadedpaper",
)  # fmt: skip
DRAFT_REPORTS = (
    READ_REPORTS
    | may("add change", "board_reports", "meeting report workplan")
    | may("add change delete", "board_reports", "contribution forwarditem strand activity progressnote uploadedpaper")
    | may("add change delete", "board_reports", f"agendaitem {_REPORT_PARTS}")
    | may("add change delete", "board_reports", "decision direction action actionnote")
    | may("add", "board_reports", "comment")
    | may("draft submit", "board_reports", "report")
    | may("view", "innovation_db", "message job")
)
CLEAR_REPORTS = READ_REPORTS | may("add", "board_reports", "comment") | may("clear", "board_reports", "report")

# Officers and Board members score what was given to them, and see nothing else of proposals by this.
SCORE = may("score", "zone_programme", "review")

PERMISSIONS: dict[Role, frozenset[str] | None] = {
    Role.EDITOR: EDIT | SCORE,
    Role.PUBLISHER: PUBLISH | SCORE,
    Role.ZONE_MANAGER: RUN_ZONE | SCORE,
    Role.REPORT_AUTHOR: DRAFT_REPORTS | SCORE,
    Role.REPORT_CLEARER: CLEAR_REPORTS | SCORE,
    Role.BOARD_MEMBER: SCORE,
    Role.ADMINISTRATOR: None,  # everything there is, also what is added tomorrow
}


def permissions_of(roles: Iterable[Role]) -> frozenset[str]:
    """Return every permission, as `app.codename`, that somebody with these roles has."""
    granted: frozenset[str] = frozenset()
    for role in roles:
        permissions = PERMISSIONS[role]
        granted |= all_permissions() if permissions is None else permissions
    return granted


def roles_with(permission: str) -> frozenset[Role]:
    """Return the roles that have `permission`, such as `case_studies.publish_casestudy`."""
    return frozenset(role for role in Role if permission in permissions_of([role]))


def roles_named(names: Iterable[str]) -> frozenset[Role]:
    """Return the roles among group names; a group that is no role gives nothing."""
    known = {role.value: role for role in Role}
    return frozenset(known[name] for name in names if name in known)


@cache
def all_permissions() -> frozenset[str]:
    """Return the name of every permission that any model of the site declares."""
    return frozenset(
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename in (
            *(f"{action}_{model._meta.model_name}" for action in model._meta.default_permissions),
            *(codename for codename, _ in model._meta.permissions),
        )
    )
