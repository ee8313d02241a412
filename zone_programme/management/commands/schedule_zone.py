"""`manage.py schedule_zone YEAR`: make a Zone's timetable, print what it is worth, and put it in place if asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from innovation_db.progress import bar
from innovation_db.refusals import RefusedError
from zone_programme import actions
from zone_programme.clashes import Severity
from zone_programme.models import Zone
from zone_programme.objective import Weights
from zone_programme.problem import Draft
from zone_programme.scheduling import Mode, Progress, Result, schedule


class Command(BaseCommand):
    help = "Make the timetable of a Zone. Without --apply nothing is changed; the same seed gives the same timetable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, help="the Zone's year")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=float, default=60, help="how long to look for better ones (60)")
        parser.add_argument("--mode", choices=list(Mode), default=Mode.FILL, help=f"default: {Mode.FILL}")
        parser.add_argument("--apply", action="store_true", help="put the timetable in place of the draft")

    def handle(self, *args: Any, **options: Any) -> None:
        zone = Zone.objects.filter(year=options["year"]).first()
        if zone is None:
            years = ", ".join(str(year) for year in Zone.objects.values_list("year", flat=True)) or "none"
            raise CommandError(f"There is no Zone of {options['year']}. There are: {years}.")
        if not 0 < options["seconds"] <= 3600:
            raise CommandError("Give it between 1 second and an hour: --seconds 60.")
        draft = Draft(zone)
        if not draft.problem.sessions or not draft.problem.spaces or not draft.days:
            raise CommandError(f"{zone} has no sessions, no spaces or no days yet, so there is nothing to place.")
        weights = Weights(**zone.weights)
        result = self.search(draft, weights, **options)
        self.report(draft, result, weights)
        if options["apply"]:
            try:
                changed = actions.apply_timetable(
                    zone=zone, slots=result.slots, by=None, seen=draft.slots, reason="Automatic timetable"
                )
            except RefusedError as refused:
                raise CommandError(str(refused)) from None
            self.stdout.write(f"Put in place: {changed} slots changed.")
        else:
            self.stdout.write("Nothing was changed. Put it in place with --apply.")

    def search(self, draft: Draft, weights: Weights, **options: Any) -> Result:
        with bar(disable=options["verbosity"] == 0) as shown:
            task = shown.add_task("Looking for a timetable", total=round(options["seconds"]))

            def told(progress: Progress) -> None:
                best = "" if progress.objective is None else f", best so far {progress.objective:,}"
                shown.update(task, completed=round(progress.seconds), description=f"Looking for a timetable{best}")

            return schedule(
                draft.problem,
                draft.slots,
                mode=Mode(options["mode"]),
                weights=weights,
                severities=draft.severities,
                seed=options["seed"],
                seconds=options["seconds"],
                progress=told,
            )

    def report(self, draft: Draft, result: Result, weights: Weights) -> None:
        sure = "proved best" if not result.gap else f"at most {result.gap:.0%} above the best"
        self.stdout.write(f"{len(result.slots)} slots in {result.seconds:.1f} s, {sure}.")
        self.stdout.write(f"Objective {result.objective:,}, bound {result.bound:,}:")
        for name, count in result.parts.items():
            weight = getattr(weights, name)
            self.stdout.write(f"  {name.replace('_', ' '):<16} {count:>6} x {weight:<3} = {count * weight:,}")
        hard = [clash for clash in result.clashes if clash.severity is Severity.BLOCKS]
        others = [clash for clash in result.clashes if clash not in hard]
        for heading, found in (("Hard clashes left", hard), ("Warnings", others)):
            self.stdout.write(f"{heading}: {len(found)}.")
            for clash in found:
                self.stdout.write(f"  {clash.sentence}")
        if result.unplaced:
            self.stdout.write(f"Sessions without a place: {len(result.unplaced)}.")
            for pk in result.unplaced:
                self.stdout.write(f"  {draft.problem.session_by_id[pk].title}")
            for way in result.relaxations:
                rules = " and ".join(rule.replace("_", " ") for rule in way.rules)
                self.stdout.write(f"All would fit without this rule: {rules} ({len(way.clashes)} clashes).")
