"""The pages around a team, with the demonstration's people."""

from django.urls import reverse

from applications.models import Application, Enquiry, JoinRequest
from cda_portal.accounts.models import CityMember, Invitation
from cda_portal.core import links
from tests.journeys.visit import Visit, at


def _of_lead(name, *more):
    def path():
        application = Application.objects.filter(city__members__user__email="lead@demo.example").first()
        return reverse(f"applications:{name}", args=[application.reference, *more])

    return path


def _colleague():
    row = CityMember.objects.get(user__email="member@demo.example")
    return _of_lead("team-person", row.pk)()


def _invitation():
    return f"/join/invitation/{links.latest('city-invitation', Invitation.objects.exclude(city=None).first()).token}/"


VISITS = [
    Visit("team", "lead", _of_lead("team")),
    Visit("team-as-member", "member", _of_lead("team")),
    Visit("team-person", "lead", _colleague),
    Visit("team-hand-over", "lead", _of_lead("team-hand-over")),
    Visit("changes", "lead", _of_lead("changes")),
    Visit("section-remarks", "lead", _of_lead("application-section", "problem")),
    Visit("enquiries", "lead", _of_lead("enquiries")),
    Visit("invitation", "", _invitation),
    Visit("invitation-another-address", "new", _invitation),
    Visit("join", "lead", lambda: JoinRequest.objects.open().first().get_absolute_url()),
    Visit("staff-enquiries", "officer", at("/staff/enquiries/")),
    Visit(
        "staff-enquiry",
        "officer",
        lambda: reverse("applications:staff-enquiry", args=[Enquiry.objects.open().first().pk]),
    ),
]
