"""`make run`: the servers, the database made ready, and the Procfile's processes until Ctrl-C."""

import os
import signal
import sys
from types import FrameType

from cda_portal.local import processes
from cda_portal.local.processes import Refusal
from cda_portal.local.run import Run


class Interrupted(BaseException):
    """The person pressed Ctrl-C, closed the terminal, or told us to end."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    for quiet in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # stopping is not interrupted a second time
        signal.signal(quiet, signal.SIG_IGN)
    raise Interrupted


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    if "MAKELEVEL" in os.environ:
        processes.end_with_parent()
    run = None
    try:
        run = Run()
        run.start()
        return run.watch()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except Interrupted:
        sys.stdout.write("\nStopping: a running task may finish (30 seconds at most).\n")
        return 0
    finally:
        if run:
            run.stop()


if __name__ == "__main__":
    sys.exit(main())
