"""When an application may arrive. A deadline is judged once, by the instant the request came in."""

from datetime import datetime, timedelta
from enum import Enum


class Judgement(Enum):
    EARLY = "early"
    ON_TIME = "on time"
    LATE = "late"
    REFUSED = "refused"


def judge(arrived: datetime, *, opens: datetime, closes: datetime, grace: timedelta) -> Judgement:
    """How a submission that arrived at this instant counts; both ends of the window belong to it."""
    if arrived < opens:
        return Judgement.EARLY
    if arrived <= closes:
        return Judgement.ON_TIME
    return Judgement.LATE if arrived <= closes + grace else Judgement.REFUSED
