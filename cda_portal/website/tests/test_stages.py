from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest

from cda_portal.website.stages import Stage, stage

Windows = namedtuple("Windows", "interest_opens interest_closes application_opens application_closes")
SECOND = timedelta(seconds=1)


def day(month: int) -> datetime:
    return datetime(2027, month, 1, 12, tzinfo=UTC)


OVERLAPPING = Windows(day(2), day(4), day(3), day(6))
APART = Windows(day(2), day(4), day(5), day(6))

STAGES = [
    (OVERLAPPING, day(2) - SECOND, Stage.SOON),
    (OVERLAPPING, day(2), Stage.INTEREST),
    (OVERLAPPING, day(3), Stage.INTEREST),
    (OVERLAPPING, day(4), Stage.INTEREST),
    (OVERLAPPING, day(4) + SECOND, Stage.APPLICATION),
    (OVERLAPPING, day(6), Stage.APPLICATION),
    (OVERLAPPING, day(6) + SECOND, Stage.CLOSED),
    (APART, day(4), Stage.INTEREST),
    (APART, day(4) + SECOND, Stage.BETWEEN),
    (APART, day(5) - SECOND, Stage.BETWEEN),
    (APART, day(5), Stage.APPLICATION),
    (APART, day(6) + SECOND, Stage.CLOSED),
]


@pytest.mark.parametrize(("windows", "at", "expected"), STAGES)
def test_stage(windows, at, expected):
    assert stage(windows, at) == expected
