"""A city's answers, as two or three people would have written them over some days; in bulk, since they are many."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from applications.models import Answer

if TYPE_CHECKING:
    from applications.demo.part import Part


def write(part: "Part", until: datetime) -> None:
    """Write the part's share of the form from its beginning on, over what the interest form filled in."""
    there = Answer.objects.values_of(part.application)
    told = part.story.answers | facts(part)
    asked = [question for section in part.sections for question in section.live_questions]
    answered = [question for question in asked if told.get(question.key)][: round(len(asked) * part.share)]
    writers = [part.sender, part.cast.colleagues.get(part.told.place, part.sender)]
    Answer.objects.bulk_create(
        [
            Answer(
                application=part.application,
                question=question,
                value=told[question.key],
                version=part.chance.randint(1, 4) + (question.pk in there),
                language=part.language,
                editor=part.chance.choice(writers),
                edited_at=part.begun + (until - part.begun) * (0.9 * (number + 1) / len(asked)),
            )
            for number, question in enumerate(answered)
            if there.get(question.pk) != told[question.key]
        ],
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["value", "version", "language", "editor", "edited_at"],
    )


def facts(part: "Part") -> dict[str, Any]:
    """What the city told in its interest form; a story has no facts of a real city."""
    form = part.form
    return {
        "population": str(form.population),
        "population_year": str(form.population_year),
        "population_source": form.population_source,
        "mayor_title": form.mayor_title,
        "mayor_name": form.mayor_name,
        "mayor_term_end": form.terms[-1][1] or f"{part.call.programme_start.year + 1}-12-31",
    }
