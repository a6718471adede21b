"""Fields that a form does not have change nothing: the tables are the same with them and without."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from applications.models import Application, EligibilityCheck, InterestForm
from applications.services.check import PENDING
from applications.tests.factories import ApplicationFactory, CheckFactory, InterestFormFactory, member, question_of
from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import PASSWORD, CityFactory, UserFactory
from cda_portal.accounts.tests.test_profile import CHANGED
from cda_portal.accounts.tests.test_sign_in import SIGN_UP, code
from cda_portal.core import clock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
# Names of columns and relations, and what somebody would like to stand there.
EXTRA = {
    name: value
    for value, names in {
        "1": "id pk city city_id call call_id form form_id user user_id sender sender_id by by_id editor editor_id object_id asked_by answered_by entered_by",
        "on": "is_staff is_superuser is_active verified primary published to_be_confirmed late office_objected inbox",
        "approver": "role roles grants role_names groups user_permissions my_roles is_programme_staff",
        "invited": "status source target state decision",
        "CDA-2027-EVIL": "reference key token secret request_id sha256 slug",
        "2001-01-01": "submitted_at received_at decided_at edited_at created_at expires_at date_joined last_login arrived_at since until withdrawn_at",
        '{"population": "meets"}': "findings snapshot answers terms",
        "evil@evil.example": "owner recipient reply_to to",
    }.items()
    for name in names.split()
}
INTEREST = {
    "kind": "municipality",
    "population": "240000",
    "population_year": "2024",
    "population_source": "Census",
    "mayor_name": "Somebody",
    "office_aware": "on",
    "problem": "Ambulances arrive late",
    "full_name": "Ana Prueba",
    "sender_title": "Director",
    "email": "ana@city.example",
}


class Scene:
    """One city with a draft, another with a form that waits, and staff; the same rows each time."""

    def __init__(self, call):
        self.call = call
        self.draft = ApplicationFactory(call=call, city=CityFactory(name="Bello"), reference="CDA-2027-BLLO")
        self.lead = member(self.draft.city, email="lead@city.example")
        self.other = CityFactory(name="Envigado")
        self.sender = UserFactory(email="sender@city.example")
        self.form = InterestFormFactory(call=call, city=CityFactory(name="Sabaneta"), sender=self.sender)
        self.officer = UserFactory(email="officer@city.example", role="officer")
        self.check = CheckFactory(call=call, name="Itagüí", key="the-key-of-the-check")

    def as_(self, user):
        client = Client()
        client.force_login(user)
        return client


def sign_up(scene, extra):
    client = Client()
    client.post("/account/signup/", {**extra, **SIGN_UP})
    assert client.post("/account/confirm-email/", {**extra, "code": code()}).status_code == 302


def profile(scene, extra):
    assert scene.as_(scene.lead).post("/profile/", {**extra, **CHANGED}).status_code == 302


def eligibility(scene, extra):
    client = Client()
    unlisted = {"name": "Girardota", "country": "CO", "region": "Antioquia", "population": "60000"}
    assert client.post("/eligibility/unlisted/", {**extra, **unlisted}).status_code == 302
    key = EligibilityCheck.objects.latest("pk").key
    assert client.post(f"/eligibility/{key}/term/", {**extra, "term_end": "2029-12-31"}).status_code == 302
    answers = {"commitment": "yes", "data": "yes", "analysis": "no", "team": "not_sure"}
    assert client.post(f"/eligibility/{key}/readiness/", {**extra, **answers}).status_code == 302


def interest_form(scene, extra):
    """Written by a visitor, sent by the person they then are."""
    client = Client()
    assert (
        client.post(
            "/interest/the-key-of-the-check/", {**without(extra, "key", "city", "call"), **INTEREST}
        ).status_code
        == 302
    )
    sender = UserFactory(email="ana@city.example")
    client.force_login(sender)
    session = client.session
    session[PENDING] = "the-key-of-the-check"
    session.save()
    assert client.post("/interest/the-key-of-the-check/send/", extra).status_code == 302
    assert InterestForm.objects.filter(sender=sender).count() == 1


def section(scene, extra):
    data = {"department": "Innovation", "population": "240000", "area": "hills"}
    assert scene.as_(scene.lead).post("/apply/CDA-2027-BLLO/section/basics/", {**extra, **data}).status_code == 302


def team(scene, extra):
    people = {
        "team-0-name": "Ana",
        "team-0-role": "lead",
        **{f"team-0-{name}": value for name, value in extra.items() if name != "role"},
    }
    scene.as_(scene.lead).post("/apply/CDA-2027-BLLO/section/people/", people)


def autosave(scene, extra):
    path = f"/apply/CDA-2027-BLLO/answer/{question_of(scene.call, 'story').pk}/"
    data = {"story": "Ambulances arrive late", "version": "0", "language": "es"}
    assert scene.as_(scene.lead).post(path, {**extra, **data}).status_code == 200


def ask(scene, extra):
    path = f"/staff/forms/{scene.form.pk}/ask/"
    assert scene.as_(scene.officer).post(path, {**extra, "question": "Which census?"}).status_code == 302


def clarification(scene, extra):
    ask(scene, {})
    path = f"/interest/form/{scene.form.pk}/answer/"
    assert scene.as_(scene.sender).post(path, {**extra, "answer": "That of 2024"}).status_code == 302


def invite(scene, extra):
    assert scene.as_(scene.officer).post(f"/staff/forms/{scene.form.pk}/invite/", extra).status_code == 302
    assert Application.objects.count() == 2


def decline(scene, extra):
    path = f"/staff/forms/{scene.form.pk}/decline/"
    assert scene.as_(scene.officer).post(path, {**extra, "message": "Not this time"}).status_code == 302


def sign_in(scene, extra):
    data = {"login": scene.lead.email, "password": PASSWORD}
    assert Client().post("/account/login/", {**extra, **data}).status_code == 302


def language(scene, extra):
    assert scene.as_(scene.lead).post("/language/", {**extra, "language": "es", "next": "/"}).status_code == 302


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


FLOWS = [
    sign_up,
    profile,
    eligibility,
    interest_form,
    section,
    team,
    autosave,
    ask,
    clarification,
    invite,
    decline,
    sign_in,
    language,
]
# What is drawn at random, or is a hash of it, or is told by another clock.
RANDOM = re.compile(
    r"^(password|key|secret|message_id|claim|request_id|session_key|session_data|last_login|expire_date|created_at|last_seen_at|updated_at|date|pgh_created_at|html|text)$"
)
DRAWN = re.compile(r"CDA-2027-[2-9BCDFGHJKMNPQRTVWXZ]{4}|UUID\('[0-9a-f-]{36}'\)|'request': '[0-9a-f]{12}'")


def tables():
    """Every row of every table, but for what is random."""
    found = {}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in ("sessions", "usersessions"):
            names = [field.attname for field in model._meta.concrete_fields if not RANDOM.match(field.name)]
            found[model._meta.label] = [
                DRAWN.sub("DRAWN", str(row)) for row in model._base_manager.order_by("pk").values_list(*names)
            ]
    return found


def number_from(start):
    """Numbers of new rows begin here: a rollback does not give used ones back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || sequencename FROM pg_sequences WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT setval(%s, %s)", [name, start])


def after(transactional, call, flow, extra):
    with transactional(), clock.standing_at(NOW):
        number_from(1_000_000)
        UserFactory.reset_sequence(0)
        flow(Scene(call), extra)
        return tables()


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_extra_fields_change_nothing(transactional, call, flow):
    plain = after(transactional, call, flow, {})
    tried = after(transactional, call, flow, EXTRA)

    assert {name: rows for name, rows in tried.items() if rows != plain[name]} == {}


def test_every_field_of_these_tables_was_tried():
    """A new column that somebody would like to set belongs into EXTRA."""
    tried = {*EXTRA, *SIGN_UP, *CHANGED, *INTEREST}
    wished = {
        field.name
        for model in (User, InterestForm, Application)
        for field in model._meta.get_fields()
        if isinstance(field, (models.BooleanField, models.ForeignKey, models.DateTimeField))
        or field.name in ("status", "reference")
    }

    assert wished - tried == {"confirm_by", "office_objected_at", "single_keys"}
