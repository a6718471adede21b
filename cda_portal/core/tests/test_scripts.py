"""portal.js, typeahead.js and autosave.js in a browser, against a server that each test can upset."""

import json
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory
from playwright.sync_api import Page, Route, expect

HOME = "http://portal.test"
SECTION = """{% extends "base.html" %}{% block title %}Section{% endblock %}
{% block header %}<header><h1>Section</h1></header>{% endblock %}
{% block main %}<form method="post" data-autosave data-language="en" novalidate>{% csrf_token %}
<div class="field" data-question data-save="/save/story/"><input type="hidden" name="story-version" value="{{ version }}" data-version><input type="hidden" name="story-was" value="old">
<label for="story">Story</label><textarea class="input" id="story" name="story">{{ text }}</textarea></div>
<fieldset class="field" data-question data-save="/save/tried/"><legend class="label">Tried?</legend><input type="hidden" name="tried-version" value="0" data-version>
<div class="pick"><input type="radio" id="yes" name="tried" value="yes"><label for="yes">Yes</label></div></fieldset>
{% form_end "Save and continue" %}</form>{% endblock %}
{% block aside %}{% autosave saved="13:00" %}{% endblock %}
{% block scripts %}<script type="module" src="{% static "js/autosave.js" %}"></script>{% endblock %}"""
SEARCH = """{% extends "base.html" %}{% block main %}<h1>Search</h1><form method="post"><label for="city">City</label>
<input class="input" id="city" data-typeahead="/places/?q=" data-typeahead-id="place" data-none="None" data-one="1 place" data-many="COUNT places">
<input type="hidden" id="place" name="place"><button>Send</button></form>{% endblock %}
{% block scripts %}<script type="module" src="{% static "js/typeahead.js" %}"></script>{% endblock %}"""
PLACES = [
    {"id": 1, "label": "Recife", "detail": "Pernambuco, Brazil", "also": ""},
    {"id": 2, "label": "Regina", "detail": "Saskatchewan, Canada", "also": ""},
]


@dataclass
class Person:
    pk: int = 7
    full_name: str = "Paula Mancilla"
    email: str = "paula@example.org"


@dataclass
class Server:
    """Answers like the portal; `mood` says what is wrong with it."""

    mood: str = "well"
    version: int = 3
    text: str = "First words"
    saves: list[dict[str, str]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        request, path = route.request, urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        elif path.startswith("/save/"):
            self.save(route, path)
        elif path == "/places/":
            route.fulfill(json=PLACES)
        elif request.method == "POST":
            self.forms.append(fields(route))
            route.fulfill(body="<h1>Next</h1>", content_type="text/html")
        else:
            source = SEARCH if path == "/search/" else SECTION
            route.fulfill(body=self.render(source, path), content_type="text/html")

    def render(self, source: str, path: str) -> str:
        shell = {"request": RequestFactory().get(path), "csrf_token": "token", "signed_in": True, "user": Person()}
        return Template(source).render(Context({**shell, "text": self.text, "version": self.version}))

    def save(self, route: Route, path: str) -> None:
        sent = fields(route)
        self.saves.append(sent)
        if self.mood == "away":
            route.abort("internetdisconnected")
        elif self.mood == "signed out":
            route.fulfill(status=302, headers={"Location": "/account/login/"})
        elif self.mood == "closed":
            route.fulfill(status=403, json={"error": "The application closed at 17:00."})
        elif path == "/save/story/" and int(sent["version"]) != self.version:
            theirs = {"version": self.version, "theirs": self.text, "editor": "Iván", "saved": "13:48"}
            route.fulfill(status=409, json=theirs)
        else:
            self.version += 1
            self.text = sent.get("story", self.text)
            route.fulfill(json={"version": self.version, "saved": "14:02", "was": "new"})


def fields(route: Route) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}


@pytest.fixture
def server(page: Page) -> Server:
    server = Server()
    page.route("**/*", server.answer)
    return server


@pytest.fixture
def section(page: Page, server: Server) -> Page:
    page.goto(f"{HOME}/section/")
    return page


def line(page: Page):
    return page.locator("[data-autosave-status]")


def drafts(page: Page) -> dict[str, str]:
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


def test_saves_a_moment_after_the_last_key(section, server):
    expect(line(section)).to_contain_text("Saved 13:00")

    section.fill("#story", "More words")

    assert list(drafts(section)) == ["draft:7:/save/story/"]
    expect(line(section)).to_contain_text("Saved 14:02", timeout=10_000)
    assert server.saves == [{"story": "More words", "version": "3", "language": "en"}]
    assert section.input_value("[name=story-version]") == "4"
    assert section.input_value("[name=story-was]") == "new"
    assert drafts(section) == {}


