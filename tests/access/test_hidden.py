"""What is not yours cannot be told from what is not there."""

import re

import pytest

from tests.access.posts import POSTS
from tests.access.test_access import patterns, table

pytestmark = pytest.mark.django_db
# What stands for "there is no such thing" in each kind of parameter.
MISSING = {"pk": 2_000_000_000, "reference": "CDA-2027-NONE", "key": "no-such-key", "token": "no-such-token"}
MASKED = [
    r'name="csrfmiddlewaretoken" value="[^"]*"',
    r'name="next" value="[^"]*"',  # the way back that the choice of language carries
]


def masked(response):
    """The page without what is another at every request."""
    body = response.content.decode().replace(response["X-Request-ID"], "…")
    for pattern in MASKED:
        body = re.sub(pattern, "…", body)
    return body


HIDDEN = [
    (line, method, column)
    for (line, method), cells in table().items()
    for column, code in cells.items()
    if code == "404" and re.search("<[^>]*(pk|reference)>", line) and not line.startswith(("/admin/", "/account/"))
    if "@" not in line
    if column in ("strg", "else", "conf", "revw", "mayr")
]


def test_there_is_something_to_hide():
    assert len(HIDDEN) > 40
    assert {line for line, _view in patterns()} >= {line for line, _method, _column in HIDDEN}


@pytest.mark.parametrize(("line", "method", "column"), HIDDEN, ids=lambda value: value)
def test_what_is_not_yours_looks_like_what_is_not_there(world, line, method, column):
    data = POSTS.get(line, lambda _world: {})(world) if method == "POST" else None

    theirs = world.visit(column, method, world.address(line), data)
    nothing = world.visit(column, method, world.address(line, MISSING), data)

    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert masked(theirs) == masked(nothing)
    assert set(theirs.headers) == set(nothing.headers)
