"""The command that imports case studies from a CSV file; the work is in `case_studies/imports`."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from case_studies.imports import NotImportableError, Summary, import_file
from innovation_db.models import User
from innovation_db.progress import bar as progress_bar
from innovation_db.roles import Role


class Command(BaseCommand):
    help = "Import case studies from a CSV file. docs/importing.md describes its columns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--publish", action="store_true", help="publish new records and drafts, not only save them")
        parser.add_argument(
            "--by", metavar="EMAIL", help="the account in whose name; the only administrator if left out"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--overwrite", action="store_true", help="let the file win over edits made on the site")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        by = self._account(options["by"], publish=options["publish"])
        quiet = options["verbosity"] == 0
        try:
            with ExitStack() as stack:
                bar = stack.enter_context(progress_bar(disable=quiet))
                task = bar.add_task(f"Importing {file.name}", total=None)
                summary = import_file(
                    file,
                    by=by,
                    publish=options["publish"],
                    overwrite=options["overwrite"],
                    dry_run=options["dry_run"],
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )
        except NotImportableError as error:
            raise CommandError(str(error)) from None
        if not quiet:
            self._report(summary)

    def _account(self, email: str | None, *, publish: bool) -> User | None:
        """Return the account that imports, and refuse one that may not."""
        if email is None:
            administrators = list(User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True)[:2])
            if len(administrators) == 1:
                return administrators[0]
            if publish:
                number = "more than one administrator" if administrators else "no administrator"
                raise CommandError(f"Say in whose name to publish with --by EMAIL: there is {number}.")
            return None
        account = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if account is None:
            raise CommandError(f"There is no active account with the e-mail address {email}.")
        needed = ["import"] + (["publish"] if publish else [])
        for verb in needed:
            if not account.has_perm(f"case_studies.{verb}_casestudy"):
                raise CommandError(
                    f"{account.email} may not {verb} case studies: name a publisher or an administrator."
                )
        return account

    def _report(self, summary: Summary) -> None:
        for note in summary.sheet.notes:
            self.stdout.write(note)
        would = " would be" if summary.dry_run else ""
        self.stdout.write(summary.counts())
        if summary.published:
            self.stdout.write(f"{summary.published:,}{would} published.")
        if summary.kept_unpublished:
            self.stdout.write(
                f"{summary.kept_unpublished:,} stay unpublished: an import published them before, and an officer took "
                "them down."
            )
        for number, title, _ in summary.alike:
            self.stdout.write(f"Row {number}: looks like “{title}”, which the same council has already.")
        if summary.dry_run:
            for line, reason in summary.rejections:
                self.stdout.write(f"Row {line.number}: {reason}")
            self.stdout.write("Nothing was written: this was a dry run.")
        elif summary.rejected_file:
            self.stdout.write(f"The rejected rows are in {summary.rejected_file}: mend them and import that file.")
