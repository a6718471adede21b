"""A server that did not answer is left alone for a moment: one that hangs would cost every page its time-out, many times."""

from time import monotonic


class Away:
    """Whether a server is held to be away, in this process; it is asked again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until = 0.0

    def __bool__(self) -> bool:
        return monotonic() < self.until

    def note(self) -> None:
        """It has just failed to answer."""
        self.until = monotonic() + self.seconds

    def forget(self) -> None:
        self.until = 0.0
