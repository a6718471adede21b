"""A score with its 90 % interval as a picture, all of a page on one scale. Pure: numbers in, markup out.

Built as a string once a row, as a template tag a cell would cost the page 50 renderings.
"""

from dataclasses import dataclass, replace
from math import isfinite

from django.utils.formats import get_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, MARGIN = 140, 14, 6


@dataclass(frozen=True)
class Scale:
    """What the pictures of a page have in common: the lowest and highest score, and the reader's words."""

    low: float
    high: float
    point: str
    title: str
    sure: str
    unsure: str
    ticks: str

    def at(self, value: float) -> float:
        """How far from the left; what lies beyond an end of the scale is drawn at that end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    def number(self, value: float, digits: int = 2) -> str:
        """A score as the reader writes it, with a minus and not a hyphen."""
        return f"{value:.{digits}f}".replace(".", self.point).replace("-", "−")

    def interval(self, low: float, high: float) -> str:
        """In numbers, within the scale; "" where one review alone says nothing of chance."""
        return "{low} – {high}".format(**self.ends(low, high)) if isfinite(low) and isfinite(high) else ""

    def ends(self, low: float, high: float) -> dict[str, str]:
        """No score lies beyond the scale, so that no interval says so."""
        return {"low": self.number(max(low, self.low)), "high": self.number(min(high, self.high))}

    def picture(self, value: float, low: float, high: float) -> SafeString:
        """A dot on a line from `low` to `high`; without a line where they are not known."""
        known = isfinite(low) and isfinite(high)
        said = (self.sure if known else self.unsure) % self.ends(low, high)
        span = f'<path class="span" d="M{self.at(low)} 7H{self.at(high)}"/>' if known else ""
        return SafeString(
            f'<svg class="interval" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
            f"<title>{escape(self.title % {'value': self.number(value)})}</title><desc>{escape(said)}</desc>"
            f'{self.ticks}{span}<circle cx="{self.at(value)}" cy="7" r="3.5"/></svg>'
        )


def scale(low: float, high: float) -> Scale:
    """In the language that is active now."""
    made = Scale(
        low=low,
        high=high,
        point=str(get_format("DECIMAL_SEPARATOR")),
        title=_("Calibrated score %(value)s"),
        sure=_("Nine times in ten between %(low)s and %(high)s"),
        unsure=_("How sure it is cannot be told"),
        ticks="",
    )
    marks = "".join(f"M{made.at(one)} 4v6" for one in range(round(low), round(high) + 1))
    line = f'<path class="axis" d="M{made.at(low)} 7H{made.at(high)}{marks}"/>'
    return replace(made, ticks=line)
