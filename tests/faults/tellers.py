"""Processes that write mails, as web processes do: `python -m tests.faults.tellers PROCESSES MAILS same|die`.

`same`: all of them write the same mails. `die`: each is killed after each commit, before the bell rings; another goes on.
"""

import os
import signal
import sys
from typing import NoReturn

import django


def tell(number: int) -> None:
    to = Address(f"reader.{number}@example.org", "en", "UTC")
    services.queue_rendered(f"told:{number}", to=to, subject=f"Mail {number}", text="Hello", secret=False)


def die(name: str, args: tuple[int | str, ...]) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def main(processes: int, mails: int, how: str) -> None:
    if how == "die":
        queue._ring = die
        shares = [[number] for number in range(mails)]
    else:
        shares = [list(range(mails))] * processes
    alive = 0
    for share in shares:
        if alive == processes:
            os.wait()
            alive -= 1
        if os.fork() == 0:
            for number in share:
                tell(number)
            os._exit(0)
        alive += 1
    for _number in range(alive):
        os.wait()


if __name__ == "__main__":
    django.setup()
    from cda_portal.core import queue
    from cda_portal.notifications import services
    from cda_portal.notifications.services import Address

    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
