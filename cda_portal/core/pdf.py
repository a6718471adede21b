"""Pages as PDF, tagged for assistive technology (PDF/UA). Loads WeasyPrint: imported by what tasks run, never by pages."""

import logging
from collections.abc import Mapping
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
for name in ("fontTools", "weasyprint.progress"):  # which tell every step of every page
    logging.getLogger(name).setLevel(logging.WARNING)


class OurFonts(URLFetcher):
    """Fetches our own fonts and nothing else: a text of somebody's could name any address."""

    def fetch(self, url: str, *args: Any, **options: Any) -> Any:
        if not url.startswith(f"{FONTS.as_uri()}/") or ".." in url:
            raise ValueError(f"not fetched: {url}")
        return super().fetch(url, *args, **options)


def render(template: str, context: Mapping[str, Any], language: str) -> bytes:
    """The template as a PDF in `language`; what it shows must come with the context."""
    with translation.override(language):
        page = render_to_string(template, {**context, "language": language})
    fonts, fetcher = FontConfiguration(), OurFonts(allowed_protocols=["file"])
    given = {"url_fetcher": fetcher, "base_url": f"{FONTS.as_uri()}/"}
    style = _faces() + STYLE.read_text(encoding="utf-8")
    sheet = CSS(string=style, font_config=fonts, **given)
    made = HTML(string=page, **given).write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
    return bytes(made)


def _faces() -> str:
    ranges = {"latin": "U+0000-00FF,U+2000-206F,U+20AC,U+2122,U+2212", "latin-ext": "U+0100-02BA,U+1E00-1E9F"}
    return "".join(
        f"@font-face{{font-family:'Public Sans';unicode-range:{codes};"
        f"src:url(public-sans-{name}-wght-normal.woff2) format('woff2')}}"
        for name, codes in ranges.items()
    )
