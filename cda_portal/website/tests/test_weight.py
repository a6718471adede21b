"""What a visitor downloads before anything is cached, gzipped: experience.md allows 90 kB and ten requests."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

LIMIT = 90_000
REQUESTS = 10


def static_files(html: str) -> dict[str, int]:
    """Bytes on the wire of each static file that the page asks for; fonts are compressed already."""
    names = sorted(set(re.findall(r'(?:href|src)="/static/([^"#]+)', html)))
    found = {name: Path(finders.find(name)).read_bytes() for name in names}
    return {name: len(data if name.endswith("woff2") else gzip.compress(data)) for name, data in found.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/es", "/pt-br", "/fr"])
@pytest.mark.parametrize("path", ["/", "/call/", "/privacy/", "/accessibility/", "/contact/"])
def test_first_load(path, prefix, call, past_cities):
    html = Client().get(prefix + path).content

    files = static_files(html.decode())

    assert "fonts/public-sans-latin-wght-normal.woff2" in files
    assert len(files) + 1 <= REQUESTS
    assert sum(files.values()) + len(gzip.compress(html)) <= LIMIT
