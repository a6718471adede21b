"""Who has an application open now: one key of the cache a person, which forgets by itself. Touches no database.

The cache may be emptied or away at any moment: then nobody is shown, and nothing else is different.
"""

from collections.abc import Iterable

from django.core.cache import cache

SECONDS = 75  # of a page that says nothing any more; the script asks every 25


def _key(application_id: int, user_id: int) -> str:
    return f"here:{application_id}:{user_id}"


def mark(application_id: int, user_id: int, part: str) -> None:
    """This person has this part of the application open."""
    cache.set(_key(application_id, user_id), part, SECONDS)


def here(application_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """Which of these people have the application open, and which part of it."""
    keys = {_key(application_id, user_id): user_id for user_id in user_ids}
    return {keys[key]: str(part) for key, part in cache.get_many(list(keys)).items()}
