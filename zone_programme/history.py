"""What a version of each noun of the Zone consists of."""

from innovation_db.history.aggregates import Aggregate, Part, register
from zone_programme import models as programme

register(
    Aggregate(
        programme.Zone,
        parts=(
            Part("days", programme.Day, "zone", ("date",)),
            Part("breaks", programme.Break, "day", ("title", "starts_at"), under="days"),
            Part("spaces", programme.Space, "zone", ("name",)),
            Part("criteria", programme.Criterion, "zone", ("name",)),
            Part("themes", programme.ZoneTheme, "zone", other="theme"),
            Part("partners", programme.ZonePartner, "zone", other="partner"),
        ),
    ),
    Aggregate(
        programme.Session,
        parts=(
            Part("speakers", programme.Appearance, "session", ("speaker",)),
            Part("files", programme.SessionFile, "session", ("title",)),
            Part("councils", programme.SessionCouncil, "session", other="council"),
            Part("case studies", programme.SessionCaseStudy, "session", other="casestudy"),
            Part(
                "sessions not to be at the same time", programme.SessionNotAgainst, "from_session", other="to_session"
            ),
        ),
    ),
    Aggregate(
        programme.AskOffer,
        hidden=frozenset({"link_id", "published_by_id", "demonstration"}),
        kept=frozenset(
            {"kind", "email", "link_id", "state", "note", "came_of_it_shown", "demonstration", "published_by_id"}
            | {f"{what}_at" for what in ("published", "introduced", "met", "closed", "expires", "reminded")}
        ),
    ),
    Aggregate(programme.Speaker, parts=(Part("times", programme.Availability, "speaker", ("day", "starts_at")),)),
    Aggregate(
        programme.Proposal,
        parts=(
            Part("speakers", programme.ProposedSpeaker, "proposal", ("name",)),
            Part("times", programme.ProposedTime, "speaker", ("day", "starts_at"), under="speakers"),
            Part("councils", programme.ProposalCouncil, "proposal", other="council"),
            Part("case studies", programme.ProposalCaseStudy, "proposal", other="casestudy"),
        ),
    ),
    Aggregate(programme.Review, parts=(Part("scores", programme.Score, "review", ("criterion",)),)),
)
