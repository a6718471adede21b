"""The one exception of this app and its kinds. The text is fit for the person who asked."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from applications.models import Answer, InterestForm
    from applications.progress import Missing


class NotAllowed(Exception):
    """The state of things does not allow this; the message says why and what to do."""


class AlreadySent(NotAllowed):
    """This city has an interest form for this call already."""

    def __init__(self, message: str, form: "InterestForm") -> None:
        super().__init__(message)
        self.form = form


class StaleAnswer(NotAllowed):
    """Somebody else saved this answer meanwhile: `current` is theirs, `mine` what was sent now."""

    def __init__(self, message: str, current: "Answer", mine: Any) -> None:
        super().__init__(message)
        self.current = current
        self.mine = mine


class NotReady(NotAllowed):
    """Answers are missing; `missing` names them."""

    def __init__(self, message: str, missing: "list[Missing]") -> None:
        super().__init__(message)
        self.missing = missing
