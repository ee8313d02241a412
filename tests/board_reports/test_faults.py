"""What may go wrong around a published report: it never changes, the draft explains, nothing is lost."""

import threading

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from board_reports import actions, reading
from board_reports.document import Document
from board_reports.figures import registry
from board_reports.models import FigureUse, Report, Version
from case_studies import actions as library
from case_studies.models import CaseStudy, Theme
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, ThemeFactory, UserFactory
from tests.report_factories import BlockFactory, FigureUseFactory, ReportFactory


@pytest.fixture
def officer(db: None) -> User:
    user: User = UserFactory(roles=[Role.ADMINISTRATOR])
    return user


def drafted(**figure: object) -> Report:
    report: Report = ReportFactory(slug="innovation")
    FigureUseFactory(report=report, key="f1", **figure)
    BlockFactory(report=report, text="[[f1]] case studies.")
    return report


def cleared(report: Report, by: User) -> Report:
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=by)
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=by)
    return Report.objects.get(pk=report.pk)


def published(report: Report, by: User) -> Document:
    actions.publish(report=report, version=cleared(report, by).version, by=by)
    found = reading.published(report)
    assert found is not None
    return found


def problem_of_draft() -> str:
    return reading.figure(FigureUse.objects.get(), pinned=False).problem


def test_a_definition_is_removed(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    CaseStudyFactory(published=True)
    report = drafted()
    before = published(report, officer)
    monkeypatch.delitem(registry._DEFINITIONS, "case_studies.published")
    assert reading.published(report) == before
    assert problem_of_draft() == "There is no figure “case_studies.published” any more."


def test_a_theme_is_renamed_and_then_removed(officer: User, client: Client) -> None:
    theme = ThemeFactory(name="Digital", slug="digital")
    CaseStudyFactory(published=True, themes=[theme])
    report = drafted(arguments={"theme": "digital"})
    before = published(report, officer)
    Theme.objects.filter(pk=theme.pk).update(name="Data", slug="data")
    assert reading.published(report) == before
    assert "theme Digital" in client.get("/reports/innovation/").content.decode()
    assert problem_of_draft() == "The theme “digital” is not there any more. Choose it again."


def test_a_counted_case_study_is_archived_and_another_removed_for_ever(officer: User, client: Client) -> None:
    archived, removed = CaseStudyFactory.create_batch(2, published=True)
    report = drafted()
    before = published(report, officer)
    library.archive(case_study=archived, by=officer)
    CaseStudy.objects.filter(pk=removed.pk).delete()
    assert reading.published(report) == before
    listed = client.get("/reports/innovation/figures/f1/").content.decode()
    assert archived.title in listed
    assert removed.title in listed
    assert reading.figure(FigureUse.objects.get(), pinned=False).phrase == "no"


@pytest.mark.django_db(transaction=True)
def test_the_server_dies_while_a_report_is_published() -> None:
    """Half of a publication is none: the draft is where it was, and can be published again."""
    officer = UserFactory(roles=[Role.ADMINISTRATOR])
    CaseStudyFactory(published=True)
    report = cleared(drafted(), officer)
    versions = Version.objects.count()
    failed = []

    def die(execute: object, sql: str, params: object, many: bool, context: dict) -> object:
        if sql.startswith('INSERT INTO "board_reports_version"'):
            connections["default"].connection.close()  # as when the process, or the database, is killed here
        return execute(sql, params, many, context)  # type: ignore[operator]

    def publish() -> None:
        try:
            with connection.execute_wrapper(die):
                actions.publish(report=report, version=report.version, by=officer)
        except OperationalError:
            failed.append(True)
        finally:
            connection.close()

    thread = threading.Thread(target=publish)
    thread.start()
    thread.join()
    assert failed == [True]
    assert Version.objects.count() == versions
    assert Report.objects.get().state == Report.State.CLEARANCE
    assert reading.published(report) is None
    actions.publish(report=Report.objects.get(), version=report.version, by=officer)
    assert reading.published(report) is not None


def test_a_report_cannot_be_published_with_nothing_to_prove_it(officer: User) -> None:
    """A figure that breaks after submission stays as it was pinned, and says what was counted when it could."""
    CaseStudyFactory(published=True)
    report = drafted()
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=officer)
    FigureUse.objects.update(definition="gone")
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=officer)
    actions.publish(report=report, version=Report.objects.get(pk=report.pk).version, by=officer)
    found = reading.published(report)
    assert found is not None
    assert found.blocks[0].text == "One case studies."
    assert [row.label for row in found.figures[0].rows] == [CaseStudy.objects.get().title]
