"""How a lower floor learns of a higher one: what each app declares in its `contributions.py`.

The kinds that exist, each a function of that name:

- `navigation(user) -> list[Link]`: entries of the main menu for this person;
- `home(user) -> list[Card]`: what this person should do next, most urgent first;
- `address_verified(user, session)`: called when a person has shown that an address is theirs;
- `content_paths() -> set[str]`: public content pages, which carry a language prefix;
- `message_kinds() -> list[notifications.kinds.Kind]`: the kinds of mail it sends;
- `hidden_messages(user) -> Q`: messages that staff may not see all the same (about a city they conflict with);
- `invariants() -> dict[str, int]`: rules that span rows, by name, with the number of violations;
- `demo(seed)`: demonstration data, called once from the lowest app up, in one transaction;
- `sign_ins() -> list[tuple[str, str, str]]`: the demonstration data's sign-ins: role, address and password.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """An entry of a menu; `area` is "main" (everyone) or "staff"."""

    label: str | Promise
    href: str
    area: str = "main"
    count: int | None = None
    place: int = 50  # in the menu: the smaller the earlier


@dataclass(frozen=True)
class Card:
    """One thing to do next: a sentence and one act."""

    title: str | Promise
    text: str | Promise = ""
    act: str | Promise = ""
    href: str = ""
    kind: str = ""  # "" | "act" | "warn"
    facts: list[tuple[str, str]] = field(default_factory=list)


@cache
def contributions(kind: str) -> list[Callable[..., Any]]:
    """Every installed app's function called `kind`, lowest app first."""
    found = []
    for config in apps.get_app_configs():
        if not (config.name.startswith("cda_portal.") or "." not in config.name):
            continue
        name = f"{config.name}.contributions"
        if find_spec(name) and hasattr(module := import_module(name), kind):
            found.append(getattr(module, kind))
    return found
