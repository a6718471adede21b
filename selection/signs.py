"""What suggests that a person conflicts with a city. Pure: facts in, suggestions out; a person decides.

A sign that is missed leaves somebody to judge their own city; one too many costs staff a reason, once. So an employer
is taken for a city where it is called a local government ("City of X", "Alcaldía de X") and X is the whole name: not
the university, the province or the state that share it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models.place import search_key

# Anybody may have an address there, so that it tells nothing of an employer: providers of mail for everybody, the
# national ones of the Americas among them, by the one label that stays the same in every country.
PUBLIC_MAIL = frozenset(
    """
    aim aol arnet bellsouth bol btinternet cantv charter comcast cox duck earthlink etb fastmail fibertel free gmail
    globo gmx googlemail hey hotmail hushmail icloud ig inbox juno laposte live mac mail mailbox me msn netscape
    optonline orange outlook pm proton protonmail prodigy r7 rediffmail rocketmail rogers sbcglobal shaw speedy
    sympatico telus terra tutanota uol verizon videotron vtr web wanadoo yahoo yandex ymail zoho zohomail
    """.split()
)
# Labels of a domain that name no body of their own: in these, "gov.co" is everybody's.
SUFFIXES = frozenset("com co net org edu gov gob gouv gub govt go mil info int nom ind muni mun".split())

# Words in front of a city's name that make it a local government, in the four languages; folded.
GOVERNMENT = frozenset(
    """
    alcaldia alcalde ayuntamiento borough cabildo cidade city ciudad comuna commune concejo council intendencia
    intendente mairie maire mayor mayors municipal municipality municipalidad municipalite municipio prefeito
    prefeitura presidencia town village ville
    """.split()
)
WEAK = frozenset("gobierno government governo gouvernement gad".split())  # a state or a province has one, too
BETWEEN = frozenset(
    """
    a and autonomo autonoma canton county d da de del des descentralizado distrital distrito do dos du el e et la las
    le les local los metropolitana metropolitano municipal of office provincial the
    """.split()
)
# What may follow the name of the city without making it another one: "City of Austin Office of Innovation".
UNITS = frozenset(
    """
    administration agency bureau cabinet council data dc department departamento dept df direccion direction division
    equipo fire gabinete gerencia government hall health innovation library mayor mayors municipal office oficina parks
    planning police public secretaria secretariat service services staff subsecretaria transit transport water works
    """.split()
)
AFTER = (
    *("city hall", "city council", "city government", "city manager", "town hall", "mayors office", "town council"),
    *("city", "council", "municipality", "municipal government", "municipal council", "alcaldia", "prefeitura"),
)
SECRETARIES = frozenset({"secretaria", "secretariat", "subsecretaria"})  # "Secretaría de Movilidad de X"
OTHERS = frozenset(
    """
    academia academy bank banco banque chamber club colegio college comercio commerce diario ecole escola escuela
    estado foundation fundacion fundacao instituto institute league newspaper province provincia school state union
    universidad universidade universite university
    """.split()
)
APART = re.compile(r"[,;:/|()\[\]·•–—]|\s-\s")


@dataclass(frozen=True)
class Reader:
    """A person as far as signs go. `acts` and `acted` are cities they act or acted for, `sent` those they wrote for."""

    pk: int
    email: str = ""
    employer: str = ""
    acts: frozenset[int] = frozenset()
    acted: frozenset[int] = frozenset()
    sent: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Town:
    """A city as far as signs go. `near` are names of its region and country: "Santiago de Chile"."""

    pk: int
    names: tuple[str, ...] = ()
    domains: frozenset[str] = frozenset()
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """`sign` is its name in the records, `detail` what was seen: a domain, an employer."""

    reader: int
    town: int
    sign: str
    detail: str = ""


# The strongest first: of one pair, staff see all, in this order.
WORDS: dict[str, str | Promise] = {
    "team": _("Acts for the city in the portal."),
    "former": _("Acted for the city in the portal."),
    "sender": _("Sent the city’s interest form."),
    "domain": _("Writes from %(detail)s, a mail domain of the city."),
    "employer": _("Names as employer: %(detail)s."),
}


def words(sign: str, detail: str = "") -> str:
    """The sign in the reader's language."""
    return str(WORDS[sign]) % {"detail": detail}


def domain_of(email: str) -> str:
    """The domain of an address, or "" for one that anybody may have."""
    domain = email.rpartition("@")[2].strip().lower().rstrip(".")
    own = [label for label in domain.split(".") if label not in SUFFIXES and len(label) > 2] or [""]
    short = domain.split(".")[0]  # me.com, r7.com, ig.com.br
    return "" if is_public(domain, own, short) or not has_own_name(domain) else domain


