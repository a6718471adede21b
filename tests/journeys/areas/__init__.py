"""The pages of each area: a module `areas/<name>.py` has a list `VISITS`."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

AREAS: list[ModuleType] = [
    import_module(f"tests.journeys.areas.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem != "__init__"
]
