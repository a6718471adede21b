"""Objects of selection for tests; what a test does not name is the plain case: an open scoring round, a read application."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from applications import snapshot
from applications.models import Submission
from applications.tests.factories import ApplicationFactory, CallFactory
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import (
    Criterion,
    Review,
    ReviewAssignment,
    ReviewGuide,
    ReviewRound,
    RoundReviewer,
    Rubric,
    Scenario,
    Score,
    Standing,
)


class RubricFactory(DjangoModelFactory):
    class Meta:
        model = Rubric

    call = factory.SubFactory(CallFactory)
    version = 1


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    rubric = factory.SubFactory(RubricFactory)
    key = factory.Sequence(lambda n: f"criterion-{n}")
    title = factory.LazyAttribute(lambda one: {"en": one.key.replace("-", " ").capitalize()})
    position = factory.Sequence(lambda n: n)


class RoundFactory(DjangoModelFactory):
    """Open from a day ago until in two weeks."""

    class Meta:
        model = ReviewRound

    call = factory.SubFactory(CallFactory)
    kind = "scoring"
    name = {"en": "Scoring", "es": "Puntuación", "pt-br": "Pontuação", "fr": "Notation"}
    opens = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    closes = factory.LazyFunction(lambda: clock.now() + timedelta(days=14))


class GuideFactory(DjangoModelFactory):
    class Meta:
        model = ReviewGuide

    call = factory.SubFactory(CallFactory)
    confidentiality = {"en": "Keep it to yourself."}
    readers = {"en": "Staff read it."}
    guide = {"en": "Read, then score."}


class RoundReviewerFactory(DjangoModelFactory):
    class Meta:
        model = RoundReviewer

    round = factory.SubFactory(RoundFactory)
    reviewer = factory.SubFactory(UserFactory, role="reviewer")


def sent_application(call=None, *, answers=(), **fields):
    """An application in review with its submission: `answers` are entries as in snapshot.of."""
    fields = {"status": "in_review", "submitted_at": clock.now() - timedelta(days=2), **fields}
    application = ApplicationFactory(**({"call": call} if call else {}), **fields)
    sheet = {**snapshot.of(application, [], {}, {}), "answers": list(answers) or [entry()]}
    Submission.objects.create(
        application=application,
        number=1,
        arrived_at=application.submitted_at,
        late=application.late,
        by=UserFactory(),
        snapshot=sheet,
        sha256=snapshot.digest(sheet),
    )
    return application


def entry(question="problem", value="Buses are late.", **fields):
    """One answer of a snapshot."""
    return {
        "section": "problem",
        "section_title": {"en": "The problem"},
        "question": question,
        "kind": "long_text",
        "label": {"en": "What is the problem?"},
        "options": [],
        "value": value,
        "language": "en",
        "meant": None,
        "words": len(value.split()) if isinstance(value, str) else 0,
        **fields,
    }


class AssignmentFactory(DjangoModelFactory):
    """Made in the round's call; the reviewer has a row in the round."""

    class Meta:
        model = ReviewAssignment
        skip_postgeneration_save = True

    round = factory.SubFactory(RoundFactory)
    application = factory.LazyAttribute(lambda one: sent_application(one.round.call))
    reviewer = factory.SubFactory(UserFactory, role="reviewer")
    minutes = 30
    by = factory.SubFactory(UserFactory, role="officer")

    @factory.post_generation
    def in_round(self, create, extracted, **kwargs):
        RoundReviewer.objects.get_or_create(round=self.round, reviewer=self.reviewer)


def rubric_with(call, *keys, weights=(), version=1, informs=()):
    """A rubric of the call with these criteria, of weight 1 unless told; those in `informs` do not rank."""
    rubric = RubricFactory(call=call, version=version)
    for number, key in enumerate(keys):
        weight = weights[number] if weights else 1
        CriterionFactory(rubric=rubric, key=key, weight=weight, ranks=key not in informs, position=number)
    return rubric


def reviewed(assignment, rubric, scores, *, submitted=True, **fields):
    """A review with these scores in the order of the criteria; the total is their weighted mean over those that rank."""
    criteria = list(rubric.criteria.all())
    ranking = [(one.weight, score) for one, score in zip(criteria, scores, strict=True) if one.ranks and score]
    total = float(sum(weight * score for weight, score in ranking) / sum(weight for weight, _score in ranking))
    if submitted:
        fields = {
            "submission": assignment.application.submissions.first(),
            "submitted_at": clock.now(),
            "total": total,
            **fields,
        }
    review = Review.objects.create(assignment=assignment, rubric=rubric, **fields)
    Score.objects.bulk_create(
        Score(review=review, criterion=one, value=score) for one, score in zip(criteria, scores, strict=True) if score
    )
    return review


class ScenarioFactory(DjangoModelFactory):
    class Meta:
        model = Scenario

    call = factory.SelfAttribute("round.call")
    round = factory.SubFactory(RoundFactory)
    name = factory.Sequence(lambda n: f"Scenario {n}")
    seats = 15
    by = factory.SubFactory(UserFactory, role="officer")


def ranked(round, *applications, scores=()):
    """Standings of these applications in the round, best first."""
    for place, application in enumerate(applications, start=1):
        score = scores[place - 1] if scores else 5 - place / 20
        Standing.objects.create(
            round=round,
            application=application,
            place=place,
            reviews=3,
            raw=score,
            calibrated=score,
            low=score - 0.5,
            high=score + 0.5,
            rank_low=max(1, place - 1),
            rank_high=place + 1,
        )
    return list(applications)
