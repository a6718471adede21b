"""Several of Django's commands in one process, each one argument: starting Django costs more than most of them do."""

import os
import shlex
import sys

import django
from django.core.management import CommandError, call_command


def main(commands: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cda_portal.settings")
    django.setup()
    for command in commands:
        name, *arguments = shlex.split(command)
        try:
            call_command(name, *arguments)
        except CommandError as error:
            print(f"{name}: {error}", file=sys.stderr)  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
