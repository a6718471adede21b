"""Pages as PDF, tagged for assistive technology (PDF/UA). Loads WeasyPrint: imported by what tasks run, never by pages."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

FONTS = Path(settings.BASE_DIR) / "node_modules/@fontsource-variable/public-sans/files"
STYLE = Path(settings.BASE_DIR) / "static/css/pdf.css"
VARIANT = "pdf/ua-1"
STEPS = logging.getLogger("weasyprint.progress")
for noisy in (logging.getLogger("fontTools"), STEPS):  # which tell every step of every page
    noisy.setLevel(logging.WARNING)
Beat = Callable[[int, int], None]


class OurFonts(URLFetcher):
    """Fetches our own fonts and nothing else: a text of somebody's could name any address."""

    def fetch(self, url: str, *args: Any, **options: Any) -> Any:
        if not url.startswith(f"{FONTS.as_uri()}/") or ".." in url:
            raise ValueError(f"not fetched: {url}")
        return super().fetch(url, *args, **options)


class _Laid(logging.Handler):
    """Hears of every page that is laid out: the library tells its logger, and nobody else."""

    def __init__(self, beat: Beat) -> None:
        super().__init__()
        self.beat, self.pages = beat, 0

    def emit(self, record: logging.LogRecord) -> None:
        self.pages += "Page" in record.msg
        self.beat(self.pages, 0)


@contextmanager
def _laying_out(beat: Beat | None) -> Iterator[None]:
    if beat is None:
        yield
        return
    heard, told, level = _Laid(beat), STEPS.propagate, STEPS.level
    STEPS.addHandler(heard)
    STEPS.setLevel(logging.INFO)
    STEPS.propagate = False
    try:
        yield
    finally:
        STEPS.removeHandler(heard)
        STEPS.setLevel(level)
        STEPS.propagate = told


def _tell_of_painting(pages: Any, beat: Beat) -> None:
    def paint(number: int, one: Callable[..., None], *args: Any) -> None:
        beat(number, len(pages))
        one(*args)

    for number, page in enumerate(pages):
        page.paint = partial(paint, number, page.paint)


def render(template: str, context: Mapping[str, Any], language: str, beat: Beat | None = None) -> bytes:
    """The template as a PDF in `language`; what it shows must come with the context.

    A long one takes minutes, so `beat` is called at each page: while they are laid out with how many those are and 0,
    while they are painted with the number before this one and how many there are. What it raises ends the work.
    """
    with translation.override(language):
        page = render_to_string(template, {**context, "language": language})
    fonts, fetcher = FontConfiguration(), OurFonts(allowed_protocols=["file"])
    given = {"url_fetcher": fetcher, "base_url": f"{FONTS.as_uri()}/"}
    style = _faces() + STYLE.read_text(encoding="utf-8")
    sheet = CSS(string=style, font_config=fonts, **given)
    with _laying_out(beat):
        document = HTML(string=page, **given).render(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
    if beat:
        _tell_of_painting(document.pages, beat)
    return bytes(document.write_pdf(pdf_variant=VARIANT))


def _faces() -> str:
    ranges = {"latin": "U+0000-00FF,U+2000-206F,U+20AC,U+2122,U+2212", "latin-ext": "U+0100-02BA,U+1E00-1E9F"}
    return "".join(
        f"@font-face{{font-family:'Public Sans';unicode-range:{codes};"
        f"src:url(public-sans-{name}-wght-normal.woff2) format('woff2')}}"
        for name, codes in ranges.items()
    )
