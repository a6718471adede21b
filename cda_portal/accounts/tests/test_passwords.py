import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cda_portal.accounts import services
from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory

PERSON = {"email": "ximena.quispe@municipio.example", "full_name": "Ximena Quispe"}

REFUSED = {
    "short": "only11chars",
    "common": "1q2w3e4r5t6y",
    "one of the portal's words twice": "passwordpassword",
    "like the address": "ximena.quispe@municipio",
    "like the name": "ximenaquispe",
    "the portal": "citydataalliance",
    "the portal with digits": "City-Data-Alliance-2027",
    "the portal and a little": "CityDataAlliance!x9",
    "the address's host": "municipio2026",
    "the name without accents": "Quíspe.Xiména.11",
}
TAKEN = [
    "wet stone under bridge",
    "correct horse staple battery",
    "data and 4 purple kettles",
    "quispe drinks cold mate",
    "áéíóú ñandú içe çok güzel",
]


@pytest.mark.parametrize("why", REFUSED)
def test_guessable_passwords_are_refused(why):
    with pytest.raises(ValidationError):
        validate_password(REFUSED[why], User(**PERSON))


@pytest.mark.parametrize("password", TAKEN)
def test_long_ones_are_taken(password):
    validate_password(password, User(**PERSON))


@pytest.mark.django_db
def test_the_citys_name_does_not_count():
    user = UserFactory()
    services.make_member(CityFactory(name="São Gonçalo do Amarante"), user, "member", by=None)

    with pytest.raises(ValidationError):
        validate_password("SaoGoncaloAmarante", user)
    validate_password("SaoGoncaloAmarante", UserFactory())


def test_the_refusal_says_what_to_do():
    with pytest.raises(ValidationError) as refusal:
        validate_password("CityDataAlliance!x9", User(**PERSON))

    assert refusal.value.messages == [
        "Leave out your name, your city and the name of this portal: the rest of this password is too short"
    ]
