"""Who reads in the demonstration's round: two dozen people, each of whom scores a little higher or lower than others."""

from datetime import datetime

from applications.demo.part import host
from cda_portal.accounts import demo as people
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import Consent, Profile, User
from cda_portal.core import clock
from cda_portal.core.models import Theme
from cda_portal.core.text import fold
from selection.demo import words
from selection.models import ReviewGuide, ReviewRound, RoundReviewer
from selection.services import reviewing

MINUTES = 480


def sign_up(officer: User) -> list[User]:
    """The visitors' own reviewer first; then those of words.READERS, with role and profile."""
    made = people.sign_up(
        [
            User(
                email=f"{fold(name).replace(' ', '.').replace('-', '')}@{host('readers')}",
                full_name=name,
                language=language,
                time_zone=zone,
            )
            for name, language, _others, zone, *_about in words.READERS
        ]
    )
    themes = {theme.key: theme for theme in Theme.objects.all()}
    with clock.standing_at(people.joined()):
        for user in made:
            accounts.grant_role(user, "reviewer", by=officer)
    profiles = {one.user_id: one for one in Profile.objects.filter(user__in=made)}
    for user, (_name, language, others, _zone, job, employer, about) in zip(made, words.READERS, strict=True):
        profile = profiles[user.pk]
        profile.job_title, profile.employer, profile.languages = job, employer, [language, *others]
        profile.themes.set(themes[key] for key in about)
    Profile.objects.bulk_update(profiles.values(), ["job_title", "employer", "languages"])
    return [people.signed_up("reviewer"), *made]


def ask(round: ReviewRound, readers: list[User], told: datetime) -> None:
    """All were asked, have accepted and agreed to keep what they read to themselves. The latest mail was at `told`."""
    at = round.opens
    RoundReviewer.objects.bulk_create(
        RoundReviewer(round=round, reviewer=user, minutes=MINUTES, asked_at=told, accepted_at=at) for user in readers
    )
    version = reviewing.consent_version(ReviewGuide.objects.get(call=round.call_id))
    Consent.objects.bulk_create(
        Consent(user=user, purpose=reviewing.PURPOSE, version=version, language=user.language, given=True, at=at)
        for user in readers
    )
