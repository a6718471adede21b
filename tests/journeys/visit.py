"""A page and who opens it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """`who` is the part before the @ of a demonstration sign-in; "" is nobody."""

    name: str
    who: str
    path: Callable[[], str]


def at(path: str) -> Callable[[], str]:
    return lambda: path
