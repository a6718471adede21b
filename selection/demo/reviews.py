"""Who reads what in the demonstration, and what they found: the merit of an application, the reviewer's severity, and chance.

In bulk, and so without the services: there are too many for one after the other.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from applications.content.languages import Text
from applications.models import Application, Submission
from applications.models.application import snapshot_words
from cda_portal.accounts.models import Conflict, Profile, User
from cda_portal.core.text import say
from selection.demo import words
from selection.minutes import expected_minutes
from selection.models import Review, ReviewAssignment, ReviewRound, Rubric, Score
from selection.services import reviewing

EACH = 3
MERIT, SEVERITY, NOISE = 0.5, 0.45, 0.6  # standard deviations on the rubric's scale
# What the visitors' own reviewer reads: sent, begun (the first of the rest), and not opened yet.
SENT, REST = ("South Bend", "Mendoza", "Baltimore"), ("Renca", "Pereira", "Chiclayo", "Tulsa", "Campina Grande")


def assigned(application: Application, until: datetime) -> datetime:
    """A tenth of the way from when it was sent to `until`."""
    sent = application.submitted_at or until
    return sent + (until - sent) / 10


@dataclass
class Reading:
    """One round: what is read, by whom, the visitors' own reviewer first, and when the last review was sent."""

    round: ReviewRound
    applications: list[Application]
    merits: dict[int, float]
    readers: list[User]
    chance: random.Random
    until: datetime

    def write(self, by: User) -> None:
        self.rubric = Rubric.objects.get(call=self.round.call_id)
        self.criteria = list(self.rubric.criteria.all())
        self.severities = {user.pk: self.chance.gauss(0, SEVERITY) for user in self.readers}
        rows: Iterable[Submission] = Submission.objects.filter(application__in=self.applications)
        self.submissions = {one.application_id: one for one in sorted(rows, key=lambda one: (not one.late, one.number))}
        made = ReviewAssignment.objects.bulk_create(self.pairs(by))
        sent = [one for one in made if one.reviewer != self.readers[0] or one.application.city.name in SENT]
        self.send(sent)
        self.begin(
            next(one for one in made if one.reviewer == self.readers[0] and one.application.city.name == REST[0])
        )

    def pairs(self, by: User) -> list[ReviewAssignment]:
        """Each application for three who read its language and conflict with nothing of it, those with the least first."""
        speaks = dict(Profile.objects.filter(user__in=self.readers).values_list("user", "languages"))
        conflicts = set(Conflict.objects.values_list("user", "city"))
        own, *others = self.readers
        load: Counter[int] = Counter()
        found = []
        for application in sorted(self.applications, key=lambda one: (one.language != "fr", one.reference)):
            order = sorted(others, key=lambda user: (load[user.pk], self.chance.random()))
            able = [user for user in order if application.language in speaks[user.pk]]
            clear = [user for user in able if (user.pk, application.city_id) not in conflicts]
            mine = [own] if application.city.name in SENT + REST else []
            for user in (mine + clear)[:EACH]:
                load[user.pk] += 1
                found.append(self.assignment(application, user, by))
        return found

    def assignment(self, application: Application, user: User, by: User) -> ReviewAssignment:
        by_hand = user == self.readers[0] and application.language == "pt-br"
        at = assigned(application, self.until)
        return ReviewAssignment(
            round=self.round,
            application=application,
            reviewer=user,
            minutes=expected_minutes(snapshot_words(self.submissions[application.pk].snapshot)),
            by_hand=by_hand,
            why=words.BY_HAND if by_hand else "",
            by=by,
            at=at,
            accepted_at=at + timedelta(minutes=10),
        )

    def send(self, assignments: list[ReviewAssignment]) -> None:
        given = {one.pk: self.scores(one) for one in assignments}
        reviews = Review.objects.bulk_create(self.review(one, given[one.pk]) for one in assignments)
        Score.objects.bulk_create(
            Score(review=review, criterion=criterion, value=given[review.assignment_id][criterion.key])
            for review in reviews
            for criterion in self.criteria
        )
        for one, review in zip(assignments, reviews, strict=True):
            one.opened_at = review.submitted_at and max(one.at, review.submitted_at - timedelta(minutes=one.minutes))
        ReviewAssignment.objects.bulk_update(assignments, ["opened_at"])
        self.round.scores_changed_at = max(review.submitted_at for review in reviews if review.submitted_at)
        self.round.save(update_fields=["scores_changed_at"])

    def scores(self, one: ReviewAssignment) -> dict[str, int]:
        level = self.merits[one.application_id] + self.severities[one.reviewer_id]
        low, high = self.rubric.low, self.rubric.high
        return {
            criterion.key: min(high, max(low, round(level + self.chance.gauss(0, NOISE))))
            for criterion in self.criteria
        }

    def review(self, one: ReviewAssignment, given: dict[str, int]) -> Review:
        at = one.at + (self.until - one.at) * self.chance.uniform(0.1, 1)
        total = reviewing.total_of(self.criteria, given)
        good = total > (self.rubric.low + self.rubric.high) / 2

        def said(*lists: list[Text]) -> str:
            return " ".join(say(self.chance.choice(texts), one.reviewer.language) for texts in lists)

        panel = (words.PANEL_GOOD, words.PANEL_DOUBT) if good else (words.PANEL_DOUBT, words.PANEL_GOOD)
        return Review(
            assignment=one,
            rubric=self.rubric,
            submission=self.submissions[one.application_id],
            version=self.chance.randint(3, 12),
            for_panel=said(*panel),
            for_city=said(words.CITY_GOOD, words.CITY_WISH) if self.chance.random() < 0.8 else "",
            private=said([words.PRIVATE]) if self.chance.random() < 0.15 else "",
            total=total,
            saved_at=at - timedelta(minutes=1),
            submitted_at=at,
        )

    def begin(self, one: ReviewAssignment) -> None:
        """Half of the scores, and a line for the panel."""
        given = self.scores(one)
        review = Review.objects.create(
            assignment=one,
            rubric=self.rubric,
            version=2,
            for_panel=say(words.BEGUN, one.reviewer.language),
            saved_at=self.until,
        )
        half = self.criteria[: len(self.criteria) // 2]
        Score.objects.bulk_create(Score(review=review, criterion=one, value=given[one.key]) for one in half)
        one.opened_at = self.until - timedelta(minutes=20)
        one.save(update_fields=["opened_at"])
