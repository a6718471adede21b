"""The demonstration's people: one sign-in for each role, and whoever other apps ask for. Every name is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.contenttypes.models import ContentType

from cda_portal.accounts import services
from cda_portal.accounts.consent import PURPOSES, VERSION
from cda_portal.accounts.gazetteer.load import load
from cda_portal.accounts.models import Consent, Place, Profile, User
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.core.text import fold

PASSWORD = "demonstration-2027"  # noqa: S105 - public on purpose: README.md names it
SALT = "demonstration"  # one hash for all, the same at each run
UNUSABLE = f"{UNUSABLE_PASSWORD_PREFIX}demonstration"
HOST = "demo.example"  # example is reserved: no mail can ever reach it


@dataclass(frozen=True)
class SignIn:
    """Somebody a visitor can be. `role` is a programme role, or empty: city roles are given with the city."""

    who: str
    account: str
    name: str
    language: str
    time_zone: str
    role: str = ""
    job_title: str = ""
    employer: str = ""
    works_in: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.account}@{HOST}"


SIGN_INS = (
    SignIn("Programme officer", "officer", "Alma Whitfield", "en", "America/New_York", "officer"),
    SignIn("Approver", "approver", "Julian Prather", "en", "America/New_York", "approver"),
    SignIn("Observer", "observer", "Noor Castellane", "en", "America/Chicago", "observer"),
    SignIn(
        "Reviewer", "reviewer", "Lucía Berrueta", "es", "America/Mexico_City", "reviewer",
        "Profesora de políticas públicas", "Universidad de demostración", ("es", "en"),
    ),
    SignIn(
        "Coach", "coach", "Tainá Rezende", "pt-br", "America/Sao_Paulo", "coach",
        "Consultora de gestão pública", "Instituto de demonstração", ("pt-br", "es"),
    ),
    SignIn(
        "Expert", "expert", "Maxime Dorval", "fr", "America/Toronto", "expert",
        "Chercheur en science des données", "Centre de démonstration", ("fr", "en"),
    ),
    SignIn("City lead, draft half written", "lead", "Marcela Quintana", "es", "America/Bogota", job_title="Directora de innovación"),
    SignIn("Team member of the same city", "member", "Iván Pedraza", "es", "America/Bogota", job_title="Jefe de datos"),
    SignIn("Mayor of the same city", "mayor", "Alcaldía (demostración)", "es", "America/Bogota", job_title="Alcaldía"),
    SignIn(
        "City lead, application sent", "lead-sent", "Jussara Tavares", "pt-br", "America/Recife", job_title="Secretária executiva de gestão"
    ),
    SignIn(
        "Sender of an interest form", "sender", "Hélène Marchildon", "fr", "America/Toronto", job_title="Directrice du service à la clientèle"
    ),
    SignIn("Somebody new", "new", "Robin Ashby", "en", "America/Los_Angeles"),
)  # fmt: skip


def make() -> None:
    if not Place.objects.exists():
        load()
    people = dict(
        zip(
            (one.account for one in SIGN_INS),
            sign_up(
                [
                    User(email=one.email, full_name=one.name, language=one.language, time_zone=one.time_zone)
                    for one in SIGN_INS
                ]
            ),
            strict=True,
        )
    )
    with clock.standing_at(joined()):
        for one in SIGN_INS:
            if one.role:
                services.grant_role(people[one.account], one.role, by=people["officer"])
            about = {"job_title": one.job_title, "employer": one.employer, "languages": list(one.works_in)}
            Profile.objects.filter(user=people[one.account]).update(**about)
    with clock.standing_at(clock.now() - timedelta(hours=2)):
        services.queue_mail("account/email/login_code", people["new"].email, {"code": "27182818"})
    hashed = make_password(PASSWORD, SALT)
    User.objects.filter(pk__in=[one.pk for one in people.values()]).update(password=hashed)


def joined() -> datetime:
    return clock.now() - timedelta(days=60)


def sign_up(people: list[User]) -> list[User]:
    """People with a verified address, as if they had signed up and agreed. Without a password nobody can be them.

    In bulk, and so without the services: there are too many for one after the other.
    """
    at = joined()
    for user in people:
        user.password, user.date_joined, user.full_name_folded = UNUSABLE, at, fold(user.full_name)
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    Profile.objects.bulk_create(Profile(user=user) for user in people)
    Consent.objects.bulk_create(
        Consent(
            user=user,
            purpose=purpose.key,
            version=VERSION,
            language=user.language,
            given=purpose.required or len(user.full_name) % 2 == 0,
            at=at,
        )
        for user in people
        for purpose in PURPOSES
    )
    kind = ContentType.objects.get_for_model(User)
    Change.objects.bulk_create(Change(object_type=kind, object_id=user.pk, act="added", at=at) for user in people)
    return people


def signed_up(account: str) -> User:
    return User.objects.get(email=f"{account}@{HOST}")


def sign_ins() -> list[tuple[str, str, str]]:
    return [(one.who, one.email, PASSWORD) for one in SIGN_INS]
