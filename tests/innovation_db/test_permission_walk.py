"""Every address, every method and every admin action, for every role and for nobody, against the table of access.

What is not declared in `tests/access_table.py` fails here, so nothing becomes open by being forgotten.
"""

import logging
import re
import time
from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

import factory
import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import ActionLocation
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from innovation_db.models import User
from innovation_db.roles import Role, roles_with
from tests import access_table, factories, report_factories, zone_factories
from tests.access_table import ACTIONS, ADDRESSES, INSTEAD, NARROWED, Rule
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN = ("/account/login/?", "/admin/login/?")
EVERYONE: list[Role | None] = [None, *Role]
HOW_TO = "Add it to tests/access_table.py, with who may open it."
# The pages that Django's admin and our history make for every model → permissions, one of which is enough, to see and
# to send it.
MODEL_PAGES = {
    "changelist": (("view", "change"), ("view", "change")),
    "add": (("add",), ("add",)),
    "history": (("view", "change"), ("view", "change")),
    "compare": (("view", "change"), ()),
    "restore": (("restore",), ("restore",)),
    "delete": (("delete",), ("delete",)),
    "change": (("view", "change"), ("change",)),
}


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site as it is written in the URLconf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def models() -> dict[str, ModelAdmin]:
    return {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}


def model_page(pattern: URLPattern) -> tuple[str, str] | None:
    """(model, page) when this is one of the pages that Django's admin makes for each model."""
    for label in models():
        stem = label.replace(".", "_")
        for page in MODEL_PAGES:
            if pattern.name == f"{stem}_{page}":
                return label, page
    return None


def declared(route: str) -> str:
    """The route as the table names it: the list of apps in the admin's app pages depends on what is installed."""
    return "admin/^(?P<app_label>%s)/$" if route.startswith("admin/^(?P<app_label>") else route


def rule_for(route: str, pattern: URLPattern) -> Rule:
    if found := model_page(pattern):
        return rule_for_model(*found)
    if route.startswith("admin/") and route.endswith("<path:object_id>/"):  # a redirect to the page “change”
        return Rule(access_table.STAFF, access_table.STAFF)
    return ADDRESSES[declared(route)]


def rule_for_model(label: str, page: str) -> Rule:
    app, model = label.split(".")
    see, send = (
        frozenset[Role | None](
            role
            for action in actions
            if (label, action) not in NARROWED
            for role in roles_with(INSTEAD.get((label, action), f"{app}.{action.replace('restore', 'change')}_{model}"))
        )
        for actions in MODEL_PAGES[page]
    )
    return Rule(see, send)


@cache
def factory_for(label: str) -> Any:
    return next(
        made
        for made in [*vars(factories).values(), *vars(zone_factories).values(), *vars(report_factories).values()]
        if isinstance(made, type)
        and issubclass(made, factory.django.DjangoModelFactory)
        and made._meta.model is not None
        and made._meta.model._meta.label_lower == label
    )


def address(route: str, pattern: URLPattern, samples: dict[str, Any]) -> str:
    """A concrete address for a route; for a page of the admin about one object, that of a real object."""
    found = model_page(pattern)
    study = samples["case_studies.casestudy"]
    known = {"object_id": samples[found[0] if found else "case_studies.casestudy"].pk}
    if route.startswith("admin/"):
        about = ".".join(route.split("/")[1:3])  # a page that an admin class adds to those of its model
        known |= {
            "pk": samples.get(about, study).pk,
            "name": "open-call" if about == "zone_programme.zone" else "publish",
            "content_type_id": ContentType.objects.get_for_model(study).pk,
        }
    path = "/" + route
    if "^" in route or "(?P" in route:
        path = {
            r"account/^confirm-email/(?P<key>[-:\w]+)/$": "/account/confirm-email/x/",
            r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "/account/password/reset/key/1-x/",
            "admin/^(?P<app_label>%s)/$": "/admin/case_studies/",
            r"admin/(?P<url>.*)$": "/admin/nothing/",
        }[declared(route)]
    shapes = {"int": 1, "date": "2015-07-14"}
    return re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: str(known.get(part[2], shapes.get(part[1], "x"))), path)


def client_of(role: Role | None) -> Client:
    """A browser in which somebody with this role has just signed in."""
    client = Client(raise_request_exception=False)
    if role is not None:
        user = UserFactory(roles=[role])
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(user.pk)
        session["last_seen"] = int(time.time())
        session.save()
    return client


def answer(response: HttpResponse) -> str:
    """“open”, “closed” (sent to sign in, or 403), “no method” (405), “nothing there” or the error."""
    where = response.headers.get("Location", "")
    if response.status_code == 302 and where == "/admin/":  # the admin has no such object
        return "nothing there"
    if response.status_code == 405:
        return "no method"
    if response.status_code == 403 or (response.status_code == 302 and where.startswith(SIGN_IN)):
        return "closed"
    return f"error {response.status_code}" if response.status_code >= 500 else "open"


