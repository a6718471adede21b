"""Django's admin: for looking things up, but for reference tables; behind the portal's own sign-in."""

import pytest
from django.contrib import admin

from cda_portal.accounts.models import City, Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core.models import Theme

pytestmark = pytest.mark.django_db
EDITABLE = {"core.Theme"}


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def listed(client):
    return {
        f"{app['app_label']}.{model['object_name']}": set(filter(model["perms"].get, model["perms"]))
        for app in client.get("/admin/").context["app_list"]
        for model in app["models"]
    }


def test_every_table_is_read_only_but_the_reference_tables(client, staff):
    rights = listed(client)

    assert {name for name, may in rights.items() if may != {"view"}} == EDITABLE
    assert rights["core.Theme"] == {"view", "add", "change"}
    assert not any(name.startswith(("account.", "mfa.", "usersessions.", "auth.")) for name in rights)


def test_every_list_and_row_opens(client, staff):
    CityFactory()
    ours = [model for model in admin.site._registry if f"{model._meta.app_label}.{model.__name__}" in listed(client)]
    for model in ours:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(path).status_code == 200, path
        if (row := model._default_manager.first()) is not None:
            assert client.get(f"{path}{row.pk}/change/").status_code == 200, path


def test_a_row_cannot_be_changed_added_or_deleted(client, staff):
    path = f"/admin/accounts/user/{staff.pk}/"
    answers = [client.post(f"{path}{act}/", {"full_name": "X"}).status_code for act in ("change", "delete")]

    assert answers == [403, 403]
    assert client.post("/admin/accounts/user/add/", {}).status_code == 403


def test_a_theme_can_be_changed_and_not_deleted(client, staff):
    theme = Theme.objects.create(key="housing", name={"en": "Housing"})
    path = f"/admin/core/theme/{theme.pk}/"

    response = client.post(f"{path}change/", {"key": "housing", "name": '{"en": "Homes"}', "position": "1"})

    assert (response.status_code, Theme.objects.get().name) == (302, {"en": "Homes"})
    assert client.post(f"{path}delete/").status_code == 403


def test_a_city_one_conflicts_with_is_not_there(client, staff):
    city = CityFactory()
    Conflict.objects.create(user=staff, city=city, reason="lives there", declared_by=staff)

    assert (
        client.get(f"/admin/accounts/city/{city.pk}/change/").status_code == 302
    )  # the admin's answer to a missing row
    assert City.objects.count() == 1


@pytest.mark.parametrize("role", ["officer", "approver", "observer", "reviewer", "coach", "expert", None])
def test_no_role_opens_it(client, role):
    client.force_login(UserFactory(role=role))

    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")
    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_its_sign_in_is_the_portals(client):
    response = client.get("/admin/login/?next=/admin/")

    assert response["Location"] == "/account/login/?next=%2Fadmin%2F"
