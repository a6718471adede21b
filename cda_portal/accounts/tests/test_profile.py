import pytest
from allauth.mfa.totp.internal.auth import TOTP

from cda_portal.accounts import services
from cda_portal.accounts.models import Consent, Profile, User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db
CHANGED = {
    "full_name": "Ana María Pérez",
    "job_title": "Secretaria de Innovación",
    "employer": "Alcaldía de Tunja",
    "language": "es",
    "languages": ["es", "pt-br"],
    "time_zone": "America/Bogota",
    "future_calls": "on",
}


def values():
    user, profile = User.objects.get(), Profile.objects.get()
    return (
        (user.full_name, user.full_name_folded, user.language, user.time_zone, user.single_keys),
        (profile.job_title, profile.employer, profile.languages),
        services.agrees(user, "future_calls"),
    )


def test_everything_on_the_page_is_saved(client):
    client.force_login(UserFactory())
    response = client.post("/profile/", CHANGED)

    assert response["Location"] == "/profile/"
    assert values() == (
        ("Ana María Pérez", "ana maria perez", "es", "America/Bogota", False),
        ("Secretaria de Innovación", "Alcaldía de Tunja", ["es", "pt-br"]),
        True,
    )
    assert response.cookies["language"].value == "es"
    assert client.get("/profile/", headers={"Accept-Language": "en"})["Content-Language"] == "es"


def test_consent_is_kept_as_a_new_row_when_it_changes_and_only_then(client):
    client.force_login(UserFactory())
    for answer in ({"future_calls": "on"}, {"future_calls": "on"}, {}, {}):
        client.post("/profile/", {**{k: v for k, v in CHANGED.items() if k != "future_calls"}, **answer})

    assert list(Consent.objects.order_by("pk").values_list("given", "language")) == [(True, "es"), (False, "es")]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", "", "Enter your full name"),
        ("full_name", "x" * 121, "Use 120 characters or fewer: this has 121"),
        ("language", "tlh", "Choose one of the answers listed"),
        ("languages", ["tlh"], "Choose only from the answers listed"),
        ("time_zone", "Mars/Olympus", "Choose one of the answers listed"),
    ],
)
def test_what_cannot_be_saved(client, field, value, words):
    user = UserFactory(full_name="Ana Pérez")
    client.force_login(user)

    response = client.post("/profile/", {**CHANGED, field: value})

    assert {name: list(errors) for name, errors in response.context["form"].errors.items()} == {field: [words]}
    assert "<summary>Ana Pérez</summary>" in response.content.decode()  # the page's own user is untouched
    assert User.objects.get().full_name == "Ana Pérez"


def test_nothing_else_can_be_set(client):
    user = UserFactory()
    client.force_login(user)
    client.post(
        "/profile/", {**CHANGED, "is_staff": "on", "email": "other@city.example", "role": "officer", "is_active": ""}
    )

    after = User.objects.get()
    assert (after.is_staff, after.email, after.roles, after.is_active) == (False, user.email, frozenset(), True)


def test_a_zone_outside_the_americas_stays_possible(client):
    client.force_login(UserFactory(time_zone="Europe/Lisbon"))
    zones = client.get("/profile/").context["form"].fields["time_zone"].choices

    assert zones[0] == ("Europe/Lisbon", "Lisbon (UTC+00:00)")
    assert ("America/Bogota", "Bogota (UTC−05:00)") in zones


@pytest.mark.parametrize("count", [1, 3])
def test_roles_are_listed_at_a_constant_cost(client, count, django_assert_num_queries):
    user = UserFactory(role="officer")
    for _ in range(count):
        services.make_member(CityFactory(), user, "member", by=None)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    client.get("/profile/")
    with django_assert_num_queries(7):
        response = client.get("/profile/")

    assert response.context["roles"] == ["Programme officer"]
    assert len(response.context["memberships"]) == count
    assert response.context["has_app"]
