"""PDFs: tagged, in our own letters, fetching nothing; and never loaded by what serves pages."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from cda_portal.core import pdf


@pytest.mark.parametrize(
    "address", ["https://example.org/x.png", "file:///etc/passwd", f"{pdf.FONTS.as_uri()}/../../package.json"]
)
def test_nothing_but_our_fonts_is_fetched(address):
    with pytest.raises(ValueError, match="not fetched"):
        pdf.OurFonts().fetch(address)


def test_what_serves_pages_does_not_load_it():
    code = (
        "import sys, django; django.setup(); import cda_portal.urls, cda_portal.wsgi;"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "sys.exit(any(name in sys.modules for name in ('weasyprint', 'applications.pdfs', 'fontTools')))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cda_portal.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, check=False)
    assert done.returncode == 0
