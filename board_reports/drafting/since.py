"""“Since the last report”: what the Board decided and asked for when it had the last one, and what came of it."""

from board_reports.drafting.paper import Paper
from board_reports.following import Followed, Outcome, outcome
from board_reports.inline import escape
from innovation_db.history.words import day


def last(paper: Paper) -> None:
    """Add the heading with its paragraphs; nothing where nothing came of the last report.

    Nor where readers of the draft may not read that one: of a restricted report a public one says nothing.
    """
    previous = paper.brief.previous
    found = outcome(previous) if previous is not None and paper.brief.names_previous else None
    if not found:
        return
    paper.heading("since.heading", "Since the last report")
    _decided(paper, found)
    _asked(paper, found)
    _actions(paper, "done", "Done since:", found.done, found)
    _actions(paper, "open", "Still to be done:", found.outstanding, found)
    _actions(paper, "dropped", "Given up:", found.dropped, found)


def _decided(paper: Paper, found: Outcome) -> None:
    if not found.decisions:
        return
    when = f"On {day(found.met_on)} the" if found.met_on else "The"
    paper.paragraph("since.decided", f"{when} Board decided on “{escape(found.report.title)}”:", origin=_origin(found))
    for one in found.decisions:
        words = [f"{one.outcome}: {one.recommendation.rstrip('.')}." if one.recommendation else f"{one.outcome}."]
        words += [one.note] if one.note else []
        paper.below(f"since.decision-{one.number}", escape(" ".join(words)), origin=_origin(found))


def _asked(paper: Paper, found: Outcome) -> None:
    if not found.directions:
        return
    paper.paragraph("since.asked", "It asked officers to act on this:")
    for number, text in enumerate(found.directions, start=1):
        paper.below(f"since.direction-{number}", escape(text), origin=_origin(found))


def _actions(paper: Paper, state: str, lead: str, actions: tuple[Followed, ...], found: Outcome) -> None:
    if not actions:
        return
    paper.paragraph(f"since.{state}", lead)
    for number, one in enumerate(actions, start=1):
        words = [f"{one.text.rstrip('.')}."]
        if state == "open":
            due = f", due on {day(one.due_on)}{' and late' if one.is_late else ''}" if one.due_on else ""
            words = [f"{one.text.rstrip('.')} ({one.owner}{due})."]
        words += [one.latest.text] if one.latest else []
        paper.below(f"since.{state}-{number}", escape(" ".join(words)), origin=_origin(found))


def _origin(found: Outcome) -> str:
    """Return where numbers come from that the Board or officers wrote."""
    return f"What came of “{found.report.title}”, as recorded"