def is_public(domain: str, own: list[str], short: str) -> bool:
    return own[-1] in PUBLIC_MAIL or (len(short) < 3 and short in PUBLIC_MAIL) or "." not in domain


def has_own_name(domain: str) -> bool:
    """Whether a domain is somebody's, and not a suffix under which everybody has theirs, such as gov.co or sp.gov.br."""
    *labels, _top = domain.split(".")
    return any(label not in SUFFIXES and len(label) > 2 for label in labels) or (
        len(labels) == 1 and labels[0] not in SUFFIXES
    )


def same_body(domain: str, of_city: str) -> bool:
    """Equal, or below the city's: salud.bogota.gov.co is of bogota.gov.co."""
    return domain == of_city or (has_own_name(of_city) and domain.endswith(f".{of_city}"))


# ---- employers


@dataclass
class Names:
    """Every name of every city, by its words."""

    towns: dict[tuple[str, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    near: dict[int, list[tuple[str, ...]]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, towns: Iterable[Town]) -> "Names":
        names = cls()
        for town in towns:
            names.near[town.pk] = [tuple(search_key(name).split()) for name in town.near if name]
            for name in town.names:
                if len(key := search_key(name)) > 2:
                    names.towns[tuple(key.split())].add(town.pk)
        names.longest = max(map(len, names.towns), default=0)
        return names


def cities_of_employer(employer: str, names: Names) -> set[int]:
    """The cities whose local government this employer is called."""
    parts = [search_key(part).split() for part in APART.split(employer)]
    parts = [part for part in parts if part]
    alone = len(parts) == 1
    return {town for part in parts for town in _cities_of_part(tuple(part), names, alone=alone)}


def _cities_of_part(part: tuple[str, ...], names: Names, *, alone: bool) -> Iterator[int]:
    if OTHERS & set(part):
        return
    for start in range(len(part)):
        for end in range(min(len(part), start + names.longest), start, -1):
            for town in names.towns.get(part[start:end], ()):
                before, name, after = part[:start], part[start:end], part[end:]
                if _is_local_government(before, name, after, names.near[town], alone=alone):
                    yield town


def _is_local_government(
    before: tuple[str, ...], name: tuple[str, ...], after: tuple[str, ...], near: list[tuple[str, ...]], *, alone: bool
) -> bool:
    whole = _ends_there(after, near)
    if not before or before == ("the",):
        # The name and nothing else is the city's only where nothing else is said: "Nubank, São Paulo" is not.
        return (whole and not after and alone) or " ".join(after).startswith(AFTER)
    return whole and _leads_to(before, name)


def _leads_to(before: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether the words before the name call it a local government, whatever little words stand between."""
    if before[0] in SECRETARIES and before[-1] in BETWEEN:
        return True
    own = name[0] in GOVERNMENT  # "Gobierno de la Ciudad de México": the name itself says what it is
    for word in reversed(before):
        if word in GOVERNMENT or (own and word in WEAK):
            return True
        if word not in BETWEEN:
            return False
    return own


def _ends_there(after: tuple[str, ...], near: list[tuple[str, ...]]) -> bool:
    """Whether the city's name ends where we think: Santiago de Chile does, Santiago de Cali does not."""
    if not after or after[0] in UNITS:
        return True
    rest = after[1:] if after[0] in BETWEEN else after
    return any(region and rest[: len(region)] == region for region in near)


# ---- all of them


def suggest(readers: Collection[Reader], towns: Collection[Town]) -> list[Suggestion]:
    """Every sign of every pair, by reader and city as they were given, the strongest first."""
    names = Names.of(towns)
    places = {town.pk: number for number, town in enumerate(towns)}
    by_domain: dict[str, set[int]] = defaultdict(set)
    for town in towns:
        for domain in filter(None, (domain_of(f"@{one}") for one in town.domains)):
            by_domain[domain].add(town.pk)
    found = []
    for reader in readers:
        mine = [one for one in _of_reader(reader, names, by_domain) if one.town in places]
        found += sorted(mine, key=lambda one: (places[one.town], list(WORDS).index(one.sign)))
    return found


def _of_reader(reader: Reader, names: Names, by_domain: dict[str, set[int]]) -> Iterator[Suggestion]:
    for sign, cities in (("team", reader.acts), ("former", reader.acted - reader.acts), ("sender", reader.sent)):
        for city in cities:
            yield Suggestion(reader.pk, city, sign)
    if domain := domain_of(reader.email):
        same = [one for one in _and_above(domain) if same_body(domain, one)]
        for city in {city for one in same for city in by_domain.get(one, ())}:
            yield Suggestion(reader.pk, city, "domain", domain)
    for city in cities_of_employer(reader.employer, names):
        yield Suggestion(reader.pk, city, "employer", reader.employer)


def _and_above(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])
