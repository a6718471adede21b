import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from applications.models import Call, Question, Section
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core.middleware import forget_content
from cda_portal.website import contributions, urls

pytestmark = pytest.mark.django_db

PATHS = ["/", "/call/", "/privacy/", "/accessibility/", "/contact/"]
PREFIXES = {"en": "", "es": "/es", "pt-BR": "/pt-br", "fr": "/fr"}
# Titles that come from content written in four languages, so that a page in the wrong one is found out.
HEADINGS = {
    ("/", "en"): "Solve one problem your residents feel.",
    ("/", "es"): "Resuelva un problema que su gente siente.",
    ("/", "pt-BR"): "Resolva um problema que a sua população sente.",
    ("/", "fr"): "Résolvez un problème que vit votre population.",
    ("/call/", "en"): "City Data Alliance 2027: call for applications",
    ("/call/", "es"): "City Data Alliance 2027: convocatoria",
    ("/call/", "pt-BR"): "City Data Alliance 2027: chamada de inscrições",
    ("/call/", "fr"): "City Data Alliance 2027\N{NO-BREAK SPACE}: appel à candidatures",
}


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What is read on a page: no tags, one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("language", PREFIXES)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_a_language(path, language, call, past_cities):
    response = Client().get(PREFIXES[language] + path)
    html = response.content.decode()

    assert response.status_code == 200
    assert re.findall(r'<html lang="([^"]+)"', html) == [language]
    assert len(re.findall("<h1[ >]", html)) == 1
    assert len(re.findall('<meta name="description" content="[^"]{20,}">', html)) == 1
    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html) == [
        (code, prefix + path) for code, prefix in PREFIXES.items()
    ]
    assert set(response.cookies) == {"language"}
    assert "csrf" not in html
    assert "<form" not in html
    assert "style=" not in html


@pytest.mark.parametrize(("path", "language"), HEADINGS)
def test_the_heading(path, language, call):
    html = get(PREFIXES[language] + path)

    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == [HEADINGS[path, language]]


@pytest.mark.parametrize("language", PREFIXES)
def test_the_short_pages_have_their_text(language):
    parts = {"privacy": 7, "accessibility": 3, "contact": 0}

    found = {name: get(f"{PREFIXES[language]}/{name}/").count("<h2>") for name in parts}

    assert found == parts
    assert 'href="mailto:DataAlliance@bloomberg.org"' in get(f"{PREFIXES[language]}/contact/")


def test_the_kept_pages_are_those_of_the_urls():
    with translation.override("en"):
        paths = {reverse(f"website:{pattern.name}") for pattern in urls.urlpatterns}

    assert contributions.content_paths() == paths == set(PATHS)


# ---- Queries: literal, and the same for one row and for three.


def rows(count: int) -> None:
    call = Call.objects.get()
    for number in range(count):
        section = Section.objects.create(call=call, key=f"more-{number}", title={"en": "More"}, position=20 + number)
        for position in range(3):
            Question.objects.create(
                section=section, key=f"q{position}", kind="short_text", label={"en": "What?"}, position=position
            )
        CityFactory(past_cohort=2022, latitude=10, longitude=-70)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/", 3), ("/call/", 4), ("/privacy/", 1), ("/accessibility/", 1), ("/contact/", 1)]
)
def test_queries(path, queries, count, call, django_assert_num_queries):
    rows(count)

    with django_assert_num_queries(queries):
        first = get(path)
    with django_assert_num_queries(0):
        assert get(path) == first


def test_a_page_made_for_somebody_is_shown_to_nobody_else(call):
    client = Client()
    client.force_login(UserFactory(full_name="Elena Ruiz"))

    hers = client.get("/call/")

    assert "Elena Ruiz" in hers.content.decode()
    assert hers["Cache-Control"] == "no-store"
    assert "Elena Ruiz" not in get("/call/")


# ---- The call.


def test_without_a_call_pages_say_so_and_what_to_do(db):
    home, call = get("/"), get("/call/")

    assert "No call is open now." in words(home)
    assert "No call is open now" in words(call)
    for html, ways_on in ((home, ["/eligibility/", "/eligibility/"]), (call, ["/next-call/"])):
        assert re.findall('<a class="btn[^>]+href="([^"]+)"', html) == ways_on
        assert 'id="form"' not in html


