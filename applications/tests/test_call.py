"""The form of a call, as its pages load it."""

import pytest

from applications.models import Section
from applications.tests.factories import CallFactory, QuestionFactory, SectionFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("only", "asked"), [("", {"one": 2, "two": 1}), ("one", {"one": 2, "two": 0}), ("none", {"one": 0, "two": 0})]
)
def test_the_form_comes_in_order_and_in_two_queries(only, asked, django_assert_num_queries):
    call = CallFactory()
    two, one = SectionFactory(call=call, key="two", position=91), SectionFactory(call=call, key="one", position=90)
    for section, key, position in ((one, "second", 2), (one, "first", 1), (two, "third", 1)):
        QuestionFactory(section=section, key=key, position=position)
    QuestionFactory(section=one, key="gone", position=0, retired_at=clock.now())
    QuestionFactory(section=SectionFactory(key="one"))

    with django_assert_num_queries(2):
        first, last = Section.objects.for_form(call.pk, only=only)
        keys = [question.key for question in first.live_questions if question.section is first]

    assert {section.key: len(section.live_questions) for section in (first, last)} == asked
    assert keys == ["first", "second"][: asked["one"]]
