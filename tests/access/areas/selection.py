"""A call whose applications are read: a rubric, an open round, and the city's application, which the reviewer reads.

The other areas of selection (`selection_*.py`) stand on it.
"""

from applications.tests.factories import CallFactory
from selection.tests.factories import (
    AssignmentFactory,
    GuideFactory,
    RoundFactory,
    reviewed,
    rubric_with,
    sent_application,
)


def make(world):
    world.read_call = CallFactory(programme_start=world.past.programme_start.replace(year=2025))
    world.rubric = rubric_with(world.read_call, "problem", "team")
    world.guide = GuideFactory(call=world.read_call)
    world.round = RoundFactory(call=world.read_call)
    world.read = sent_application(world.read_call, city=world.city, reference="CDA-2025-READ")
    world.assignment = AssignmentFactory(round=world.round, application=world.read, reviewer=world.people["revw"])
    other = AssignmentFactory(round=world.round, application=world.read)
    world.others_review = reviewed(other, world.rubric, [4, 3], for_panel="Good")
