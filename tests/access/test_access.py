"""Every address × everybody × GET and POST: table.txt says what each gets, line by line.

A cell is a status, with a + where something was written; L is the way to the sign-in, A the one to the admin's own
door. A line is an address as the URLconf has it; what may follow an @ tells objects in another state apart.
"""

from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import connection, transaction
from django.urls import get_resolver

from tests.access.areas import TABLES, together
from tests.access.posts import POSTS, STATES
from tests.access.world import COLUMNS

TABLE = Path(__file__).with_name("table.txt")
PUBLIC = {
    "/",
    "/accessibility/",
    "/account/confirm-email/",
    "/account/inactive/",
    "/account/login/",
    "/account/login/code/",
    "/account/login/code/confirm/",
    "/account/logout/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    r"/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "/account/signup/",
    "/account/2fa/authenticate/",
    "/account/2fa/webauthn/login/",
    "/admin/login/",
    "/apply/",
    "/call/",
    "/contact/",
    "/eligibility/",
    "/eligibility/<str:key>/",
    "/eligibility/<str:key>/readiness/",
    "/eligibility/<str:key>/term/",
    "/eligibility/unlisted/",
    "/eligibility/which/",
    "/healthz",
    "/interest/<str:key>/",
    "/interest/not-us/<str:token>/",
    "/language/",
    "/mail/stop/<str:token>/",
    "/places/",
    "/privacy/",
    "/readyz",
    "/styleguide/",
}
POSTS = {**POSTS, **together("POSTS")}
STATES = {**STATES, **together("STATES")}
PUBLIC |= set(together("PUBLIC"))  # in an area: {route: why it is public}
# allauth asks who is signed in and the admin for `is_staff`, so their lines ask one person of each sort.
FEW = ("anon", "strg", "lead", "obsv", "ofcr", "admn")
DOORS = {"/account/login/": "L", "/admin/login/": "A"}
# A row added to any of these is a + in the table.
WRITTEN = (
    "core_change notifications_message notifications_suppression applications_answer applications_eligibilitycheck "
    "notifications_preference core_theme accounts_user"
).split()


def patterns(found=None, before="/"):
    """Every (route, view) of the portal."""
    for pattern in get_resolver().url_patterns if found is None else found:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


@cache
def table():
    """{(line, method): {column: cell}}; the routes have no blanks."""
    rows = {}
    for line in "\n".join(path.read_text() for path in (TABLE, *TABLES)).splitlines():
        if not line or line.startswith("#"):
            continue
        name, method, *cells = line.split()
        assert (name, method) not in rows, f"twice: {name} {method}"
        rows[name, method] = dict(zip(columns_of(name), cells, strict=True))
    return rows


def columns_of(line):
    return FEW if line.startswith(("/account/", "/admin/")) else tuple(COLUMNS)


def test_every_address_has_its_two_lines_and_no_line_is_left_over():
    routes = {route for route, _view in patterns()}
    lines = {(name.partition("@")[0], method) for name, method in table()}
    assert lines == {(route, method) for route in routes for method in ("GET", "POST")}


def test_only_these_views_are_public():
    assert {route for route, view in patterns() if not getattr(view, "login_required", True)} == PUBLIC


def test_whoever_is_not_signed_in_gets_the_sign_in_page_everywhere_else():
    """The admin's own door is public, and leads on to the portal's."""
    asked = {line.partition("@")[0] for (line, _method), cells in table().items() if cells["anon"] in DOORS.values()}
    free = {line.partition("@")[0] for (line, _method), cells in table().items() if cells["anon"] not in DOORS.values()}
    assert (asked & PUBLIC, free) == ({"/admin/login/"}, PUBLIC - {"/admin/login/"})


def rows_written():
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return cursor.fetchone()


def cell(world, column, line, method):
    """What this person gets there; nothing of it stays."""
    route = line.partition("@")[0]
    address = world.address(route, STATES.get(line, lambda _world: {})(world))
    data = POSTS.get(route, lambda _world: {})(world) if method == "POST" else None
    with transaction.atomic():
        answer = code(world.visit(column, method, address, data))
        # What a GET writes is the record that somebody looked.
        wrote = method == "POST" and rows_written() != world.rows
        transaction.set_rollback(True)
    return answer + ("+" if wrote else "")


def code(response):
    if response.streaming:
        b"".join(response.streaming_content)  # which closes the file
    door, _question, rest = response.get("Location", "").partition("?")
    return DOORS[door] if door in DOORS and rest.startswith(REDIRECT_FIELD_NAME) else str(response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize(("line", "method"), table(), ids=lambda value: value)
def test_who_gets_what(world, line, method):
    world.rows = world.rows or rows_written()
    assert {column: cell(world, column, line, method) for column in columns_of(line)} == table()[line, method]
