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
IMPORT = permission("case_studies.import_casestudy", post=True)
SCORING = permission("zone_programme.score_review", post=True)  # and only what was given to them
LETTERS = permission("zone_programme.send_letter", post=True)
WRITE_UP = permission("zone_programme.add_writtenup", post=True)
MOVE = permission("zone_programme.change_slot", post=True)
RELEASE = permission("zone_programme.release_zone", post=True)
READ_DRAFTS = permission("board_reports.view_report", post=True)
AFTER_MEETING = Rule(READ_DRAFTS.get, permission("board_reports.add_decision").get)
DRAFT_REPORTS = permission("board_reports.draft_report", post=True)
WRITE_REPORTS = permission("board_reports.change_report", post=True)

# Route as in the URLconf → rule.
ADDRESSES: dict[str, Rule] = {
    # The floor
    "healthz/": READ,
    "about/": READ,
    "data-sources/": READ,
    "accessibility/": READ,
    "privacy/": READ,
    "contact/": READ,
    "robots.txt": READ,
    "sitemap.xml": READ,
    "sitemap-<section>.xml": READ,
    "favicon.ico": READ,
    # The library
    "": READ,
    "case-studies/": READ,
    "case-studies/<slug:slug>/": READ,
    "case-studies/<slug:slug>/card-<str:key>.png": READ,
    "case-studies/<slug:slug>/contact/": FORM,
    "case-studies/<slug:slug>/know-more/": FORM,
    "covers/<int:edition>/<int:colour>-<int:number>.svg": READ,
    "pictures/<int:pk>/<str:name>": READ,
    "documents/<int:pk>/<str:name>": READ,
    "councils/": READ,
    "councils/<slug:slug>/": READ,
    "themes/": READ,
    "themes/<slug:slug>/": READ,
    "service-areas/": READ,
    "service-areas/<slug:slug>/": READ,
    "programmes/": READ,
    "programmes/<slug:slug>/": READ,
    "partners/": READ,
    "partners/<slug:slug>/": READ,
    # Board reports: a restricted one is not there for others, which its own tests show
    "boards/": READ,
    "reports/": READ,
    "boards/<slug:slug>/": READ,
    "boards/<slug:slug>/<date:date>/": READ,
    "boards/<slug:slug>/<date:date>/pack-<int:supplementary>.pdf": READ,
    "boards/<slug:slug>/<date:date>/pack.pdf": READ,
    "board-papers/<int:pk>/<str:name>": READ,
    "boards/<slug:slug>/<date:date>/offline.html": READ,
    "boards/<slug:slug>/<date:date>/offline.zip": READ,
    "report-pictures/<str:name>": READ,
    "reports/<slug:slug>/": READ,
    "reports/<slug:slug>.docx": READ,
    "reports/<slug:slug>.pdf": READ,
    "reports/<slug:slug>.txt": READ,
    "reports/<slug:slug>/figures.csv": READ,
    "reports/<slug:slug>/figures.json": READ,
    "reports/<slug:slug>/figures/<slug:key>/": READ,
    "reports/<slug:slug>/offline.html": READ,
    "reports/<slug:slug>/e-mails/": FORM,
    "boards/<slug:slug>/e-mails/": FORM,
    "boards/<slug:slug>/meetings.ics": READ,
    "boards/<slug:slug>/reports.atom": READ,
    "report-e-mails/sent/": READ,
    "report-e-mails/<str:key>/": KEYED,
    # A seat on the board decides, and 404 is the answer to others
    "members/": Rule(SIGNED_IN, tokens=True),
    "reports/<slug:slug>/changed/": Rule(SIGNED_IN),
    "reports/<slug:slug>/read/": Rule(frozenset(), SIGNED_IN),
    "reports/<slug:slug>/notes/add/": OWN,
    "reports/<slug:slug>/notes/add/<slug:key>/": OWN,
    "reports/<slug:slug>/notes/<int:pk>/": OWN,
    "reports/<slug:slug>/notes/<int:pk>/delete/": OWN,
    "work-plan/": READ,
    "work-plan/<slug:slug>/": READ,
    # The Zone
    "zone/": READ,
    "zone/<int:year>/": READ,
    "zone/<int:year>/appointments/": READ,
    "zone/<int:year>/appointments/<int:pk>/": FORM,
    "zone/<int:year>/appointments/host/<str:key>/": KEYED,
    "zone/<int:year>/appointments/yours/<str:key>/": KEYED,
    "zone/<int:year>/appointments/yours/<str:key>/cancel/": KEYED,
    "zone/<int:year>/changes.atom": READ,
    "zone/<int:year>/councils/": READ,
    "zone/<int:year>/door/<str:key>/": KEYED,
    "zone/<int:year>/door/<str:key>/<slug:space>/": KEYED,
    "zone/<int:year>/door/<str:key>/at/<uuid:slot>/": KEYED,
    "zone/<int:year>/door/<str:key>/presses/": KEYED,
    "zone/<int:year>/door/<str:key>/worker.js": KEYED,
    "zone/<int:year>/feedback/": READ,
    "zone/<int:year>/sessions/<slug:slug>/feedback/": FORM,
    "zone/<int:year>/my/": READ,
    "zone/<int:year>/my/stars/": Rule(frozenset(), EVERYBODY),
    "zone/<int:year>/now/": READ,
    "zone/<int:year>/open-mic/": READ,
    "zone/<int:year>/open-mic/<int:pk>/": FORM,
    "zone/<int:year>/open-mic/steward/<str:key>/": KEYED,
    "zone/<int:year>/programme-folded.pdf": READ,
    "zone/<int:year>/programme.csv": READ,
    "zone/<int:year>/programme.ics": READ,
    "zone/<int:year>/programme.json": READ,
    "zone/<int:year>/programme.pdf": READ,
    "zone/<int:year>/review/": Rule(SCORING.get),
    "zone/<int:year>/review/<int:proposal>/": SCORING,
    "zone/<int:year>/review/<int:proposal>/conflict/": Rule(frozenset(), SCORING.post),
    "zone/<int:year>/propose/": KEYED,
    "zone/<int:year>/propose/<str:key>/": KEYED,
    "zone/<int:year>/propose/<str:key>/check/": KEYED,
    "zone/<int:year>/propose/<str:key>/later/": KEYED,
    "zone/<int:year>/propose/<str:key>/sent/": KEYED,
    "zone/<int:year>/propose/<str:key>/withdraw/": KEYED,
    "zone/<int:year>/propose/<str:key>/<slug:name>/": KEYED,
    "zone/<int:year>/speaker/<str:key>/": KEYED,
    "zone/<int:year>/speaker/<str:key>/picture/": Rule(EVERYBODY, tokens=True),
    "zone/<int:year>/speaker/<str:key>/files/": KEYED,
    "zone/files/<int:pk>/<str:name>": READ,
    "zone/speakers/<int:pk>/<str:name>": READ,
    "zone/<int:year>/schedule.json": READ,
    "zone/<int:year>/schedule.xml": READ,
    "zone/<int:year>/sessions/<slug:slug>/": READ,
    "zone/<int:year>/speakers/": READ,
    # The API
    "api/v1/": READ,
    "api/v1/schema/": READ,
    "api/v1/case-studies/": READ,
    "api/v1/case-studies/<slug:slug>/": READ,
    "api/v1/councils/": READ,
    "api/v1/themes/": READ,
    "api/v1/reports/": READ,
    "api/v1/reports/<slug:slug>/": READ,
    "api/v1/zones/": READ,
    "api/v1/zones/<int:year>/": READ,
    "api/v1/zones/<int:year>/sessions/": READ,
    "api/v1/zones/<int:year>/sessions/<slug:slug>/": READ,
    "api/v1/zones/<int:year>/speakers/": READ,
    "api/v1/zones/<int:year>/spaces/": READ,
    # Asks and offers
    "asks-and-offers/": READ,
    "asks-and-offers/post/": FORM,
    "asks-and-offers/post/sent/": READ,
    "asks-and-offers/wall/": READ,
    "asks-and-offers/cards.pdf": READ,
    "asks-and-offers/notices.atom": READ,
    "asks-and-offers/<int:pk>/": READ,
    "asks-and-offers/<int:pk>/answer/": FORM,
    "asks-and-offers/<int:pk>/card.pdf": READ,
    "asks-and-offers/mine/<str:key>/": Rule(EVERYBODY, tokens=True),
    "asks-and-offers/mine/<str:key>/change/": KEYED,
    "asks-and-offers/mine/<str:key>/end/": KEYED,
    "asks-and-offers/mine/<str:key>/renew/": KEYED,
    "asks-and-offers/mine/<str:key>/introduce/<int:other>/": KEYED,
    "asks-and-offers/mine/<str:key>/introductions/<int:pk>/": KEYED,
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
    # What admin classes add
    "admin/innovation_db/job/progress/": permission("innovation_db.view_job"),
    "admin/case_studies/importfile/<int:pk>/check/": Rule(frozenset(), IMPORT.post),
    "admin/case_studies/importfile/<int:pk>/import/": Rule(frozenset(), IMPORT.post),
    "admin/case_studies/importfile/<int:pk>/rejected/": Rule(IMPORT.get),
    "admin/case_studies/casestudy/undo/<slug:token>/": OFFICERS,  # only what the same session did can be undone
    "admin/case_studies/casestudy/<int:pk>/state/<slug:name>/": permission("case_studies.publish_casestudy", post=True),
    "admin/case_studies/casestudy/<int:pk>/purge/": permission("case_studies.purge_casestudy", post=True),
    "admin/zone_programme/zone/<int:pk>/state/<slug:name>/": permission("zone_programme.change_zone", post=True),
    "admin/zone_programme/zone/<int:pk>/afterwards/": permission("zone_programme.view_session"),
    "admin/zone_programme/zone/<int:pk>/afterwards/figures.csv": permission("zone_programme.view_session"),
    "admin/zone_programme/zone/<int:pk>/afterwards/all/": Rule(frozenset(), WRITE_UP.post),
    "admin/zone_programme/zone/<int:pk>/afterwards/session/<int:session>/": Rule(frozenset(), WRITE_UP.post),
    "admin/zone_programme/zone/<int:pk>/afterwards/thanks/": permission("zone_programme.add_thankyou", post=True),
    "admin/zone_programme/zone/<int:pk>/cards/": permission("zone_programme.view_zone"),
    "admin/zone_programme/zone/<int:pk>/appointments/": permission("zone_programme.change_appointment", post=True),
    "admin/zone_programme/zone/<int:pk>/stewards/": permission("zone_programme.change_zone", post=True),
    "admin/zone_programme/zone/<int:pk>/reviews/": permission("zone_programme.assign_review", post=True),
    "admin/zone_programme/zone/<int:pk>/reviews/<int:proposal>/": permission("zone_programme.assign_review", post=True),
    "admin/zone_programme/zone/<int:pk>/shortlist/": permission("zone_programme.decide_proposal", post=True),
    "admin/zone_programme/zone/<int:pk>/letters/": LETTERS,
    "admin/zone_programme/zone/<int:pk>/letters/speakers/": Rule(frozenset(), LETTERS.post),
    "admin/zone_programme/zone/<int:pk>/letters/words/": Rule(frozenset(), LETTERS.post),
    "admin/zone_programme/zone/<int:pk>/letters/<int:proposal>/": Rule(LETTERS.get),
    "admin/zone_programme/askoffer/<int:pk>/state/<slug:name>/": permission(
        "zone_programme.moderate_askoffer", post=True
    ),
    "admin/zone_programme/askoffer/<int:pk>/introduce/<int:other>/": permission(
        "zone_programme.moderate_askoffer", post=True
    ),
    "admin/zone_programme/zone/<int:pk>/automatic/": MOVE,
    "admin/zone_programme/zone/<int:pk>/automatic/<int:proposal>/": MOVE,
    "admin/zone_programme/zone/<int:pk>/release/": RELEASE,
    "admin/zone_programme/zone/<int:pk>/release/<int:number>/set-back/": RELEASE,
    "admin/zone_programme/zone/<int:pk>/rules/": permission("zone_programme.change_zone", post=True),
    "admin/zone_programme/zone/<int:pk>/today/": permission("zone_programme.release_zone"),
    "admin/zone_programme/zone/<int:pk>/today/<str:uid>/": RELEASE,
    "admin/zone_programme/zone/<int:pk>/timetable/": permission("zone_programme.view_slot"),
    "admin/zone_programme/zone/<int:pk>/timetable/data/": permission("zone_programme.view_slot"),
    "admin/zone_programme/zone/<int:pk>/timetable/place/<int:session>/": MOVE,
    "admin/zone_programme/zone/<int:pk>/timetable/move/<int:slot>/": MOVE,
    "admin/zone_programme/zone/<int:pk>/timetable/swap/<int:slot>/": Rule(frozenset(), MOVE.post),
    "admin/zone_programme/zone/<int:pk>/timetable/unschedule/<int:slot>/": Rule(frozenset(), MOVE.post),
    "admin/zone_programme/zone/<int:pk>/timetable/undo/": Rule(frozenset(), MOVE.post),
    "admin/zone_programme/zone/<int:pk>/timetable/redo/": Rule(frozenset(), MOVE.post),
    # Which button needs which permission: tests/board_reports/test_forward_plan.py
    "admin/board_reports/forwarditem/plan/<int:board>/": permission("board_reports.view_forwarditem", post=True),
    "admin/board_reports/report/draft/": DRAFT_REPORTS,
    "admin/board_reports/report/<int:pk>/draft/": WRITE_REPORTS,
    "admin/board_reports/report/<int:pk>/draft/logged/": Rule(frozenset(), WRITE_REPORTS.post),
    "admin/board_reports/report/<int:pk>/body/anew/<slug:key>/": WRITE_REPORTS,
    "admin/board_reports/workplan/<int:pk>/progress/": Rule(
        permission("board_reports.view_workplan").get, permission("board_reports.add_progressnote", post=True).post
    ),
    "admin/board_reports/report/<int:pk>/body/": Rule(READ_DRAFTS.get),
    "admin/board_reports/report/<int:pk>/body/data/": Rule(READ_DRAFTS.get),
    "admin/board_reports/report/<int:pk>/body/add/": Rule(frozenset(), WRITE_REPORTS.post),
    "admin/board_reports/report/<int:pk>/body/comments/<int:comment>/": Rule(frozenset(), WRITE_REPORTS.post),
    "admin/board_reports/report/<int:pk>/body/figures/": WRITE_REPORTS,
    "admin/board_reports/report/<int:pk>/body/figures/<slug:key>/": WRITE_REPORTS,
    "admin/board_reports/report/<int:pk>/body/picture/<slug:where>/": Rule(frozenset(), WRITE_REPORTS.post),
    "admin/board_reports/report/<int:pk>/body/numbers/": Rule(frozenset(), WRITE_REPORTS.post),
    "admin/board_reports/report/<int:pk>/body/references/": WRITE_REPORTS,
    "admin/board_reports/report/<int:pk>/body/words/<slug:where>/": Rule(frozenset(), WRITE_REPORTS.post),
    # Who may take which step is a matter of the button: tests/board_reports/test_clearance_page.py
    "admin/board_reports/report/<int:pk>/after/": AFTER_MEETING,
    "admin/board_reports/report/<int:pk>/clearance/": READ_DRAFTS,
    "admin/board_reports/report/<int:pk>/versions/": Rule(READ_DRAFTS.get),
    "admin/board_reports/report/<int:pk>/versions/<int:number>/": Rule(READ_DRAFTS.get),
}

