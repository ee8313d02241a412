"""Who may open what: the one place where every address, method and admin action is declared.

The permission walk (`tests/innovation_db/test_permission_walk.py`) refuses an address or an action that is not here.
The five pages that Django's admin makes for each registered model follow from the permissions in `roles.py` by
themselves; only what an admin class adds needs an entry.
"""

from dataclasses import dataclass

from innovation_db.roles import Role, roles_with

EVERYBODY = frozenset({None, *Role})  # None is somebody who has not signed in
SIGNED_IN = frozenset(Role)
STAFF = SIGNED_IN - {Role.BOARD_MEMBER}


@dataclass(frozen=True)
class Rule:
    """Who may GET and who may POST an address; `tokens` says that a link's own key decides, so 403 and 410 are fine."""

    get: frozenset[Role | None]
    post: frozenset[Role | None] = frozenset()
    tokens: bool = False


def permission(name: str, *, post: bool = False) -> Rule:
    """The rule for a page of the admin that needs the permission `name`; `post` says that it takes a form."""
    holders = frozenset[Role | None](roles_with(name))
    return Rule(holders, holders if post else frozenset())


READ = Rule(EVERYBODY)
FORM = Rule(EVERYBODY, EVERYBODY)
KEYED = Rule(EVERYBODY, EVERYBODY, tokens=True)
OWN = Rule(SIGNED_IN, SIGNED_IN)
OFFICERS = Rule(STAFF, STAFF)

# Route as in the URLconf → rule.
ADDRESSES: dict[str, Rule] = {
    # The floor
    "healthz/": READ,
    "about/": READ,
    "about/data-sources/": READ,
    "accessibility/": READ,
    "privacy/": READ,
    "contact/": FORM,
    "robots.txt": READ,
    "sitemap.xml": READ,
    "favicon.ico": READ,
    # The library
    "": READ,
    "case-studies/": READ,
    "case-studies/<slug:slug>/": READ,
    "case-studies/<slug:slug>/card-<str:key>.png": READ,
    "case-studies/<slug:slug>/contact/": FORM,
    "pictures/<int:pk>/<str:name>": READ,
    "documents/<int:pk>/<str:name>": READ,
    "councils/": READ,
    "councils/<slug:slug>/": READ,
    "themes/<slug:slug>/": READ,
    "service-areas/<slug:slug>/": READ,
    "programmes/<slug:slug>/": READ,
    "partners/<slug:slug>/": READ,
    # Contributors: the link's own key decides
    "links/lost/": KEYED,
    "links/<str:token>/": KEYED,
    "links/<str:token>/new/": KEYED,
    "tell-us/": KEYED,
    "tell-us/<str:key>/": KEYED,
    "tell-us/<str:key>/check/": KEYED,
    "tell-us/<str:key>/later/": KEYED,
    "tell-us/<str:key>/sent/": KEYED,
    "tell-us/<str:key>/<slug:name>/": KEYED,
    # Accounts
    "account/login/": FORM,
    "account/logout/": FORM,
    "account/inactive/": READ,
    "account/confirm-email/": READ,
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": FORM,
    "account/password/reset/": FORM,
    "account/password/reset/done/": READ,
    r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": FORM,
    "account/password/reset/key/done/": READ,
    "account/2fa/authenticate/": FORM,
    "account/2fa/webauthn/login/": FORM,
    "account/reauthenticate/": OWN,
    "account/email/": OWN,
    "account/password/change/": OWN,
    "account/password/set/": OWN,
    "account/2fa/": Rule(SIGNED_IN),
    "account/2fa/reauthenticate/": OWN,
    "account/2fa/totp/activate/": OWN,
    "account/2fa/totp/deactivate/": OWN,
    "account/2fa/recovery-codes/": Rule(SIGNED_IN),
    "account/2fa/recovery-codes/generate/": OWN,
    "account/2fa/recovery-codes/download/": OWN,
    "account/2fa/webauthn/": Rule(SIGNED_IN),
    "account/2fa/webauthn/add/": OWN,
    "account/2fa/webauthn/reauthenticate/": OWN,
    "account/2fa/webauthn/keys/<int:pk>/remove/": OWN,
    "account/2fa/webauthn/keys/<int:pk>/edit/": OWN,
    "admin/case_studies/casestudy/export/<slug:form>/": permission("case_studies.export_casestudy"),
    # The admin's own pages (its sign-in sends on to ours)
    "admin/": OFFICERS,
    "admin/login/": OFFICERS,
    "admin/logout/": FORM,
    "admin/password_change/": OFFICERS,
    "admin/password_change/done/": OFFICERS,
    "admin/autocomplete/": Rule(STAFF, tokens=True),  # which field is asked for decides
    "admin/jsi18n/": Rule(STAFF),
    "admin/r/<path:content_type_id>/<path:object_id>/": OFFICERS,
    "admin/^(?P<app_label>%s)/$": OFFICERS,
    r"admin/(?P<url>.*)$": OFFICERS,
}

# (model, what) → why nobody may, or fewer than the table of roles says: the admin class narrows it.
NARROWED: dict[tuple[str, str], str] = {
    ("innovation_db.user", "delete"): "accounts are closed, for history names them",
    ("innovation_db.message", "add"): "e-mails are written by the site",
    ("innovation_db.message", "change"): "an e-mail that was sent stays as it was",
    ("django_tasks_database.dbtaskresult", "add"): "the record of background tasks is written by the site",
    ("django_tasks_database.dbtaskresult", "change"): "it is a record",
    ("django_tasks_database.dbtaskresult", "delete"): "it is a record",
    ("innovation_db.message", "delete"): "what was sent is kept",
}

# (model, action of its list) → the permission that it needs.
ACTIONS: dict[tuple[str, str], str] = {
    ("innovation_db.user", "invite"): "innovation_db.change_user",
    ("innovation_db.user", "close_accounts"): "innovation_db.change_user",
    ("innovation_db.user", "open_accounts"): "innovation_db.change_user",
    ("innovation_db.user", "forget_second_factor"): "innovation_db.change_user",
    ("innovation_db.message", "send_again"): "innovation_db.change_message",
}
