"""The one exception of this app and its kinds. The text is fit for the person who asked."""

from typing import Any


class NotAllowed(Exception):
    """The state of things does not allow this; the message says why and what to do."""


class Stale(NotAllowed):
    """Somebody else saved meanwhile: `current` is what stands, `mine` what was sent now. Nothing is lost."""

    def __init__(self, message: str, current: Any, mine: Any = None) -> None:
        super().__init__(message)
        self.current = current
        self.mine = mine
