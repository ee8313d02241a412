"""Changes of state: who and when are kept, what is missing is said, what changed meanwhile is not overwritten."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import PIL.Image
import pytest
from django.core.files.base import ContentFile

from case_studies import actions
from case_studies.history import CASE_STUDY
from case_studies.models import CaseStudy, Purge
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Any:
    return factories.UserFactory()


def picture() -> ContentFile:
    drawn = BytesIO()
    PIL.Image.new("RGB", (20, 20)).save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name="picture.png")


def complete(**fields: Any) -> CaseStudy:
    made: CaseStudy = factories.CaseStudyFactory(
        councils=[factories.CouncilFactory()], themes=[factories.ThemeFactory()], **fields
    )
    return made


def test_the_way_from_draft_to_public_and_back(officer: Any) -> None:
    row = actions.submit_for_review(case_study=complete(), by=officer)
    assert (row.state, row.submitted_by, row.submitted_at is not None) == ("in-review", officer, True)
    row = actions.return_to_draft(case_study=row, by=officer, note="Say what it cost.")
    assert (row.state, row.review_note) == ("draft", "Say what it cost.")
    row = actions.publish(case_study=actions.submit_for_review(case_study=row, by=officer), by=officer)
    assert (row.state, row.review_note, row.published_by) == ("published", "", officer)
    first_public = row.published_at
    row = actions.unpublish(case_study=row, by=officer)
    row = actions.publish(case_study=row, by=factories.UserFactory())
    assert (row.state, row.published_at, row.published_by) == ("published", first_public, officer)


@pytest.mark.parametrize("state", ["draft", "published"])
def test_archiving_is_undone_to_the_state_before(state: str, officer: Any) -> None:
    row = complete(published=state == "published")
    row = actions.archive(case_study=row, by=officer)
    assert (row.state, row.archived_from, row.archived_by) == ("archived", state, officer)
    row = actions.unarchive(case_study=row, by=officer)
    assert (row.state, row.archived_at, row.archived_by) == (state, None, None)


def test_all_that_is_missing_is_said_at_once(officer: Any) -> None:
    bare = factories.CaseStudyFactory(summary=" ")
    bare.images.create(file=picture(), alt=" ")
    with pytest.raises(RefusedError) as refusal:
        actions.publish(case_study=bare, by=officer)
    assert refusal.value.sentences == [
        "Write a summary: what was done, for whom, with what result.",
        "Name the council that did it, or at least a partner or programme.",
        "Choose at least one theme.",
        "Say what the picture shows (alt text).",
    ]
    assert CaseStudy.objects.get().state == "draft"


WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("submit_for_review", "published", {}, "It is published, so it cannot be submitted for review."),
    ("publish", "published", {}, "It is published already."),
    ("unpublish", "draft", {}, "It is a draft, so it cannot be unpublished."),
    ("unarchive", "draft", {}, "It is a draft, so it cannot be brought back."),
    ("return_to_draft", "draft", {"note": "x"}, "It is a draft, so it cannot be returned to draft."),
    ("purge", "draft", {"reason": "x"}, "It is a draft, so it cannot be removed for ever."),
]


@pytest.mark.parametrize(("action", "state", "more", "sentence"), WRONG, ids=[row[0] for row in WRONG])
def test_the_wrong_state_is_refused(action: str, state: str, more: dict[str, Any], sentence: str, officer: Any) -> None:
    row = complete(published=state == "published")
    with pytest.raises(RefusedError) as refusal:
        getattr(actions, action)(case_study=row, by=officer, **more)
    assert refusal.value.sentences == [sentence]


@pytest.mark.parametrize("action", [actions.submit_for_review, actions.publish, actions.archive])
def test_what_changed_meanwhile_is_not_overwritten(action: Callable[..., Any], officer: Any) -> None:
    row = complete()
    row.refresh_from_db()
    row.themes.add(factories.ThemeFactory())
    with pytest.raises(ChangedMeanwhileError):
        action(case_study=row, by=officer, version=row.version)


def test_undo_puts_back_only_what_nobody_touched_since(officer: Any) -> None:
    row = actions.archive(case_study=complete(published=True), by=officer)
    assert actions.put_back(case_study=row, to="published", by=officer, version=row.version).state == "published"
    row = actions.archive(case_study=row, by=officer)
    CaseStudy.objects.update(team="changed since")
    with pytest.raises(ChangedMeanwhileError):
        actions.put_back(case_study=row, to="published", by=officer, version=row.version)


def test_purging_leaves_one_entry_and_nothing_else(officer: Any, django_capture_on_commit_callbacks: Any) -> None:
    row = complete(title="About one family")
    files = [factories.DocumentFactory(case_study=row).file, factories.ImageFactory(case_study=row).file]
    row.images.all().delete()
    actions.archive(case_study=row, by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        actions.purge(case_study=row, by=officer, reason="The family asked")
    assert CaseStudy.objects.count() == 0
    assert [events.count() for events in CASE_STUDY.events(row.pk).values()] == [0] * 12
    assert [file.storage.exists(file.name) for file in files] == [False, False]
    assert list(Purge.objects.values_list("title", "row", "reason", "by")) == [
        ("About one family", row.pk, "The family asked", officer.pk)
    ]
