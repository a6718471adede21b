"""Which cities the demonstration tells of, and how far each has come. The cities are real, the rest is invented.

`place` is the city's GeoNames id; Vicente López is no place there and goes by its name. What "draft:40" means: about
forty of a hundred answers are written.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Told:
    """One city's part in the demonstration."""

    place: int | None
    name: str
    country: str
    fate: str
    kind: str = "municipality"
    region: str = ""


def _told(country: str, *rows: tuple[int | None, str, str], kind: str = "municipality", region: str = "") -> list[Told]:
    return [Told(place, name, country, fate, kind, region) for place, name, fate in rows]


# What becomes of a form: received, asked, answered, objected, declined, reopened; anything else was invited.
CITIES: list[Told] = [
    *_told(
        "US",
        (4347778, "Baltimore", "in_review"),
        (4553433, "Tulsa", "submitted"),
        (4926563, "South Bend", "confirmed"),
        (4839366, "New Haven", "draft:60"),
        (5387428, "Richmond", "waitlisted"),
        (5254962, "Green Bay", "received"),
        (5405228, "Vacaville", "asked"),
        (4464368, "Durham", "submitted"),
        (4956184, "Worcester", "draft:15"),
        (5811696, "Spokane", "draft:100"),
        (5520993, "El Paso", "objected"),
        (4853828, "Des Moines", "draft:0"),
    ),
    *_told(
        "CA",
        (5992996, "Kitchener", "selected"),
        (6119109, "Regina", "received"),
        (5969782, "Hamilton", "draft:30"),
        (5959974, "Gatineau", "asked"),
        (6059891, "Longueuil", "submitted"),
        (6146143, "Sherbrooke", "draft:75"),
        (6169141, "Trois-Rivières", "answered"),
        (6137270, "Saguenay", "draft:30"),
    ),
    *_told("HT", (3728474, "Cap-Haïtien", "submitted"), (3728097, "Les Cayes", "received"), kind="commune"),
    *_told("MQ", (3570675, "Fort-de-France", "draft:50"), kind="commune"),
    *_told("GF", (3382160, "Cayenne", "declined"), kind="commune"),
    *_told("JM", (3488981, "Portmore", "draft:15")),
    *_told(
        "BR",
        (3390760, "Recife", "submitted"),
        (3456283, "Niterói", "selected"),
        (3395981, "Maceió", "draft:75"),
        (3457001, "Mogi das Cruzes", "not_selected"),
        (3403642, "Campina Grande", "submitted"),
        (3459712, "Joinville", "draft:90"),
        (3458449, "Londrina", "withdrawn_sent"),
        (3445831, "Uberlândia", "received"),
        (3402655, "Caruaru", "draft:0"),
        (3407669, "Ananindeua", "reopened"),
        (3444914, "Vitória da Conquista", "asked"),
    ),
    *_told(
        "MX",
        (4005937, "San Pedro Garza García", "place_declined"),
        (3523349, "Mérida", "submitted"),
        (3991164, "Santiago de Querétaro", "draft:50"),
        (3995402, "Morelia", "received"),
        (4014338, "Chihuahua", "declined"),
    ),
    *_told(
        "CO",
        (3688465, "Bucaramanga", "draft:50"),
        (3674962, "Medellín", "received"),
        (3672486, "Pereira", "submitted"),
        (3675443, "Manizales", "draft:60"),
    ),
    *_told(
        "AR",
        (3844421, "Mendoza", "waitlisted"),
        (3836873, "San Miguel de Tucumán", "draft:30"),
        (3860259, "Córdoba", "objected"),
    ),
    *_told("AR", (None, "Vicente López", "draft:90"), kind="partido", region="Provincia de Buenos Aires"),
    *_told(
        "CL",
        (3873454, "Renca", "in_review"),
        (3870011, "Temuco", "draft:0"),
        (3868626, "Valparaíso", "reopened"),
        kind="commune",
    ),
    *_told("PE", (3698350, "Chiclayo", "submitted"), (3947322, "Arequipa", "received")),
    *_told("UY", (3441575, "Montevideo", "draft:100")),
    *_told("DO", (3492914, "Santiago de los Caballeros", "answered")),
    *_told("GT", (3590979, "Quetzaltenango", "withdrawn_draft")),
    *_told("CR", (3621849, "San José", "draft:15")),
    *_told("EC", (3658666, "Cuenca", "received")),
    *_told("PA", (3701329, "San Miguelito", "declined")),
]

# The gazetteer's number for this place is that of the whole urban area and not of the local government.
URBAN_AREAS = frozenset({3871336})  # Santiago, Chile

Terms = tuple[tuple[date | None, date | None], ...]


def _years(*days: str) -> Terms:
    ends = [date.fromisoformat(day) for day in days]
    return tuple(zip(ends[::2], ends[1::2], strict=True))


# When local terms begin and end, by country, as far as a national cycle says so. Peru elected in October 2026.
NATIONAL: dict[str, Terms] = {
    "AR": _years("2023-12-10", "2027-12-10"),
    "BR": _years("2025-01-01", "2028-12-31"),
    "CL": _years("2024-12-06", "2028-12-06"),
    "CO": _years("2024-01-01", "2027-12-31"),
    "CR": _years("2024-05-01", "2028-04-30"),
    "DO": _years("2024-04-24", "2028-04-24"),
    "EC": _years("2023-05-14", "2027-05-14"),
    "GF": _years("2026-03-22", "2032-03-31"),
    "GT": _years("2024-01-15", "2028-01-15"),
    "MQ": _years("2026-03-22", "2032-03-31"),
    "MX": _years("2024-10-01", "2027-09-30"),
    "PA": _years("2024-07-01", "2029-06-30"),
    "PE": _years("2023-01-01", "2026-12-31", "2027-01-01", "2030-12-31"),
    "UY": _years("2025-07-10", "2030-07-10"),
}
# Elsewhere every city has its own cycle, so these are invented; the last one tells nothing.
OTHERS: tuple[Terms, ...] = (
    _years("2024-12-02", "2028-12-04"),
    _years("2026-01-05", "2030-01-07"),
    _years("2023-11-20", "2027-11-15"),
    _years("2025-11-10", "2029-11-12"),
    ((date(2024, 1, 8), None),),
)


def terms_of(country: str, number: int) -> Terms:
    return NATIONAL.get(country) or OTHERS[number % len(OTHERS)]
