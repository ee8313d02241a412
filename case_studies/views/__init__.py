"""The public pages of the library, one module for each kind of page."""

from case_studies.views.browse import (
    council,
    councils,
    partner,
    partners,
    programme,
    programmes,
    service_area,
    service_areas,
    theme,
    themes,
)
from case_studies.views.case_study import card, case_study
from case_studies.views.contact import contact, know_more
from case_studies.views.covers import cover
from case_studies.views.files import document, image
from case_studies.views.finder import finder
from case_studies.views.home import home

__all__ = [
    "card",
    "case_study",
    "contact",
    "council",
    "councils",
    "cover",
    "document",
    "finder",
    "home",
    "image",
    "know_more",
    "partner",
    "partners",
    "programme",
    "programmes",
    "service_area",
    "service_areas",
    "theme",
    "themes",
]
