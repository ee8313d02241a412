"""Addresses of case studies: made from the title, unique, and never taken from a case study that once had them.

The promises are kept by the database (the two triggers below), so that no path of saving can break them: a changed
slug leaves the old one behind in `FormerSlug`, and a slug that leads to another case study is refused.
"""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

# Words that are, or may become, addresses under /case-studies/ themselves.
RESERVED = frozenset({"add", "csv", "export", "feed", "follow", "map", "new", "search", "share", "submit", "suggest"})
LENGTH = 80  # leaves room in the column for a number, and for officers who want a longer one
TRIES = 10
FORMER_SLUG_TAKEN = "case_study_slug_was_anothers"


def keep_former_slug() -> pgtrigger.Trigger:
    """Return the trigger that keeps a changed slug, and gives a case study its own former slug back.

    It runs after the row stands in the unique index, where two transactions that want one slug wait for each other:
    whoever comes second sees what the first one left behind.
    """
    return pgtrigger.Trigger(
        name="keep_former_slug",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug"),
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.slug = NEW.slug THEN
                RETURN NULL;
            END IF;
            IF EXISTS (SELECT 1 FROM case_studies_formerslug WHERE slug = NEW.slug AND case_study_id <> NEW.id) THEN
                RAISE unique_violation USING
                    MESSAGE = 'the slug ' || NEW.slug || ' leads to another case study',
                    CONSTRAINT = '{FORMER_SLUG_TAKEN}', TABLE = TG_TABLE_NAME;
            END IF;
            DELETE FROM case_studies_formerslug WHERE slug = NEW.slug;
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO case_studies_formerslug (slug, case_study_id) VALUES (OLD.slug, NEW.id)
                ON CONFLICT (slug) DO NOTHING;
            END IF;
            RETURN NULL;
        """,  # noqa: S608  our own names, never input
    )


def base(title: str) -> str:
    """Return the slug that `title` asks for, cut at a word: "Café & co: 2nd try" becomes "cafe-co-2nd-try"."""
    slug = slugify(title)
    if len(slug) > LENGTH:
        slug = slug[: LENGTH + 1].rpartition("-")[0] or slug[:LENGTH]
    return slug or "case-study"


def unique_slugs(titles: Iterable[str]) -> list[str]:
    """Return a free slug for each title, in order: for writing many rows at once. Costs two queries in all.

    The second of two equal titles gets "-2", the next "-3", and so on; what was ever used is not used again.
    """
    bases = [base(title) for title in titles]
    used = _used(set(bases)) | RESERVED
    numbers = dict.fromkeys(bases, 1)
    slugs = []
    for stem in bases:
        slug = stem
        while slug in used:
            numbers[stem] += 1
            slug = f"{stem}-{numbers[stem]}"
        used.add(slug)
        slugs.append(slug)
    return slugs


def is_used(slug: str) -> bool:
    """Return whether `slug` is, or was, another case study's, or a page of the site itself. Costs a query."""
    return slug in RESERVED or slug in _used({slug})


def save_with_free_slug(study: Any, save: Any) -> None:
    """Give `study` a free slug and call `save()`, again with the next number if somebody just took it."""
    for attempt in range(TRIES):
        study.slug = unique_slugs([study.title])[0]
        try:
            with transaction.atomic():
                save()
            return
        except IntegrityError as error:
            if attempt == TRIES - 1 or not is_taken(error):
                study.slug = ""
                raise


def is_taken(error: IntegrityError) -> bool:
    """Return whether the database refused a slug because another case study has or had it."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    return name == FORMER_SLUG_TAKEN or ("casestudy" in name and "slug" in name)


def _used(bases: set[str]) -> set[str]:
    """Return every slug, current or former, that is one of `bases` or one of them with a number."""
    from case_studies.models import CaseStudy, FormerSlug

    if len(bases) == 1:  # one row: the prefix index answers, however many records there are
        condition = models.Q(slug__startswith=next(iter(bases)))
    else:
        condition = models.Q(slug__in=bases) | models.Q(stem__in=bases)
    stem = models.Func(
        models.F("slug"),
        models.Value("-[0-9]+$"),
        models.Value(""),
        function="regexp_replace",
        output_field=models.CharField(),
    )
    return {
        slug
        for model in (CaseStudy, FormerSlug)
        for slug in model.objects.order_by().annotate(stem=stem).filter(condition).values_list("slug", flat=True)
    }
