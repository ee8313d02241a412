#!/usr/bin/env python
"""Runs Django's commands for this site; nothing else lives here."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovation_db.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from environs import EnvError

    from innovation_db.history import command_line

    try:
        with command_line(sys.argv):  # history says which command changed what
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EnvError) as error:  # a sentence that says what to set, not a traceback
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