def test_leaving_the_question_saves_at_once_and_once(section, server):
    section.fill("#story", "More words")
    section.check("#yes")
    section.locator("#story").focus()
    section.wait_for_timeout(300)

    assert [sent.get("story", sent.get("tried")) for sent in server.saves] == ["More words", "yes"]


def test_leaving_a_saved_question_saves_nothing(section, server):
    section.locator("#story").press_sequentially("!")
    expect(line(section)).to_contain_text("Saved 14:02", timeout=10_000)
    section.locator("#yes").focus()  # now the browser tells of the change once more
    section.wait_for_timeout(3_000)

    assert len(server.saves) == 1


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_a_colleague_was_faster(section, server, choice, kept):
    server.version, server.text = 9, "Theirs"

    section.fill("#story", "Mine")
    notice = section.get_by_role("alert")
    expect(notice).to_contain_text("Iván changed this answer at 13:48", timeout=10_000)
    assert notice.locator("pre").all_inner_texts() == ["Mine", "Theirs"]
    section.get_by_role("button", name=choice).click()

    expect(line(section)).to_contain_text("Saved")
    assert (section.input_value("#story"), server.text) == (kept, kept)
    assert drafts(section) == {}


def test_without_a_line_the_words_stay_on_the_device(section, server):
    server.mood = "away"
    section.fill("#story", "Typed in the train")
    expect(line(section)).to_contain_text("Not saved since 13:00. Your words are kept on this device.", timeout=10_000)

    server.mood = "well"

    expect(line(section)).to_contain_text("Saved 14:02", timeout=10_000)
    assert server.text == "Typed in the train"


def test_the_session_ends_while_typing(section, server):
    server.mood = "signed out"
    section.fill("#story", "Written too late")
    expect(line(section)).to_contain_text("You are signed out", timeout=10_000)
    assert section.get_by_role("link", name="Sign in again").get_attribute("href").endswith("?next=%2Fsection%2F")
    section.get_by_role("button", name="Save and continue").click()
    section.wait_for_timeout(300)
    assert server.forms == []  # a form posted now would be lost on the way to the sign-in page

    server.mood = "well"
    section.goto(f"{HOME}/section/")

    assert section.input_value("#story") == "Written too late"
    expect(section.locator(".notice.act")).to_contain_text("This is what you wrote at")
    expect(line(section)).to_contain_text("Saved 14:02", timeout=10_000)
    assert server.text == "Written too late"


def test_a_refusal_says_why(section, server):
    server.mood = "closed"
    section.fill("#story", "After the deadline")

    expect(line(section)).to_contain_text("The application closed at 17:00.", timeout=10_000)
    assert list(drafts(section)) == ["draft:7:/save/story/"]


def test_continue_saves_first_and_posts_the_new_version(section, server):
    section.fill("#story", "Last words")
    section.get_by_role("button", name="Save and continue").click()
    section.wait_for_selector("text=Next")

    assert [sent["story"] for sent in server.saves] == ["Last words"]
    assert server.forms[0]["story-version"] == "4"


def test_signing_out_takes_the_drafts_along(section, server):
    server.mood = "away"
    section.fill("#story", "For nobody else")
    section.evaluate("localStorage.setItem('draft:8:/save/story/', 'of another person')")

    section.locator(".account summary").click()
    section.get_by_role("button", name="Sign out").click()
    section.wait_for_selector("text=Next")

    assert list(drafts(section)) == ["draft:8:/save/story/"]


def test_typeahead_by_keyboard(page, server):
    page.goto(f"{HOME}/search/")
    city = page.get_by_role("combobox")
    city.press_sequentially("re")
    expect(page.get_by_role("option")).to_have_count(2)

    city.press("ArrowDown")
    city.press("ArrowDown")
    assert city.get_attribute("aria-activedescendant") == "city_list_1"
    city.press("Enter")

    assert (city.input_value(), page.input_value("#place")) == ("Regina, Saskatchewan, Canada", "2")
    assert server.forms == []
    city.press("x")
    assert page.input_value("#place") == ""


def test_a_double_click_sends_once(page, server):
    page.goto(f"{HOME}/search/")
    stopped = page.evaluate("""() => {
        const stopped = [];
        addEventListener("submit", (event) => { stopped.push(event.defaultPrevented); event.preventDefault(); });
        for (const _ of [1, 2]) document.querySelector("main form").requestSubmit();
        return stopped;
    }""")

    assert stopped == [False, True]
