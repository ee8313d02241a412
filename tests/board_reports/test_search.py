"""Search over reports: what is found, in which order, and that a restricted one is found by nobody else."""

import pytest
from django.test import Client

from board_reports.models import Block, Report
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, correct, member_of, paper
from tests.factories import UserFactory
from tests.report_factories import BlockFactory, ReportFactory

pytestmark = pytest.mark.django_db


def found(client: Client, words: str) -> list[str]:
    page = client.get("/boards/", {"q": words})
    assert page.status_code == 200
    assert page.context["found"].count == len(page.context["found"].hits)
    return [hit.report.slug for hit in page.context["found"].hits]


def test_titles_come_before_texts_and_words_are_found_by_their_stem(client: Client) -> None:
    paper("Councils measured noise.", slug="text", title="Digital")
    paper("Nothing.", slug="title", title="Noise at night")
    BlockFactory(report=ReportFactory(slug="draft"), text="Noise in a draft.")
    assert found(client, "noises") == ["title", "text"]
    assert found(client, '"measured noise"') == ["text"]
    assert found(client, "noise -measured") == ["title"]
    assert found(client, "zebra") == []
    assert "<mark>noise</mark>" in client.get("/boards/?q=noise+measured").content.decode()


def test_only_the_newest_version_is_searched(client: Client) -> None:
    report = paper("Croydon listens.")
    Block.objects.filter(report=report).update(text="Telford reports.")
    assert found(client, "Croydon") == ["paper"]
    correct(report)
    assert found(client, "Croydon") == []
    assert found(client, "Telford") == ["paper"]


def test_a_restricted_report_is_in_no_hit_count_or_excerpt(client: Client) -> None:
    report = paper("The takeover of Ambridge.", title="Ambridge", **RESTRICTED)
    readers = [Client(), Client(), Client()]
    readers[1].force_login(UserFactory(roles=[Role.BOARD_MEMBER]))
    readers[2].force_login(UserFactory(roles=[Role.EDITOR]))
    for reader in readers:
        page = reader.get("/boards/?q=Ambridge")
        assert page.context["found"].count == 0
        assert "takeover" not in page.content.decode()
    for user in (member_of(report), UserFactory(roles=[Role.REPORT_AUTHOR])):
        client.force_login(user)
        assert found(client, "Ambridge") == ["paper"]
        assert client.get("/boards/?q=Ambridge")["Cache-Control"] == "private, no-store"


def test_a_report_that_is_restricted_later_is_found_no_more(client: Client) -> None:
    report = paper("Croydon listens.")
    Report.objects.filter(pk=report.pk).update(**RESTRICTED)
    assert found(client, "Croydon") == []


@pytest.mark.parametrize("words", ["'", '"', "\0", "& | ! ()", ":*", "the", "x" * 5000, "<b>", "\ue000"])
def test_odd_words_find_nothing_and_break_nothing(client: Client, words: str) -> None:
    paper()
    assert found(client, words) == []


def test_markup_in_an_excerpt_stays_words(client: Client) -> None:
    paper("Croydon <script>alert(x)</script> listens.")
    page = client.get("/boards/?q=Croydon").content.decode()
    assert "<script>alert" not in page
    assert "<mark>Croydon</mark>" in page
