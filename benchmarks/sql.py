"""What the database alone takes for a page: its own statements, collected once and then run by themselves.

Run as a process of its own with the settings of the benchmark; reads addresses as JSON, writes milliseconds as JSON.
"""

import json
import os
import statistics
import sys
import time

REPEATS = 3


def measure(paths: dict[str, list[str]]) -> dict[str, dict[str, object]]:
    """Return for each kind of page the milliseconds of SQL of every address, and the most statements a page made."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    results: dict[str, dict[str, object]] = {}
    for kind, addresses in paths.items():
        times, most, hits = [], 0, []
        for path in addresses:
            client.get(path)  # what is kept in memory between requests is there
            with CaptureQueriesContext(connection) as captured:
                response = client.get(path)
            assert response.status_code == 200, (path, response.status_code)
            statements = [
                query["sql"]
                for query in captured.captured_queries
                if query["sql"].lstrip().startswith(("SELECT", "WITH", "EXECUTE"))
            ]
            most = max(most, len(statements))
            times.append(min(_run(statements) for _ in range(REPEATS)))
        results[kind] = {"milliseconds": times, "statements": most, "hits": hits}
    return results


def _run(statements: list[str]) -> float:
    """Return the milliseconds of sending all statements and fetching all their rows."""
    from django.db import connection

    began = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return (time.perf_counter() - began) * 1000


def visits() -> dict[str, float]:
    """Return the milliseconds of deciding whether a request is a visit, and of adding one."""
    from django.http import HttpResponse
    from django.test import RequestFactory
    from django.urls import resolve

    from innovation_db.models import PageVisit
    from innovation_db.visits import is_visit

    request = RequestFactory(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}).get(
        "/councils/"
    )
    request.resolver_match = resolve("/councils/")
    response = HttpResponse()
    deciding, adding = [], []
    for _ in range(500):
        began = time.perf_counter()
        is_visit(request, response)
        decided = time.perf_counter()
        PageVisit.objects.add_one("/councils/")
        added = time.perf_counter()
        deciding.append((decided - began) * 1000)
        adding.append((added - decided) * 1000)
    return {"deciding": statistics.median(deciding), "adding": statistics.median(adding)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovation_db.settings")
    import django

    django.setup()
    from benchmarks.queries import paths as addresses_of
    from case_studies.models import CaseStudy

    chosen = list(CaseStudy.objects.published().order_by("pk").values_list("slug", flat=True)[:2000])
    addresses = addresses_of(chosen)
    json.dump({"paths": addresses, "sql": measure(addresses), "visits": visits()}, sys.stdout)
