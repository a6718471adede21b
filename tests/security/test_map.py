"""The maps of promises name tests that exist."""

import re

import pytest

from tests.project import ROOT


@pytest.mark.parametrize("name", ["security.md", "reliability.md"])
def test_every_file_named_is_there(name):
    text = (ROOT / "docs" / name).read_text()
    named = set(re.findall(r"`((?:tests|docs|applications|cda_portal)/[\w/.-]+)`", text))

    assert len(named) > 5
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
