"""How good search is: nDCG@10, recall@10 and success@1 by kind of query, and what each measure of it adds.

`python benchmarks/judge.py` on a database with the demonstration records; the queries and their grades (3 is what was
looked for, 1 is worth a look) are in two files, given by reading the records, not the results. Search is tuned with
`judged.csv` (`python benchmarks/judge.py -v judged.csv` names the queries that go badly); `held_out.csv` is asked when
the tuning is over, so that what it says is not what search was made to say. What a page lists apart as loosely related
comes last among its records, or with `-counted` not at all.
"""

import csv
import os
import sys
from collections import defaultdict
from collections.abc import Callable
from math import log2
from pathlib import Path

import django

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovation_db.settings")
MEASURES = ("fallback", "spelling", "synonyms", "abbreviations", "names", "near", "weights")


def queries(name: str) -> list[tuple[str, str, dict[str, int]]]:
    with (HERE / name).open() as file:
        return [
            (row["kind"], row["query"], {r: int(g) for r, _, g in (p.rpartition(":") for p in row["grades"].split())})
            for row in csv.DictReader(file)
        ]


def score(found: list[str], grades: dict[str, int]) -> tuple[float, float, float]:
    """Return nDCG@10 (gain 2^grade − 1), recall@10 of the graded records, and whether the first is graded 3."""
    gain = sum((2 ** grades.get(record, 0) - 1) / log2(place + 2) for place, record in enumerate(found[:10]))
    best = sorted(grades.values(), reverse=True)[:10]
    ideal = sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(best))
    recall = sum(record in grades for record in found[:10]) / min(len(grades), 10)
    return gain / ideal, recall, float(bool(found) and grades.get(found[0], 0) == 3)


def searcher(**without: bool) -> Callable[[str], list[str]]:
    from case_studies.models import CaseStudy
    from case_studies.search import language, plan, results

    options = plan.Options(**without)

    def search(query: str) -> list[str]:
        made = plan.make(language.parse(query), options)
        page = results.find(made, {}, fallback=options.fallback, weights=options.weights)
        hits = page.hits if "-counted" in sys.argv else [*page.hits, *page.related]
        names = dict(CaseStudy.objects.filter(pk__in=[hit.id for hit in hits]).values_list("pk", "record_id"))
        return [str(names[hit.id]) for hit in hits]

    return search


def mean(scores: list[tuple[float, float, float]]) -> str:
    return " | ".join(f"{sum(column) / len(scores):.2f}" for column in zip(*scores, strict=True))


def main() -> None:
    django.setup()
    from case_studies.models import CaseStudy

    if not CaseStudy.objects.published().filter(record_id__startswith="zone-").exists():
        sys.exit("The demonstration records are not here: run load_councils, load_demo and load_search_words first.")
    for name in [word for word in sys.argv[1:] if word[0] != "-"] or ["judged.csv", "held_out.csv"]:
        print(f"\n### {name}\n")
        report(queries(name))


def report(judged: list[tuple[str, str, dict[str, int]]]) -> None:
    """Print the two tables of these queries; with -v also the queries that go badly."""
    search = searcher()
    by_kind: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for kind, query, grades in judged:
        found = search(query)
        by_kind[kind].append(score(found, grades))
        if "-v" in sys.argv and by_kind[kind][-1][0] < 0.9:
            print(kind, query, by_kind[kind][-1], found[:5], grades)
    print("| kind | queries | nDCG@10 | recall@10 | success@1 |\n|---|---|---|---|---|")
    for kind, scores in by_kind.items():
        print(f"| {kind} | {len(scores)} | {mean(scores)} |")
    print(f"| all | {len(judged)} | {mean([s for scores in by_kind.values() for s in scores])} |")
    print("\n| without | nDCG@10 | recall@10 | success@1 |\n|---|---|---|---|")
    for measure in MEASURES:
        search = searcher(**{measure: False})
        print(f"| {measure} | {mean([score(search(query), grades) for _, query, grades in judged])} |")
    search = searcher(**dict.fromkeys(MEASURES, False))
    print(f"| all seven | {mean([score(search(query), grades) for _, query, grades in judged])} |")


if __name__ == "__main__":
    main()
