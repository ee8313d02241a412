"""Made-up case studies for benchmarks, marked as such: never shown as real, never mixed with real sentences.

`manage.py make_synthetic` is the only way to them; `docs/performance.md` says what they are for.
"""

from case_studies.synthetic.loading import NothingToBuildOnError, make, remove

__all__ = ["NothingToBuildOnError", "make", "remove"]
