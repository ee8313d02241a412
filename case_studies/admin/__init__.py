"""The admin of the library, one module for each group of nouns."""

from case_studies.admin import work_lists
from case_studies.admin.case_studies import CaseStudyAdmin
from case_studies.admin.councils import CouncilAdmin
from case_studies.admin.imports import ImportFileAdmin
from case_studies.admin.programmes import CohortAdmin, ProgrammeAdmin
from case_studies.admin.purges import PurgeAdmin
from case_studies.admin.subjects import PartnerAdmin, ServiceAreaAdmin, ThemeAdmin
from case_studies.admin.words import AbbreviationAdmin, SynonymGroupAdmin

__all__ = [
    "AbbreviationAdmin",
    "CaseStudyAdmin",
    "CohortAdmin",
    "CouncilAdmin",
    "ImportFileAdmin",
    "PartnerAdmin",
    "ProgrammeAdmin",
    "PurgeAdmin",
    "ServiceAreaAdmin",
    "SynonymGroupAdmin",
    "ThemeAdmin",
    "work_lists",
]
