"""Where a call stands at an instant, as visitors are told. Touches no database."""

from datetime import datetime
from enum import Enum
from typing import Protocol


class Windows(Protocol):
    """What is read of applications.models.Call."""

    interest_opens: datetime
    interest_closes: datetime
    application_opens: datetime
    application_closes: datetime


class Stage(Enum):
    SOON = "soon"  # the interest form is not open yet
    INTEREST = "interest"  # any city may send the interest form
    APPLICATION = "application"  # cities that were invited may still send their application
    BETWEEN = "between"  # invited cities wait for the application to open
    CLOSED = "closed"


def stage(call: Windows, at: datetime) -> Stage:
    """Both ends of a window belong to it. While the windows overlap, the one that is open to everybody counts."""
    if at < call.interest_opens:
        return Stage.SOON
    if at <= call.interest_closes:
        return Stage.INTEREST
    if at < call.application_opens:
        return Stage.BETWEEN
    return Stage.APPLICATION if at <= call.application_closes else Stage.CLOSED
