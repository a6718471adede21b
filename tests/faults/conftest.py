"""The figures that `make faults` prints at its end."""

import pytest

from cda_portal.notifications.tests.conftest import quick, sink

__all__ = ["quick", "sink"]
FIGURES: list[str] = []


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("figures")
        for line in FIGURES:
            terminalreporter.write_line(line)
