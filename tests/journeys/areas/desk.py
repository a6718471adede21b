"""Staff's search, desks, findings by hand and saved views; see __init__.py."""

from django.urls import reverse

from applications.models import InterestForm
from cda_portal.accounts.models import City
from cda_portal.core.models import Comment, SavedView
from tests.journeys.visit import Visit, at


def _form():
    return InterestForm.objects.filter(status="received").first()


def _finding():
    return reverse("applications:staff-finding", args=["form", _form().pk, "mandate"])


VISITS = [
    Visit("search", "officer", at("/staff/search/?q=san")),
    Visit("search-none", "officer", at("/staff/search/?q=zzzz")),
    Visit("search-start", "observer", at("/staff/search/")),
    Visit("forms-filtered", "officer", at("/staff/forms/?owner=me&follow_up=set")),
    Visit("forms-observer", "observer", at("/staff/forms/")),
    Visit("follow-ups", "officer", at("/staff/follow-ups/?of=all")),
    Visit("follow-ups-none", "observer", at("/staff/follow-ups/")),
    Visit("desk", "officer", lambda: reverse("applications:staff-desk", args=["city", City.objects.first().pk])),
    Visit("note", "officer", lambda: reverse("applications:staff-note", args=[_note().pk])),
    Visit("finding", "officer", _finding),
    Visit("view-new", "officer", at("/staff/views/form/new/?status=received")),
    Visit("view", "officer", lambda: reverse("applications:staff-view", args=[_view().pk])),
]


def _note():
    return Comment.objects.filter(tier="staff", by__email="officer@demo.example").first()


def _view():
    return SavedView.objects.filter(by__email="officer@demo.example").first()
