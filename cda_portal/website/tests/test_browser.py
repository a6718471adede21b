import pytest
from axe_playwright_python.sync_playwright import Axe

PATHS = ["/", "/call/", "/privacy/", "/accessibility/", "/contact/"]
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def look(page, address: str) -> dict[str, object]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    return {"axe": [violation["id"] for violation in found], "sideways": page.evaluate(SIDEWAYS), "console": said}


CLEAN = {"axe": [], "sideways": False, "console": []}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_on_a_phone(path, page, live_server, call, past_cities):
    assert look(page, live_server.url + path) == CLEAN


@pytest.mark.parametrize("path", ["/", "/call/"])
def test_a_page_without_a_call_on_a_phone(path, page, live_server):
    assert look(page, live_server.url + path) == CLEAN


def test_the_deadline_on_the_readers_own_clock(new_context, live_server, call):
    page = new_context(timezone_id="America/Santiago").new_page()

    page.goto(live_server.url)

    assert "17:00 in Baltimore, 19:00 your time, 22:00 UTC" in page.locator(".hero .when").inner_text()


def test_the_form_is_printed_whole(page, live_server, call):
    """What is folded on the screen stands open on paper."""
    page.goto(f"{live_server.url}/call/")
    folded = page.get_by_text("Nobody has a list of the data the city holds.")
    seen = folded.is_visible()

    page.emulate_media(media="print")

    assert (seen, folded.is_visible()) == (False, True)
    assert page.locator("nav:visible").count() == 0
