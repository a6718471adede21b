"""Parts of a page that another area of intake brings: a template and what it prints, under the name `panel`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from applications.models import Application
from cda_portal.core import registry
from cda_portal.core.requests import Request


@dataclass(frozen=True)
class Panel:
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Request, Application], Panel | None]


def of(makers: Iterable[Maker], request: Request, application: Application) -> list[Panel]:
    """The panels that have something to say, in order."""
    return [panel for maker in makers if (panel := maker(request, application))]


def brought(kind: str, *given: Any) -> list[Panel]:
    """Those of higher floors, which contribute them under this name."""
    return [panel for told in registry.contributions(kind) if (panel := told(*given))]
