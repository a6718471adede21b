"""Workers killed in mid-send, by SIGKILL, at each step of the dialogue: 0 lost, 0 doubled, every doubt listed."""

import signal
import time

import pytest

from cda_portal.notifications.contributions import invariants
from cda_portal.notifications.tests.factories import MessageFactory
from tests.faults.conftest import FIGURES
from tests.faults.mail import PATIENCE, Tally, drained, settled, sweep_after_the_lease, tally, working
from tests.interleave import until

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = ("at_rcpt", "at_data", "at_end")


def sixty_mails_and_six_kills(plant: str = "", *, held: int) -> Tally:
    """`held`: how many messages are in dead hands before their leases end."""
    for number in range(54):
        MessageFactory(email=f"fine.{number}@example.org")
    for step in STEPS:
        for number in range(2):
            MessageFactory(email=f"{step}.{number}@example.org")
    with working(2, plant) as sink:
        until(lambda: len(sink.killed) == 6, PATIENCE)
        drained(held)
        sweep_after_the_lease()
        drained(0)
    return tally(sink)


def test_workers_killed_at_each_step():
    assert sixty_mails_and_six_kills(held=6) == Tally(lost=0, doubled=0, listed=4, sent=56)
    assert set(invariants().values()) == {0}


@pytest.mark.fault
def test_twin_mark_then_send_loses():
    assert sixty_mails_and_six_kills("mark_then_send", held=2) == Tally(lost=2, doubled=0, listed=0, sent=60)


@pytest.mark.fault
def test_twin_a_lease_alone_doubles():
    assert sixty_mails_and_six_kills("lease_only", held=6) == Tally(lost=0, doubled=2, listed=0, sent=60)


# ---- at full length, killed at any moment


def many_mails_and_kills(plant: str = "", *, mails: int = 1500, kills: int = 80) -> Tally:
    MessageFactory.create_batch(mails)
    with working(4, plant, delay=0.3) as sink:  # a slow server: most kills meet a mail on its way
        until(sink.received)
        for _number in range(kills):
            time.sleep(0.25)
            sink.nurse.send_signal(signal.SIGUSR1)
        sink.delay = 0
        for _round in range(3):
            settled()
            sweep_after_the_lease()
        drained(0)
    found = tally(sink)
    FIGURES.append(f"{plant or 'the protocol':16} {mails} mails, {kills} kills: {found}")
    return found


@pytest.mark.fault
def test_eighty_kills():
    found = many_mails_and_kills()

    assert (found.lost, found.doubled) == (0, 0)
    assert found.sent + found.listed == 1500
    assert 0 < found.listed <= 80
    assert set(invariants().values()) == {0}


@pytest.mark.fault
@pytest.mark.parametrize(("plant", "harm"), [("mark_then_send", "lost"), ("lease_only", "doubled")])
def test_twins_of_eighty_kills(plant, harm):
    assert getattr(many_mails_and_kills(plant), harm) > 0
