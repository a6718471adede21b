"""How a lower floor learns of a higher one: what each app declares in its `contributions.py`.

The kinds that exist, each a function of that name:

- `navigation(user) -> list[Link]`: entries of the main menu for this person;
- `home(user) -> list[Card]`: what this person should do next, most urgent first;
- `address_verified(user, session)`: called when a person has shown that an address is theirs;
- `content_paths() -> set[str]`: public content pages, which carry a language prefix;
- `message_kinds() -> list[notifications.kinds.Kind]`: the kinds of mail it sends;
- `hidden_messages(user) -> Q`: messages that staff may not see all the same (about a city they conflict with);
- `search(user, words, most) -> list[Hit]`: what staff mean by these words, as far as this person may see it;
- `acts() -> dict[str, str]`: what the acts that are recorded are called, by the name they are recorded under;
- `audited() -> list[Audited]`: kinds of objects that records are about, for the audit page;
- `hidden_changes(user) -> Q`: records that this person may not see (about a city they conflict with);
- `duties(person, reader) -> list[Duty]`: what would be left lying if this person went, as `reader` may know it;
- `job_kinds() -> list[jobs.JobKind]`: the kinds of work done in the background;
- `exported_lists() -> list[exports.Export]`: lists that staff can take away as a sheet;
- `file_infected(stored)`: called when the scanner has found something in a file;
- `invariants() -> dict[str, int]`: rules that span rows, by name, with the number of violations;
- `cities_merged(city, *, by)`: called in the transaction in which another city has become part of `city`;
- `coming_told(application) -> applications.panels.Panel | None`: what a city is asked to come to, on its status page;
- `outcome_told(application) -> applications.panels.Panel | None`: what else a city reads on its status page after a decision;
- `staff_told(application, user) -> applications.panels.Panel | None`: what else staff read on the page of an application;
- `demo(seed)`: demonstration data, called once from the lowest app up, in one transaction;
- `sign_ins() -> list[tuple[str, str, str]]`: the demonstration data's sign-ins: role, address and password.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """An entry of a menu; `area` is "main" (everyone), "staff", or "more": staff's seldom used ones, folded away."""

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


@dataclass(frozen=True)
class Hit:
    """Something that was searched for. `rank`: 0 is called exactly so, 1 begins so, 2 has it inside."""

    kind: str  # city, person, form, application or call
    label: str
    detail: str
    href: str
    rank: int = 2


@dataclass(frozen=True)
class Duty:
    """Something that waits for one person. One that `blocks` must be handed over before their account is closed."""

    text: str | Promise
    href: str = ""
    blocks: bool = False


@dataclass(frozen=True)
class Audited:
    """A kind of object in the records: `named` gives {id: (name, address of its page)}, `find` the ids a text means."""

    model: type[Model]
    label: str | Promise
    named: Callable[[Collection[int]], dict[int, tuple[str, str]]]
    find: Callable[[str], Collection[int]]


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
