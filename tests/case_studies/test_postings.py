"""What a search finds from memory is what the database finds, in its order, whatever was edited meanwhile."""

import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from case_studies.models import CaseStudy
from case_studies.search import language, plan, postings, results
from tests.factories import CaseStudyFactory

WORDS = ("quiet", "lanes", "night", "shift", "walks")


def pages(words: str) -> list[int]:
    """Return the ids of every record that is found, page by page."""
    found: list[int] = []
    for page in range(1, 7):
        asked = plan.make(language.parse(words))
        found += [hit.id for hit in results.find(asked, {}, page=page, fallback=False).hits]
    return found


@pytest.fixture
def ninety(db: object) -> None:
    """Records that have some of five words in their titles, all of them in a section, and one word often."""
    for number in range(90):
        some = " ".join(word for place, word in enumerate(WORDS) if number >> place & 1)
        CaseStudyFactory(
            title=f"Record {number} {some}",
            summary=f"{'Quiet ' * (number % 3)} {some}",
            problem=f"<p>{' '.join(WORDS)}</p>",
            published=True,
        )


def in_sql(words: list[str], chunk: int) -> list[int]:
    """Return the same order, written afresh: short documents first, then each chunk by all its words."""
    stems = ["quiet", "lane", "night", "shift", "walk"][: len(words)]
    total = CaseStudy.objects.published().count()

    def weight(stem: str) -> str:
        return (
            f"ln(1 + {total}.0 / greatest((SELECT sum(documents) FROM case_studies_vocabularyword "
            f"WHERE stem = '{stem}'), {plan.RARE}))::float8"
        )

    def score(vector: str) -> str:
        return " + ".join(
            f"{weight(stem)} * least(1.5, ts_rank('{results.WEIGHTS}', {vector}, '{stem}'::tsquery))" for stem in stems
        )

    having = (
        " + ".join(f"(s.short @@ '{stem}'::tsquery)::int" for stem in stems)
        if len(stems) <= results.MOST_COUNTED
        else f"(s.short @@ '{' & '.join(stems)}'::tsquery)::int"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"""
            WITH placed AS (
                SELECT d.case_study_id AS id, d.published_at, {score("d.words")} AS score,
                    (row_number() OVER (ORDER BY {having} DESC, {score("s.short")} DESC, d.case_study_id DESC) - 1)
                    / {chunk} AS chunk
                FROM case_studies_searchdocument d JOIN case_studies_shortdocument s USING (case_study_id)
                WHERE d.words @@ '{" & ".join(stems)}'::tsquery
            )
            SELECT id FROM placed ORDER BY chunk, score DESC, published_at DESC, id DESC
        """)
        return [pk for (pk,) in cursor.fetchall()]


@pytest.mark.usefixtures("ninety")
def test_the_order_is_what_the_database_would_give(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (postings.MOST_KEPT, 0):  # with all words remembered, and with none
        monkeypatch.setattr(postings, "MOST_KEPT", room)
        for number in (1, 2, 4, 5):
            words = list(WORDS[:number])
            expected = in_sql(words, results.CHUNK)
            assert len(expected) == 90
            assert [pages(" ".join(words)) for _ in range(2)] == [expected, expected]


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "reword", "take back"]), st.integers(0, 5), st.sets(st.sampled_from(WORDS[:3]))
        ),
        min_size=1,
        max_size=6,
    )
)
def test_an_edit_is_found_by_a_worker_that_remembers_the_words(edits: list[tuple[str, int, set[str]]]) -> None:
    CaseStudy.objects.all().delete()
    studies = [CaseStudyFactory(title="Quiet lanes", summary="-", published=True)]
    for what, number, words in edits:
        study, title = studies[number % len(studies)], " ".join(["Record", *sorted(words)])
        if what == "add":
            studies.append(CaseStudyFactory(title=title, slug=f"record-{len(studies)}", summary="-", published=True))
        elif what == "reword":
            CaseStudy.objects.filter(pk=study.pk).update(title=title)
        else:
            CaseStudy.objects.filter(pk=study.pk).update(state="draft")
        public = dict(CaseStudy.objects.published().values_list("pk", "title"))
        for word in WORDS[:3]:
            assert sorted(pages(word)) == sorted(pk for pk, title in public.items() if word in title.lower())
            assert sorted(pages(f"-{word}")) == sorted(pk for pk, title in public.items() if word not in title.lower())


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_remembered() -> None:
    kept = CaseStudyFactory(title="Quiet lanes", published=True)
    with transaction.atomic():
        gone = CaseStudyFactory(title="Quiet streets", published=True)
        assert sorted(pages("quiet")) == [kept.pk, gone.pk]
        transaction.set_rollback(True)
    assert pages("quiet") == [kept.pk]


@pytest.mark.django_db(transaction=True)
def test_readers_and_an_editor_at_once() -> None:
    """Whoever reads after an edit was saved finds it, also in the middle of other readers' searches."""
    CaseStudyFactory(title="Quiet lanes", published=True)
    study = CaseStudyFactory(title="Record", published=True)
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                pages("quiet lanes")
        except Exception as error:  # noqa: BLE001  a thread's failure is the test's
            wrong.append(repr(error))
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(15):
            CaseStudy.objects.filter(pk=study.pk).update(title="Quiet" if number % 2 else "Record")
            assert (study.pk in pages("quiet")) == bool(number % 2)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
