"""Who has an application open now: one key of the cache an application, which forgets by itself. Touches no database.

The cache may be emptied or away at any moment, and of two marks made at the same instant one may be lost until its page
asks again: then somebody is not shown, and nothing else is different.
"""

from collections.abc import Collection

from django.core.cache import cache

from cda_portal.core import clock

SECONDS = 75  # of a page that says nothing any more; the script asks every 25


def _key(application_id: int) -> str:
    return f"here:{application_id}"


def _marks(application_id: int) -> dict[int, tuple[str, float]]:
    """Part and end, in seconds of the epoch, of every mark that still counts, by the person's id."""
    now = clock.now().timestamp()
    marks = cache.get(_key(application_id)) or {}
    return {user_id: (part, until) for user_id, (part, until) in marks.items() if until > now}


def mark(application_id: int, user_id: int, part: str) -> dict[int, str]:
    """This person has this part of the application open; the parts that others have open, by their ids."""
    marks = _marks(application_id)
    mine = (part, clock.now().timestamp() + SECONDS)
    cache.set(_key(application_id), {**marks, user_id: mine}, SECONDS)
    return {other: their for other, (their, _until) in marks.items() if other != user_id}


def here(application_id: int, user_ids: Collection[int]) -> dict[int, str]:
    """Which of these people have the application open, and which part of it."""
    return {user_id: part for user_id, (part, _until) in _marks(application_id).items() if user_id in user_ids}
