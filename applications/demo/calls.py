"""Last year's call in the archive, a draft for next year copied from this one, and who waits to hear of it."""

from datetime import timedelta

from applications.models import Call, CallInterest
from applications.services import calls, calls_copy
from cda_portal.accounts import demo as people
from cda_portal.core import clock

WAITING = [("Ibagué", "es"), ("Londrina", "pt-br"), ("Sherbrooke", "fr")]


def surround(call: Call) -> None:
    officer = people.signed_up("officer")
    year = call.programme_start.year
    with clock.standing_at(call.interest_opens - timedelta(weeks=56)):
        past = calls_copy.copy(call, slug=str(year - 1), weeks=-52, by=officer)
        past.title, past.to_be_confirmed = _of_year(call, year, year - 1), False
        past.published_at = clock.now()
        past.save()
        Call.objects.filter(pk=past.pk).update(copied_from=None)
    with clock.standing_at(call.interest_opens - timedelta(weeks=8)):
        calls.archive(past, by=officer, why="The programme of that call has begun.")
    with clock.standing_at(clock.now() - timedelta(days=2)):
        ahead = calls_copy.copy(call, slug=str(year + 1), weeks=52, by=officer)
        ahead.title = _of_year(call, year, year + 1)
        ahead.save()
    for number, (city, language) in enumerate(WAITING):
        CallInterest.objects.create(
            email=f"next{number}@{people.HOST}",
            language=language,
            city_name=city,
            confirmed_at=clock.now() - timedelta(days=number) if number else None,
        )


def _of_year(call: Call, year: int, other: int) -> dict[str, str]:
    return {code: text.replace(str(year), str(other)) for code, text in call.title.items()}
