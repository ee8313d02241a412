"""The tables between two nouns, tracked like the nouns: which themes, service areas, partners a record had, and when.

They stay Django's own tables, because the admin refuses a many-to-many with a model of its own (admin.E013). A proxy of
each carries the triggers, as django-pghistory documents it, so every path of editing is caught.
"""

from case_studies.models.case_studies import TABLE, CaseStudy
from case_studies.models.councils import Council
from case_studies.models.programmes import Programme
from innovation_db.models import bump_parent_version, tracked


@tracked(obj_field=None)
class CaseStudyTheme(CaseStudy.themes.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(TABLE, "casestudy_id")


@tracked(obj_field=None)
class CaseStudyServiceArea(CaseStudy.service_areas.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(TABLE, "casestudy_id")


@tracked(obj_field=None)
class CaseStudyProgramme(CaseStudy.programmes.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(TABLE, "casestudy_id")


@tracked(obj_field=None)
class CaseStudyPartner(CaseStudy.partners.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(TABLE, "casestudy_id")


@tracked(obj_field=None)
class ProgrammePartner(Programme.partners.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version("case_studies_programme", "programme_id")


@tracked(obj_field=None)
class CouncilSuccessor(Council.successors.through):  # type: ignore[name-defined, misc]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version("case_studies_council", "from_council_id")