# Model → why nobody adds, changes or deletes one by hand, whatever the table of roles says.
RECORDS = {
    "innovation_db.contributorlink": "the site makes links; people only send, renew and revoke them",
    "innovation_db.job": "jobs are started where their work belongs, and can only be stopped",
    "innovation_db.message": "what was written and sent stays as it was",
    "innovation_db.savedform": "what somebody wrote is theirs",
    "case_studies.purge": "it is what is left of a case study",
    "zone_programme.introduction": "what two senders said to each other stays as it was",
    "zone_programme.release": "what was published stays as it was",
    "zone_programme.doorcount": "it is what stewards pressed",
    "zone_programme.feedback": "it is what delegates said",
    "zone_programme.sessionfile": "the page of its session adds, renames and removes it; the list only decides",
}
# (model, what) → why nobody may.
NARROWED = {
    ("innovation_db.user", "delete"): "accounts are closed, for history names them",
    ("zone_programme.proposal", "add"): "proposals come by the form",
    ("zone_programme.erasure", "change"): "it is what is left of somebody who was erased",
    ("zone_programme.erasure", "delete"): "it is what is left of somebody who was erased",
    ("zone_programme.askoffer", "add"): "an ask or offer begins with its sender, who confirms the address",
    ("innovation_db.user", "restore"): "an older version would bring its roles back, past the rules for giving them",
    ("case_studies.importfile", "change"): "what was sent stays as it was",
    ("zone_programme.lettertemplate", "add"): "the page of letters makes one for each outcome",
    ("zone_programme.lettertemplate", "delete"): "a letter always has words; they can be changed back",
} | {(model, what): why for model, why in RECORDS.items() for what in ("add", "change", "delete")}
# (model, what) → the permission that decides in place of Django's own.
INSTEAD = {("case_studies.casestudy", "delete"): "case_studies.archive_casestudy"} | {  # its Delete button archives
    ("case_studies.importfile", what): "case_studies.import_casestudy" for what in ("view", "add", "delete")
}