@pytest.mark.parametrize(
    "hidden",
    [
        {"published_at": None},
        {"published_at": datetime(2026, 11, 24, tzinfo=UTC)},
        {"archived_at": datetime(2026, 11, 1, tzinfo=UTC)},
    ],
    ids=["draft", "later", "archived"],
)
def test_a_call_that_is_not_published_is_not_shown(hidden, call):
    Call.objects.update(**hidden)
    forget_content()

    assert "No call is open now" in words(get("/call/"))


# At an instant (UTC): what the front page says first, what the call's page says first.
SAID = {
    datetime(2026, 10, 20, 12, tzinfo=UTC): (
        "The interest form opens on 2 November 2026 09:00 in Baltimore, 14:00 UTC",
        "Not open yet",
    ),
    datetime(2026, 11, 23, 12, tzinfo=UTC): (
        "The interest form closes on 26 February 2027 17:00 in Baltimore, 22:00 UTC",
        "95 days left",
    ),
    datetime(2027, 2, 26, 22, 0, 1, tzinfo=UTC): (
        "The interest form has closed. Invited cities can apply until 16 April 2027 17:00 in Baltimore, 21:00 UTC",
        "49 days left",
    ),
    datetime(2027, 4, 16, 21, 1, tzinfo=UTC): ("The call has closed.", "This call has closed"),
}


@pytest.mark.parametrize("at", SAID)
def test_what_is_said_as_the_call_goes_on(at, call, settings):
    Call.objects.update(published_at=datetime(2026, 10, 1, tzinfo=UTC))
    settings.NOW = at

    front, first = SAID[at]
    assert f" {front} " in words(get("/"))
    assert f" {first} " in words(get("/call/"))


def test_the_whole_form_is_there(call):
    html = get("/call/")

    form = html[html.index('id="form"') :]
    sections = Section.objects.for_form(call.pk)
    assert [f"form-{section.key}" for section in sections] == re.findall(r'<h3 id="(form-[^"]+)"', form)
    asked = [question.label["en"] for section in sections for question in section.live_questions]
    assert [label.replace("’", "'") for label in asked] == [
        words(label).removesuffix(" (optional)").replace("’", "'") for label in re.findall(r"<li><b>(.*?)</b>", form)
    ]
    assert "About 5 hours in all" in form
    assert "A text of up to 200 words." in form
    assert "Nobody has a list of the data the city holds." in form


def test_retired_questions_are_left_out(call):
    Question.objects.filter(key="population").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))

    assert "How many residents does your city have?" not in get("/call/")


def test_the_figures_are_those_of_the_call(call):
    Call.objects.update(population_threshold=80_000, mandate_months=18, seats=None)

    text = words(get("/call/"))

    assert "Residents 80,000 or more" in text
    assert "In office until 15 September 2028 or later: 18 months from 15 March 2027" in text
    assert "Places To be confirmed by the programme team" in text
    assert "Languages of the form English, Español, Português, Français" in text


def test_what_is_not_confirmed_says_so_until_it_is(call):
    unsure = "These dates are to be confirmed by the programme team."
    assert [words(get(path)).count(unsure) for path in ("/", "/call/")] == [1, 1]

    Call.objects.update(to_be_confirmed=False, news_by=datetime(2027, 7, 15, tzinfo=UTC).date())
    forget_content()

    assert [words(get(path)).count(unsure) for path in ("/", "/call/")] == [0, 0]
    assert "Every city hears from us By 15 July 2027" in words(get("/call/"))


def test_a_text_in_another_language_is_marked(call):
    Call.objects.update(title={"es": "Convocatoria 2027"})

    assert '<h1 lang="es">Convocatoria 2027</h1>' in get("/fr/call/")


# ---- The map.


def test_the_map_says_in_words_what_it_shows(call, past_cities):
    html = get("/")

    figure = html[html.index("<figure") : html.index("</figure>")]
    assert figure.count("<circle") == 2
    assert 'role="img" aria-labelledby="map-title map-desc"' in figure
    assert (
        "A map of the Americas with a dot for each of 2 cities. Named on it, from north to south: Regina, Recife."
        in words(figure)
    )
    assert "Brazil Recife Canada Regina Chile Las Condes" in words(figure)


@pytest.mark.parametrize("language", ["es", "fr", "pt-BR"])
def test_numbers_in_the_map_are_written_as_svg_reads_them(language, call, past_cities):
    assert re.findall(r'cx="[^"]*,', get(PREFIXES[language] + "/")) == []


def test_a_map_without_dots_is_decoration(call):
    html = get("/")

    assert '<svg viewBox="0 0 520 640" aria-hidden="true">' in html
    assert "map-title" not in html
