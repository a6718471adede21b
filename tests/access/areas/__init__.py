"""What each area of the portal adds to the world of the access table.

A module `areas/<name>.py` stands beside `areas/<name>.txt`, whose lines are part of the table. It may have
`make(world)`, which adds objects; `parameters(world)`, patterns of routes with what stands in their place; `POSTS` and
`STATES`, as in posts.py.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
AREAS: list[ModuleType] = [
    import_module(f"tests.access.areas.{path.stem}") for path in sorted(HERE.glob("*.py")) if path.stem != "__init__"
]
TABLES = sorted(HERE.glob("*.txt"))


def together(name: str) -> dict:
    """The dictionaries of that name of all areas as one."""
    return {key: value for area in AREAS for key, value in getattr(area, name, {}).items()}
