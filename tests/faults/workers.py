"""Real worker processes that a test can kill: `python -m tests.faults.workers COUNT [PLANT]`.

A parent forks them as Celery's does, and forks another whenever one is killed; SIGUSR1 makes it kill one itself, at
once and at random. PLANT puts one of the faults of PLANTS
into the protocol: the twins of the kill tests, which must lose or double mails.
"""

import os
import random
import signal
import sys
import time
from types import FrameType

import django
from django.urls import reverse

from cda_portal.local.processes import LIBC, PR_SET_PDEATHSIG

PAUSE = 0.05


def mark_then_send() -> None:
    """The message counts as sent before the server has it: whoever dies in between loses it."""
    hand_off = outbox.hand_off
    outbox.hand_off = lambda message: hand_off(message) and outbox.sent(message)
    delivery.arrived = lambda message: None


def lease_only() -> None:
    """Nothing is committed between claim and answer: whoever dies after the server took it doubles it."""
    outbox.hand_off = lambda message: True
    outbox.MOVES["sent"] = ({Message.Status.CLAIMED}, Message.Status.SENT)


PLANTS = {"": lambda: None, "mark_then_send": mark_then_send, "lease_only": lease_only}


def work(parent: int) -> None:
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    while os.getppid() == parent:
        delivery.drain()
        time.sleep(PAUSE)
    os._exit(0)


def nurse(count: int) -> None:
    """Keep `count` workers alive for ever."""
    parent, alive = os.getpid(), set()

    def end(_signal: int, _frame: FrameType | None) -> None:
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)

    def kill_one(_signal: int, _frame: FrameType | None) -> None:
        os.kill(random.choice(sorted(alive)), signal.SIGKILL)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGUSR1, kill_one)
    while True:
        while len(alive) < count:
            if (pid := os.fork()) == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.signal(signal.SIGUSR1, signal.SIG_IGN)
                work(parent)
            alive.add(pid)
        alive.discard(os.wait()[0])


if __name__ == "__main__":
    django.setup()
    from cda_portal.notifications import delivery, outbox
    from cda_portal.notifications.models import Message

    PLANTS[sys.argv[2] if len(sys.argv) > 2 else ""]()
    reverse("notifications:inbox")  # loads every view: once here, and not in each worker before its first mail
    nurse(int(sys.argv[1]))
