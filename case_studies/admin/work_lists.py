"""What waits for the officers who curate case studies."""

from case_studies.models import CaseStudy
from innovation_db.admin.work_lists import WorkList, register

register(
    WorkList(
        CaseStudy,
        "mine",
        "My drafts",
        "Begun by you and not yet sent for review",
        lambda rows, user: rows.drafts_of(user),
    ),
    WorkList(
        CaseStudy,
        "told",
        "Told by councils, not taken up",
        "They came by “Tell us about yours”, and no officer has written at them yet",
        lambda rows, user: rows.told_and_not_taken_up(),
    ),
    WorkList(
        CaseStudy,
        "in-review",
        "In review",
        "Waiting for somebody to publish them",
        lambda rows, user: rows.in_review(),
    ),
    WorkList(
        CaseStudy,
        "thin",
        "Thin records",
        "Published with little more than a summary",
        lambda rows, user: rows.thin(),
    ),
    WorkList(
        CaseStudy,
        "no-alt",
        "Pictures without alt text",
        "Somebody who cannot see them learns nothing",
        lambda rows, user: rows.with_undescribed_pictures(),
    ),
    WorkList(
        CaseStudy,
        "due",
        "Review due",
        "Published, and the day to look again has come",
        lambda rows, user: rows.due_for_review(),
    ),
    WorkList(
        CaseStudy,
        "unconfirmed",
        "Not confirmed lately",
        "Published, and nobody has confirmed them for two years",
        lambda rows, user: rows.unconfirmed(),
    ),
    WorkList(
        CaseStudy,
        "no-contact",
        "Nobody to ask",
        "Published without a contact e-mail",
        lambda rows, user: rows.without_contact(),
    ),
    WorkList(
        CaseStudy,
        "deduced",
        "Council deduced",
        "The source does not name the council",
        lambda rows, user: rows.with_deduced_council(),
    ),
)
