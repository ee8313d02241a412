"""The nouns of the case study library, one file for each group of them."""

from case_studies.models.attachments import Document, Image, Link, Video
from case_studies.models.case_studies import Adoption, CaseStudy, FormerSlug, Involvement, Outcome
from case_studies.models.councils import Council, CouncilAlias, CouncilNeighbour
from case_studies.models.imports import ImportedRow, ImportFile
from case_studies.models.many_to_many import (
    CaseStudyPartner,
    CaseStudyProgramme,
    CaseStudyServiceArea,
    CaseStudyTheme,
    CouncilSuccessor,
    ProgrammePartner,
)
from case_studies.models.programmes import Cohort, Participation, Programme
from case_studies.models.purges import Purge
from case_studies.models.search import (
    Abbreviation,
    CaseStudyVisits,
    SearchChange,
    SearchDocument,
    SearchNames,
    SearchRewrite,
    ShortDocument,
    SynonymGroup,
    VocabularyWord,
)
from case_studies.models.subjects import Partner, ServiceArea, Theme

__all__ = [
    "Abbreviation",
    "Adoption",
    "CaseStudy",
    "CaseStudyPartner",
    "CaseStudyProgramme",
    "CaseStudyServiceArea",
    "CaseStudyTheme",
    "CaseStudyVisits",
    "Cohort",
    "Council",
    "CouncilAlias",
    "CouncilNeighbour",
    "CouncilSuccessor",
    "Document",
    "FormerSlug",
    "Image",
    "ImportFile",
    "ImportedRow",
    "Involvement",
    "Link",
    "Outcome",
    "Participation",
    "Partner",
    "Programme",
    "ProgrammePartner",
    "Purge",
    "SearchChange",
    "SearchDocument",
    "SearchNames",
    "SearchRewrite",
    "ServiceArea",
    "ShortDocument",
    "SynonymGroup",
    "Theme",
    "Video",
    "VocabularyWord",
]
