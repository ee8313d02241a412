"""Writing search documents by hand. Edits need none of this: the database's triggers write them at commit."""

from collections.abc import Callable, Iterable

from django.db import connection, transaction

BATCH = 2000


def rewrite(ids: Iterable[int]) -> None:
    """Write the documents of these case studies now; those that are not published lose theirs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT case_studies_search_rewrite(%s::bigint[])", [list(ids)])


def later() -> None:
    """Leave the documents of what this transaction changes unwritten: whoever calls this calls `rewrite` afterwards.

    For loading in bulk, where each table's trigger would note the same records again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL case_studies.documents = 'later'")


def write_now() -> None:
    """Write what this transaction has changed so far, so that the rest of the transaction can search for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS case_studies_search_commit IMMEDIATE")
        cursor.execute("SET CONSTRAINTS case_studies_search_commit DEFERRED")


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Write every document and count the vocabulary afresh; return how many documents there are.

    Searches go on meanwhile: each batch is a transaction of its own, and the count is one more.
    """
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT id FROM case_studies_casestudy WHERE state = 'published'
            UNION SELECT case_study_id FROM case_studies_searchdocument ORDER BY 1
        """)
        ids = [pk for (pk,) in cursor.fetchall()]
        for start in range(0, len(ids), BATCH):
            rewrite(ids[start : start + BATCH])
            progress(len(ids[start : start + BATCH]))
        with transaction.atomic():
            cursor.execute("SELECT case_studies_search_count_afresh()")
        cursor.execute("ANALYZE case_studies_searchdocument, case_studies_shortdocument, case_studies_vocabularyword")
        cursor.execute("SELECT count(*) FROM case_studies_searchdocument")
        return int(cursor.fetchone()[0])
