"""A worker that is killed at a chosen moment of a job: `python -m tests.faults.dying_worker JOB MOMENT`.

A number: at that step of writing. `keeping`: the storage has the file, and the row that says so is not committed.
`leaving`: all is done, and the broker has not heard so.
"""

import os
import signal
import sys
from typing import Any, NoReturn

import django


def die(*args: Any, **kwargs: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def main(pk: int, moment: str) -> None:
    exports.BATCH = 1
    jobs.TELL = 0
    if moment == "keeping":
        audit.record = die
    elif moment.isdigit():
        steps = iter(range(int(moment)))
        step = jobs.Run.step
        jobs.Run.step = lambda run, done, total: step(run, done, total) if next(steps, None) is not None else die()
    jobs.run(pk)
    if moment == "leaving":
        die()


if __name__ == "__main__":
    django.setup()
    from applications import exports
    from cda_portal.core import audit, jobs

    main(int(sys.argv[1]), sys.argv[2])
