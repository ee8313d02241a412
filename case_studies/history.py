"""What a version of each noun of the library consists of, and what restoring one leaves alone."""

from django.db.models import Model

from case_studies import models as library
from innovation_db.history.aggregates import Aggregate, Part, register

_STATE = {
    "state", "archived_from", "review_note", "completeness", "synthetic",
    *(f"{what}_{how}" for what in ("created", "submitted", "published", "archived") for how in ("at", "by")),
}  # fmt: skip
_WHEN_AND_WHO = frozenset(f"{what}_{how}" for what in ("submitted", "published", "archived") for how in ("at", "by_id"))


def _bring_up_to_date(ids: object) -> None:
    from case_studies.actions import after_change

    after_change(ids)  # type: ignore[arg-type]


def _was_anothers(thing: Model, column: str, value: object) -> bool:
    """Whether an address once led to another case study, and so is not given to this one."""
    former = library.FormerSlug.objects.filter(slug=value).exclude(case_study_id=thing.pk)
    return column == "slug" and former.exists()


CASE_STUDY = Aggregate(
    library.CaseStudy,
    parts=(
        Part("councils", library.Involvement, "case_study", ("council", "role")),
        Part("themes", library.CaseStudyTheme, "casestudy", other="theme"),
        Part("service areas", library.CaseStudyServiceArea, "casestudy", other="servicearea"),
        Part("programmes", library.CaseStudyProgramme, "casestudy", other="programme"),
        Part("partners", library.CaseStudyPartner, "casestudy", other="partner"),
        Part("outcomes", library.Outcome, "case_study", ("kind", "description", "amount", "unit")),
        Part("adoptions", library.Adoption, "case_study", ("council",)),
        Part("pictures", library.Image, "case_study", ("alt",), hidden=frozenset({"width", "height", "widths"})),
        Part("documents", library.Document, "case_study", ("title",)),
        Part("links", library.Link, "case_study", ("title",)),
        Part("videos", library.Video, "case_study", ("title",)),
    ),
    hidden=_WHEN_AND_WHO | {"archived_from", "synthetic"},
    kept=frozenset(_STATE),
    taken=_was_anothers,
    after_restore=_bring_up_to_date,
)

register(
    CASE_STUDY,
    Aggregate(
        library.Council,
        parts=(
            Part("other names", library.CouncilAlias, "council", ("name",)),
            Part("successors", library.CouncilSuccessor, "from_council", other="to_council"),
        ),
    ),
    Aggregate(
        library.Programme,
        parts=(
            Part("partners", library.ProgrammePartner, "programme", other="partner"),
            Part("cohorts", library.Cohort, "programme", ("name",)),
            Part("participations", library.Participation, "cohort", ("council", "role"), under="cohorts"),
        ),
    ),
    Aggregate(library.Cohort, parts=(Part("participations", library.Participation, "cohort", ("council", "role")),)),
)