# (model, action of its list or form) → the permission that it needs. Django's own deletes by the dozen: nobody may.
ACTIONS: dict[tuple[str, str], str] = {
    ("innovation_db.user", "invite"): "innovation_db.change_user",
    ("innovation_db.user", "close_accounts"): "innovation_db.change_user",
    ("innovation_db.user", "open_accounts"): "innovation_db.change_user",
    ("innovation_db.user", "forget_second_factor"): "innovation_db.change_user",
    ("innovation_db.message", "send_again"): "innovation_db.change_message",
    ("innovation_db.contributorlink", "send_again"): "innovation_db.change_contributorlink",
    ("innovation_db.contributorlink", "renew"): "innovation_db.change_contributorlink",
    ("innovation_db.contributorlink", "revoke"): "innovation_db.change_contributorlink",
    ("board_reports.contribution", "offer_again"): "board_reports.change_contribution",
    ("zone_programme.feedback", "pass_on"): "zone_programme.change_feedback",
    ("zone_programme.feedback", "hold_back"): "zone_programme.change_feedback",
    ("zone_programme.sessionfile", "show"): "zone_programme.change_sessionfile",
    ("zone_programme.sessionfile", "hold_back"): "zone_programme.change_sessionfile",
    ("zone_programme.speaker", "ask_to_confirm"): "zone_programme.change_speaker",
    ("innovation_db.job", "stop"): "innovation_db.change_job",
    ("case_studies.casestudy", "bulk_submit_for_review"): "case_studies.change_casestudy",
    ("case_studies.casestudy", "bulk_publish"): "case_studies.publish_casestudy",
    ("case_studies.casestudy", "bulk_unpublish"): "case_studies.publish_casestudy",
    ("case_studies.casestudy", "bulk_archive"): "case_studies.archive_casestudy",
    ("case_studies.casestudy", "bulk_unarchive"): "case_studies.archive_casestudy",
}
