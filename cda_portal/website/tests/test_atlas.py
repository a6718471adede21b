from collections import namedtuple

import pytest

from cda_portal.website import atlas
from cda_portal.website.atlas import Name

City = namedtuple("City", "name name_folded country latitude longitude")
RECIFE = City("Recife", "recife", "BR", -8.0539, -34.8811)
REGINA = City("Regina", "regina", "CA", 50.4501, -104.6178)
HOMONYM = City("Recife", "recife", "US", 40.0, -100.0)
NOWHERE = City("Las Condes", "las condes", "CL", None, None)
MANILA = City("Manila", "manila", "PH", 14.6, 121.0)

# Read off the outline that static/img/americas.svg holds, with these figures: a dot must lie on its coast.
POSITIONS = {
    "Recife": (-8.0539, -34.8811, 469.5, 366.8),
    "Montevideo": (-34.9033, -56.1882, 336.5, 524.5),
    "Regina": (50.4501, -104.6178, 119.7, 44.2),
    "San Antonio": (29.4241, -98.4936, 126.2, 161.3),
    "Boston": (42.3584, -71.0598, 255.4, 90.0),
    "Seattle": (47.6062, -122.3321, 48.1, 47.0),
    "Arica": (-18.4746, -70.2979, 274.6, 433.4),
}


@pytest.mark.parametrize("name", POSITIONS)
def test_cities_stand_where_the_outline_has_them(name):
    latitude, longitude, x, y = POSITIONS[name]

    assert atlas.project(latitude, longitude) == pytest.approx((x, y), abs=0.5)


def test_the_centre_of_the_projection():
    assert atlas.project(8, -84) == pytest.approx((199.0, 284.4))


def test_names_are_drawn_from_north_to_south_beside_their_dots():
    drawn = atlas.draw([RECIFE, REGINA])

    assert [(float(dot.x), float(dot.y)) for dot in drawn.dots] == [
        pytest.approx((469.5, 366.8), abs=0.5),
        pytest.approx((119.7, 44.2), abs=0.5),
    ]
    assert drawn.names == [Name("131", "48", "start", "Regina"), Name("461", "371", "end", "Recife")]


def test_a_name_belongs_to_a_country():
    drawn = atlas.draw([HOMONYM])

    assert (len(drawn.dots), drawn.names) == (1, [])


@pytest.mark.parametrize("city", [NOWHERE, MANILA], ids=["no position", "off the map"])
def test_a_city_without_a_place_on_the_map_is_left_out(city):
    assert atlas.draw([city]) == atlas.Atlas([], [])
