"""One city with its people, another one, and staff: who is meant by each column of table.txt."""

import re

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications import services
from applications.models import Clarification
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CheckFactory,
    InterestFormFactory,
    a_place,
    call_with_form,
    fill,
    member,
    question_of,
    theme,
)
from cda_portal.accounts.models import CityMember, Conflict, RoleGrant
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock, links
from cda_portal.notifications import compose
from cda_portal.notifications.models import Message
from cda_portal.notifications.services import notify
from tests.access.areas import AREAS

COLUMNS = {
    "anon": "nobody is signed in",
    "strg": "signed in, no city and no role",
    "send": "sent the city's interest form, acts for no city",
    "lead": "leads the city",
    "depu": "its deputy lead",
    "memb": "a member of its team",
    "spon": "its executive sponsor",
    "mayr": "its mayor",
    "offi": "of its mayor's office",
    "else": "leads another city",
    "revw": "reviewer",
    "coac": "coach",
    "expt": "expert",
    "obsv": "observer",
    "ofcr": "officer",
    "appr": "approver",
    "conf": "officer who conflicts with the city",
    "admn": "Django's admin, officer and approver",
}
CITY_ROLES = {"lead": "lead", "depu": "deputy", "memb": "member", "spon": "sponsor", "mayr": "mayor", "offi": "office"}
STAFF_ROLES = {
    "revw": "reviewer",
    "coac": "coach",
    "expt": "expert",
    "obsv": "observer",
    "ofcr": "officer",
    "appr": "approver",
}


class World:
    def __init__(self):
        self.browser = Client(raise_request_exception=False)
        self.rows = ()  # how many there are of what a visit may write
        self.call = call_with_form()
        self.past = call_with_form(programme_start=self.call.programme_start.replace(year=2026))
        self.city, self.other_city = CityFactory(name="Ours"), CityFactory(name="Theirs")
        self.people = {
            "strg": UserFactory(),
            "send": UserFactory(),
            "else": member(self.other_city),
            "conf": UserFactory(role="officer"),
            "admn": UserFactory(role="officer", is_staff=True),
            **{column: member(self.city, role) for column, role in CITY_ROLES.items()},
            **{column: UserFactory(role=role) for column, role in STAFF_ROLES.items()},
        }
        admin = self.people["admn"]
        RoleGrant.objects.create(user=admin, role="approver", since=clock.today("UTC"))
        Conflict.objects.create(user=self.people["conf"], city=self.city, reason="Worked there", declared_by=admin)
        self.make_forms()
        self.make_applications()
        self.make_mails()
        self.make_checks()
        self.theme, self.place = theme("culture"), a_place()
        for area in AREAS:
            getattr(area, "make", lambda _world: None)(self)
        self.values = {}
        for area in AREAS:
            self.values.update(getattr(area, "parameters", lambda _world: {})(self))
        self.values.update(self.parameters())
        self.sessions = {column: self.session_of(user) for column, user in self.people.items()}

    def make_forms(self):
        told = {"city": self.city, "sender": self.people["send"]}
        self.form = InterestFormFactory(call=self.call, **told)
        Clarification.objects.create(form=self.form, question="Who?", asked_by=self.people["ofcr"])
        self.unasked = InterestFormFactory(call=CallFactory(programme_start=self.past.programme_start), **told)
        self.declined = InterestFormFactory(call=self.past, status="declined", **told)

    def make_applications(self):
        lead = self.people["lead"]
        self.draft = fill(ApplicationFactory(call=self.call, city=self.city, reference="CDA-2027-DRFT"), editor=lead)
        self.sent = fill(ApplicationFactory(call=self.past, city=self.city, reference="CDA-2026-SENT"), editor=lead)
        for application in (self.draft, self.sent):
            letter = question_of(application.call, "letter")
            pdf = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%%EOF")
            services.store_file(application, letter, pdf, by=lead, arrived=clock.now())
        services.submit(self.sent, by=lead, arrived=clock.now())

    def make_mails(self):
        sender = self.people["send"]
        self.message = notify("interest_received", to=sender, about=self.form, context={"form": self.form})
        Message.objects.filter(pk=self.message.pk).update(status="in_doubt")
        self.notice = self.message.notices.get()

    def make_checks(self):
        self.check = CheckFactory(call=self.call)
        kept = {"user": self.people["send"].pk, "population": 1, "population_year": 2024, "office_aware": True}
        self.kept = CheckFactory(call=self.call, name="New", interest=kept, interest_at=clock.now())

    def session_of(self, user):
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def visit(self, column, method, address, data=None):
        """The answer to one request of this person; one client for all, as each would load the middleware again."""
        client = self.browser
        client.cookies.clear()
        if column in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[column]
        # An address of one's own: limits are counted by it.
        return getattr(client, method.lower())(address, data, REMOTE_ADDR=f"10.0.0.{list(COLUMNS).index(column)}")

    # ---- addresses

    def parameters(self):
        """What stands in the place of a route's parameter: the first pattern that fits the route."""
        token = links.make(
            "interest-office", self.form, recipient="o@city.example", expires_at=clock.ahead(days=1)
        ).token
        stop = compose.stop_url(self.message.message_id).rstrip("/").rpartition("/")[2]
        letter, department = (question_of(self.call, key).pk for key in ("letter", "department"))
        membership = CityMember.objects.get(user=self.people["lead"])
        return {
            r"^/staff/forms/.*/(ask|invite)/": {"pk": self.unasked.pk},
            r"^/staff/forms/.*/reopen/": {"pk": self.declined.pk},
            r"^/(staff/forms|interest/form)/": {"pk": self.form.pk},
            r"^/interest/not-us/": {"token": token},
            r"^/interest/.*/send/": {"key": self.kept.key},
            r"^/(interest|eligibility)/": {"key": self.check.key},
            r"^/apply/.*/file/": {"reference": self.draft.reference, "pk": letter},
            r"^/apply/.*/answer/": {"reference": self.draft.reference, "pk": department},
            r"^/apply/": {"reference": self.draft.reference, "section": "basics"},
            r"^/staff/applications/": {"reference": self.sent.reference},
            r"^/staff/messages/": {"pk": self.message.pk},
            r"^/inbox/": {"pk": self.notice.pk},
            r"^/mail/stop/": {"token": stop},
            r"^/account/2fa/webauthn/": {"pk": 1},
            r"^/account/\^password": {"uidb36": "1", "key": "x"},
            r"^/admin/r/": {
                "content_type_id": ContentType.objects.get_for_model(self.city).pk,
                "object_id": self.city.pk,
            },
            r"^/admin/core/theme": {"object_id": self.theme.pk},
            r"^/admin/accounts/city/": {"object_id": self.city.pk},
            r"^/admin/accounts/citymember/": {"object_id": membership.pk},
            r"^/admin/accounts/place/": {"object_id": self.place.pk},
            r"^/admin/accounts/user/": {"object_id": self.people["lead"].pk},
            r"^/admin/notifications/message/": {"object_id": self.message.pk},
            r"^/admin/\^\(\?P<app_label>": {"app_label": "core"},
            r"^/admin/\(\?P<url>": {"url": "x"},
            r"^/admin/": {"object_id": 0},
        }

    def address(self, route, changed=None):
        """The route with this world's ids in it; `changed` puts others in their place."""
        given = next((values for pattern, values in self.values.items() if re.match(pattern, route)), {})
        given = {**given, **(changed or {})}
        plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), named_groups(route))
        return re.sub(r"[\^$]", "", plain)


def named_groups(route):
    """`(?P<key>…)` of a regular expression as `<key>`; none of ours nests parentheses."""
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", route)
