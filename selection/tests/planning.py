"""A round of three applications and three reviewers, of which the best assignment is known; and plans of it.

Each application takes 20 minutes. Ana reads Spanish, Bruno Portuguese, Carla English; Carla knows what Cano writes about.
"""

from applications.tests.factories import InterestFormFactory, theme
from cda_portal.accounts.models import Profile
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import jobs
from cda_portal.core.models import Job, Theme
from selection.models import MatchingPlan, ReviewAssignment, RoundReviewer
from selection.services import matching_plan
from selection.tests.factories import RoundFactory, sent_application

CITIES = {"Alta": "es", "Belo": "pt-br", "Cano": "es"}
PEOPLE = {"Ana": "es", "Bruno": "pt-br", "Carla": "en"}
BEST = {("Alta", "Ana"), ("Belo", "Bruno"), ("Cano", "Carla")}


def a_round(*, each=1, minutes=60, count=3, **fields):
    """With the first `count` of both, by name, as `round.cities` and `round.people`."""
    round = RoundFactory(reviews_each=each, **fields)
    cities, people = (dict(list(group.items())[:count]) for group in (CITIES, PEOPLE))
    round.cities = {name: application(round, name, language) for name, language in cities.items()}
    round.people = {name: reviewer(round, name, language, minutes) for name, language in people.items()}
    if count == len(CITIES):
        known = Theme.objects.filter(key="transport").first() or theme("transport")
        round.cities["Cano"].form.themes.add(known)
        round.people["Carla"].profile.themes.add(known)
    return round


def application(round, name, language, **fields):
    city = CityFactory(name=name, region=f"Region {round.pk}")
    form = InterestFormFactory(call=round.call, city=city)
    return sent_application(round.call, city=city, form=form, language=language, **fields)


def reviewer(round, name, language, minutes=60):
    person = UserFactory(role="reviewer", full_name=name)
    Profile.objects.create(user=person, languages=[language])
    RoundReviewer.objects.create(round=round, reviewer=person, minutes=minutes)
    return person


def planned(round, *, by=None):
    """The plan that a worker makes of it."""
    job = matching_plan.start(round, by=by or UserFactory(role="officer"))
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).status == "done"
    return MatchingPlan.objects.get(job=job)


def named(plan):
    """A plan's pairs by name."""
    cities, people = ({one.pk: name for name, one in group.items()} for group in (plan.round.cities, plan.round.people))
    return {(cities[application], people[person]) for application, person in plan.pairs}


def standing(round):
    """Who reads what, by name."""
    rows = ReviewAssignment.objects.standing().filter(round=round)
    return set(rows.values_list("application__city__name", "reviewer__full_name"))
