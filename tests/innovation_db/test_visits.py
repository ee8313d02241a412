"""Page visits: what counts, what does not, and that none is lost when many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.utils import timezone

from innovation_db.models import PageVisit
from tests.factories import CaseStudyFactory, CouncilFactory, UserFactory

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def reader(**headers: str) -> Client:
    return Client(headers={"user-agent": BROWSER, **headers})


def counted() -> list[tuple[str, date, int]]:
    return list(PageVisit.objects.order_by("path").values_list("path", "day", "count"))


@pytest.mark.django_db
def test_a_page_counts_once_a_visit_under_its_address_without_parameters() -> None:
    study = CaseStudyFactory(published=True)
    for path in ("/case-studies/?q=waste", "/case-studies/", study.get_absolute_url()):
        assert reader().get(path).status_code == 200
    today = timezone.localdate()
    assert counted() == [("/case-studies/", today, 2), (study.get_absolute_url(), today, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/case-studies/nothing-here/", {}, id="no such page"),
        pytest.param("/case-studies", {}, id="redirect"),
        pytest.param("/healthz/", {}, id="health check"),
        pytest.param("/account/login/", {}, id="signing in"),
        pytest.param("/councils/", {"user-agent": ""}, id="no name"),
        pytest.param("/councils/", {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, id="robot"),
        pytest.param("/councils/", {"user-agent": "curl/8.5"}, id="program"),
        pytest.param("/councils/", {"sec-purpose": "prefetch;prerender"}, id="prerendered"),
        pytest.param("/councils/", {"purpose": "prefetch"}, id="prefetched"),
        pytest.param("/councils/", {"x-moz": "prefetch"}, id="prefetched by an old browser"),
        pytest.param("/councils/", {"sec-fetch-dest": "empty"}, id="fetched by a script"),
    ],
)
def test_what_is_no_visit_is_not_counted(path: str, headers: dict[str, str]) -> None:
    reader(**headers).get(path)
    assert counted() == []


@pytest.mark.django_db
def test_only_get_is_a_visit() -> None:
    reader().head("/councils/")
    assert counted() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("roles", "visits"), [([], 1), (["Editor"], 0)], ids=["an account", "staff"])
def test_staff_are_left_out(roles: list[str], visits: int) -> None:
    user = UserFactory()
    user.groups.set(Group.objects.filter(name__in=roles))
    client = reader()
    client.force_login(user)
    assert client.get("/councils/").status_code == 200
    assert PageVisit.objects.visits_to("/councils/") == visits


@pytest.mark.django_db
def test_counting_sets_no_cookie() -> None:
    response = reader().get("/councils/")
    assert (response.status_code, dict(response.cookies)) == (200, {})


@pytest.mark.django_db
def test_a_database_that_refuses_costs_the_count_and_not_the_page() -> None:
    """The one thing replaced is the database's answer, which cannot be had otherwise."""

    def refuse(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        if "innovation_db_pagevisit" in sql:
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)  # type: ignore[operator]

    with connection.execute_wrapper(refuse), mock.patch("innovation_db.visits.logger") as log:
        response = reader().get("/councils/")
    assert (response.status_code, log.warning.call_count, counted()) == (200, 1, [])


@pytest.mark.django_db(transaction=True)
def test_eight_readers_of_one_page_are_counted_exactly() -> None:
    CouncilFactory(slug="testshire")

    def read(_: int) -> list[int]:
        try:
            client = reader()
            return [client.get("/councils/testshire/").status_code for _ in range(15)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = [status for statuses in pool.map(read, range(8)) for status in statuses]
    assert (answers, counted()) == ([200] * 120, [("/councils/testshire/", timezone.localdate(), 120)])


@pytest.mark.django_db
def test_the_most_visited_pages_below_an_address() -> None:
    today = timezone.localdate()
    for path, ago, count in (
        ("/case-studies/", 0, 90), ("/case-studies/bins/", 0, 3), ("/case-studies/bins/", 10, 4),
        ("/case-studies/roads/", 0, 5), ("/case-studies/old/", 100, 50), ("/councils/", 0, 70),
    ):  # fmt: skip
        PageVisit.objects.create(path=path, day=today - timedelta(days=ago), count=count)
    since = today - timedelta(days=30)
    assert list(PageVisit.objects.most_visited("/case-studies/", since=since)) == [
        {"path": "/case-studies/bins/", "visits": 7},
        {"path": "/case-studies/roads/", "visits": 5},
    ]
    assert PageVisit.objects.visits_to("/case-studies/bins/", since=today) == 3
    assert PageVisit.objects.visits_to("/case-studies/bins/") == 7
