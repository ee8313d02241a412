"""What an edit costs readers: `python -m benchmarks.after_edit` on the benchmark's database as it was last filled.

Saves a case study, asks each of the 40 searches for the first time since, in this process, and then once more; prints
the table for docs/performance.md.
"""

import os
import statistics
import sys
import time

from benchmarks.__main__ import own_environment, percentile


def main() -> None:
    import django

    django.setup()
    from django.test import Client

    from benchmarks.queries import paths
    from case_studies.models import CaseStudy

    client = Client(headers={"host": "127.0.0.1"})

    def ask(path: str) -> float:
        began = time.perf_counter()
        assert client.get(path).status_code == 200
        return (time.perf_counter() - began) * 1000

    addresses = paths([])["Finder, words"]
    for path in addresses:
        ask(path)
    number = CaseStudy.objects.count()
    study = CaseStudy.objects.published().order_by("pk")[number // 2]
    times: dict[str, list[float]] = {"saving the case study": [], "the first search": [], "the same again": []}
    for path in addresses:
        began = time.perf_counter()
        study.title = f"{study.title.rstrip('.')}{'' if study.title.endswith('.') else '.'}"
        study.save()
        times["saving the case study"].append((time.perf_counter() - began) * 1000)
        times["the first search"].append(ask(path))
        times["the same again"].append(ask(path))
    print(f"{number:,} case studies\n\n| | median | 95th percentile |\n|---|---:|---:|")
    for name, found in times.items():
        print(f"| {name} | {statistics.median(found):.1f} ms | {percentile(found):.1f} ms |")


if __name__ == "__main__":
    os.environ |= own_environment()
    sys.exit(main())