def complaint(method: str, said: str, may_get: bool, may_post: bool, rule: Rule) -> str | None:
    """What is wrong with an answer, or nothing."""
    if said.startswith("error"):
        return said
    if said == "nothing there":
        return None
    if method in ("PUT", "PATCH", "DELETE"):
        return None if said in ("no method", "closed") else f"{said}, but no address takes {method}"
    if method == "OPTIONS":
        return None if said != "open" or may_get or may_post else "open"
    may = may_post if method == "POST" else may_get
    if rule.tokens and said in ("closed", "no method") and may:
        return None
    if may:
        return None if said == "open" else f"{said}, but this role may"
    return "open, but this role may not" if said == "open" else None


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Keep the hundreds of refusals that are meant out of the report."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def samples() -> dict[str, Any]:
    """One object of every kind in the admin. A kind without a factory fails: its pages would not be tested."""
    return {label: factory_for(label)() for label in models()}


def test_every_address_is_declared() -> None:
    missing = []
    for route, pattern in routes():
        try:
            rule_for(route, pattern)
        except KeyError:
            missing.append(declared(route))
    assert not missing, f"Nobody said who may open {missing}. {HOW_TO}"


def test_every_admin_action_is_declared() -> None:
    there = {(label, name) for label, model_admin in models().items() for name in actions_of(model_admin)}
    there -= {(label, "delete_selected") for label in models()}  # nobody may
    assert not there - set(ACTIONS), f"Nobody said who may do {sorted(there - set(ACTIONS))}. {HOW_TO}"
    assert not set(ACTIONS) - there, f"These actions are gone: {sorted(set(ACTIONS) - there)}. Take them off the table."


def actions_of(model_admin: ModelAdmin) -> set[str]:
    """The names of all its actions, on the list and on the form."""
    return {action.name for place in ActionLocation for action in model_admin._get_base_actions(place)}


@pytest.mark.parametrize("role", EVERYONE, ids=lambda role: role or "nobody")
def test_addresses(role: Role | None, samples: dict[str, Any]) -> None:
    client = client_of(role)
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    wrong = []
    for route, pattern in routes():
        try:
            rule = rule_for(route, pattern)
        except KeyError:
            continue  # the first test says so
        path = address(route, pattern, samples)
        may_get, may_post = role in rule.get, role in rule.post
        # Whoever may GET a page may ask for its head: only the refusals are worth asking for twice.
        for method in METHODS if not may_get else ("GET", "POST"):
            savepoint = transaction.savepoint_create()
            client.cookies = SimpleCookie(cookies)
            response = client.generic(method, path)
            said = answer(response)
            if response.streaming:
                response.getvalue()  # closes the file
            transaction.savepoint_rollback(savepoint)
            if problem := complaint(method, said, may_get, may_post, rule):
                wrong.append(f"{method} {path}: {problem} (status {response.status_code})")
    assert not wrong, f"As {role or 'nobody'}:\n  " + "\n  ".join(wrong)


@pytest.mark.parametrize("role", EVERYONE, ids=lambda role: role or "nobody")
def test_admin_actions(role: Role | None, samples: dict[str, Any]) -> None:
    """An action is offered to those who may, and does nothing for others who send it all the same."""
    client = client_of(role)
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(pk=client.session["_auth_user_id"]) if role else User(is_active=False)
    wrong = []
    for label, model_admin in models().items():
        names = actions_of(model_admin)
        expected = {name for name in names if may_act(role, label, name)}
        offered = (
            {name for place in ActionLocation for name in model_admin.get_actions(request, place)} if role else set()
        )
        if offered != expected:
            wrong.append(f"{label}: offered {sorted(offered)}, but the table says {sorted(expected)}")
        wrong += [
            f"{label}: {name} was done"
            for name in names - expected
            if label in samples and changed_by(client, label, name, samples[label])
        ]
    assert not wrong, f"As {role or 'nobody'}:\n  " + "\n  ".join(wrong)


def may_act(role: Role | None, label: str, name: str) -> bool:
    return role in roles_with(ACTIONS.get((label, name), ""))


def changed_by(client: Client, label: str, name: str, sample: Any) -> bool:
    """Send an action for one object and say whether anything was written, by the database's own count."""
    client.get("/healthz/")
    before = written()
    data = {"action": name, "_selected_action": [sample.pk], "post": "yes"}
    client.post(f"/admin/{label.replace('.', '/')}/", data)
    return written() != before


def written() -> dict[str, int]:
    """How many rows this transaction has added, changed and deleted, by table; sessions and messages apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {
            table: count
            for table, count in cursor.fetchall()
            if table not in ("django_session", "innovation_db_cache", "innovation_db_pagevisit")
        }


def test_the_walk_sees_what_is_open() -> None:
    """The walk itself: an answer that contradicts the table is a complaint, whichever way round."""
    closed, everybody = Rule(frozenset()), access_table.READ
    assert complaint("GET", "open", False, False, closed) == "open, but this role may not"
    assert complaint("POST", "open", True, False, everybody) == "open, but this role may not"
    assert complaint("GET", "closed", True, False, everybody) == "closed, but this role may"
    assert complaint("DELETE", "open", True, True, everybody) == "open, but no address takes DELETE"
    assert complaint("GET", "error 500", True, True, everybody) == "error 500"
    assert complaint("GET", "closed", False, False, closed) is None
