"""Where cities stand on the map of the Americas, and which of them are named there. Touches no database.

Lambert's azimuthal equal-area projection about 8° N 84° W (Snyder, Map Projections, USGS Professional Paper 1395,
section 24), in the units of static/img/americas.svg, whose outline was drawn with the same figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Protocol

WIDTH, HEIGHT = 520, 640
CENTRE_LATITUDE, CENTRE_LONGITUDE = radians(8), radians(-84)
SCALE, LEFT, TOP = 325.5, 199.0, 284.4


class Located(Protocol):
    """What is read of accounts.models.City."""

    name: str
    name_folded: str
    country: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Dot:
    """In the map's units, written as SVG writes numbers: a template would write 48,1 in Spanish."""

    x: str
    y: str


@dataclass(frozen=True)
class Name:
    x: str
    y: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Side:
    """Where a name stands beside its dot, in the map's units, and which end of it is there."""

    dx: float
    dy: float
    anchor: str


LEFT_OF, RIGHT_OF, ABOVE = Side(-9, 4, "end"), Side(11, 4, "start"), Side(0, -11, "middle")

# A dozen of the past participants, spread from north to south, each on the side where its name covers no dot.
NAMED: dict[tuple[str, str], Side] = {
    ("CA", "regina"): RIGHT_OF,
    ("CA", "toronto"): ABOVE,
    ("US", "boston"): RIGHT_OF,
    ("US", "san antonio"): LEFT_OF,
    ("MX", "guadalajara"): LEFT_OF,
    ("DO", "santo domingo"): RIGHT_OF,
    ("CO", "medellin"): LEFT_OF,
    ("PE", "chiclayo"): LEFT_OF,
    ("BR", "recife"): LEFT_OF,
    ("BR", "sao paulo"): LEFT_OF,
    ("CL", "santiago"): LEFT_OF,
    ("UY", "montevideo"): RIGHT_OF,
}


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees north and east as (x, y) on the map, y downwards. The point opposite the centre has no place."""
    north, east = radians(latitude), radians(longitude) - CENTRE_LONGITUDE
    near = sin(CENTRE_LATITUDE) * sin(north) + cos(CENTRE_LATITUDE) * cos(north) * cos(east)
    k = SCALE * sqrt(2 / (1 + near))
    x = cos(north) * sin(east)
    y = cos(CENTRE_LATITUDE) * sin(north) - sin(CENTRE_LATITUDE) * cos(north) * cos(east)
    return LEFT + k * x, TOP - k * y


@dataclass(frozen=True)
class Atlas:
    dots: list[Dot]
    names: list[Name]


def draw(cities: Iterable[Located]) -> Atlas:
    """The cities that have a place on the map: a dot each, and the names of a dozen from north to south."""
    dots, names = [], []
    for city in cities:
        if city.latitude is None or city.longitude is None:
            continue
        x, y = project(city.latitude, city.longitude)
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        dots.append(Dot(f"{x:.1f}", f"{y:.1f}"))
        if side := NAMED.get((city.country, city.name_folded)):
            names.append(Name(f"{x + side.dx:.0f}", f"{y + side.dy:.0f}", side.anchor, city.name))
    return Atlas(dots, sorted(names, key=lambda name: float(name.y)))
