"""The portal's components, a builtin of every template: docs/components.md lists them.

A value that a component does not know raises TemplateSyntaxError: a page with a wrong argument
fails its first test instead of looking slightly wrong for a year.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.shortcuts import resolve_url
from django.template import TemplateSyntaxError
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from cda_portal.core import clock, controls, moments

register = template.Library()

ICONS = frozenset(
    "arrow bang brand check clock cross half key lock mail p-define p-test p-pilot p-scale f-define f-test f-pilot f-scale".split()
)
PHASES = {"define": _("Define"), "test": _("Test"), "pilot": _("Pilot"), "scale": _("Scale")}
PHASE_STATES = {"done": _("done"), "here": _("you are here"), "next": _("to come"), "plain": ""}
# kind: (class, icon). The word carries the meaning; class and icon only help the eye.
STATUSES = {
    "plain": ("", ""),
    "done": ("bare", "check"),
    "doing": ("go", "half"),
    "note": ("go", ""),
    "open": ("open", ""),
    "locked": ("mute", "lock"),
    "mute": ("mute", ""),
    "watch": ("warn", "bang"),
    "soon": ("warn", "clock"),
    "late": ("bad", "clock"),
    "bad": ("bad", "cross"),
}
NOTICES = {"plain": "", "act": "act", "done": "done", "warn": "warn", "bad": "bad"}
STEP_STATES = {"done", "now", "next"}
BUTTONS = {"main": "", "plain": "plain", "bad": "bad"}


def one_of(value: str, allowed: Iterable[str], what: str) -> str:
    if value not in allowed:
        raise TemplateSyntaxError(f"{what} is one of {', '.join(sorted(allowed))}; not {value!r}")
    return value


def given(value: object, what: str) -> object:
    """Text that a component cannot do without: an empty link or heading is a fault of the page."""
    if value in (None, ""):
        raise TemplateSyntaxError(f"{what} is missing")
    return value


def keys(item: Mapping[str, Any], needed: set[str], optional: set[str], what: str) -> Mapping[str, Any]:
    if missing := needed - item.keys():
        raise TemplateSyntaxError(f"{what} lacks {', '.join(sorted(missing))}")
    if unknown := item.keys() - needed - optional:
        raise TemplateSyntaxError(f"{what} does not take {', '.join(sorted(unknown))}")
    return item


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Decoration unless it has a label, which is then its text alternative."""
    one_of(name, ICONS, "icon")
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def status_tag(text: str, kind: str = "plain") -> SafeString:
    css, symbol = STATUSES[one_of(kind, STATUSES, "status_tag kind")]
    given(text, "status_tag text")
    return format_html('<span class="{}">{}{}</span>', f"tag {css}".strip(), icon(symbol) if symbol else "", text)


@register.simple_tag
def phase_tag(phase: str) -> SafeString:
    one_of(phase, PHASES, "phase_tag phase")
    return format_html('<span class="tag phase {}">{}{}</span>', phase, icon(f"f-{phase}"), PHASES[phase])


@register.inclusion_tag("components/ribbon.html")
def ribbon(steps: Iterable[Mapping[str, Any]], label: str, journey: bool = False) -> dict[str, Any]:
    """Steps are {phase, state, when, title}; `journey` is the tall form of the front page."""
    rows = []
    for step in steps:
        keys(step, {"phase", "state"}, {"when", "title"}, "ribbon step")
        phase = one_of(step["phase"], PHASES, "ribbon phase")
        state = one_of(step["state"], PHASE_STATES, "ribbon state")
        symbol = f"{'f' if state in {'done', 'here'} else 'p'}-{phase}"
        rows.append({**step, "name": PHASES[phase], "said": PHASE_STATES[state], "icon": symbol})
    return {"steps": rows, "label": given(label, "ribbon label"), "journey": journey}


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, kind: str = "plain", title: str = "", level: int = 2, role: str = "") -> SafeString:
    css = NOTICES[one_of(kind, NOTICES, "notice kind")]
    one_of(role, {"", "alert", "status"}, "notice role")
    one_of(str(level), {"2", "3", "4"}, "notice level")
    values = {"content": content, "css": css, "title": title, "level": f"h{level}", "role": role}
    return render_to_string("components/notice.html", values)


@register.simple_block_tag(end_name="endbanner")
def banner(content: str, action_url: str = "", action: str = "") -> SafeString:
    if bool(action_url) != bool(action):
        raise TemplateSyntaxError("banner takes action_url and action together")
    return render_to_string("components/banner.html", {"content": content, "action_url": action_url, "action": action})


# Not named "empty": inside {% for %} that word already belongs to Django.
@register.simple_block_tag(end_name="endempty_state")
def empty_state(content: str, title: str, action_url: str = "", action: str = "", level: int = 2) -> SafeString:
    if bool(action_url) != bool(action):
        raise TemplateSyntaxError("empty_state takes action_url and action together")
    one_of(str(level), {"2", "3", "4"}, "empty_state level")
    values = {"title": given(title, "empty_state title"), "level": f"h{level}", "content": content}
    return render_to_string("components/empty_state.html", {**values, "action_url": action_url, "action": action})


@register.simple_tag
def task(title: str, status: str, kind: str, href: str = "", hint: str = "") -> SafeString:
    """One row of `<ul class="tasks">`; without href it cannot be opened yet."""
    one_of(kind, STATUSES, "task kind")
    name = '<a href="{1}">{0}</a>' if href else '<span class="quiet">{0}</span>'
    small = format_html("<small>{}</small>", hint) if hint else ""
    named = format_html(name, given(title, "task title"), href)
    return format_html("<li>{}{}{}</li>", named, small, status_tag(status, kind))


@register.simple_block_tag(end_name="endfact")
def fact(content: str, term: str, change_url: str = "", change: str = "") -> SafeString:
    """One row of `<dl class="facts">`; the body is the value, empty says "Not given"."""
    if change and not change_url:
        raise TemplateSyntaxError("fact takes change only with change_url")
    shape = "<dd>{}</dd>" if (content := content.strip()) else '<dd class="quiet">{}</dd>'
    value = format_html(shape, SafeString(content) or _("Not given"))
    way = '<dd class="change"><a href="{}">{}<span class="hush"> {}</span></a></dd>'
    link = format_html(way, change_url, change or _("Change"), term) if change_url else ""
    return format_html("<div><dt>{}</dt>{}{}</div>", given(term, "fact term"), value, link)


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: Page, label: str = "") -> dict[str, Any]:
    """Links keep every other parameter of the address, so a filtered list stays filtered."""
    if not isinstance(page, Page):
        raise TemplateSyntaxError("pages needs a Page of Django's paginator")
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {"number": n, "href": _query(context, page=n), "current": n == page.number}
        if isinstance(n, int)
        else {"gap": n}
        for n in numbers
    ]
    return {
        "page": page,
        "links": links,
        "label": label or _("Pages"),
        "previous": _query(context, page=page.previous_page_number()) if page.has_previous() else "",
        "next": _query(context, page=page.next_page_number()) if page.has_next() else "",
    }


def _query(context: template.Context, **changes: object) -> str:
    request = context.get("request")
    if request is None:
        raise TemplateSyntaxError("this component needs the request in the context")
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.inclusion_tag("components/column.html", takes_context=True)
def column(
    context: template.Context, label: str, key: str = "", sort: str = "", numeric: bool = False, css: str = ""
) -> dict[str, Any]:
    """A `<th>`; with `key` it sorts. `sort` is the order in force, "-key" when descending."""
    given(label, "column label")
    if sort and not key:
        raise TemplateSyntaxError("column takes sort only with key")
    order = {key: "ascending", f"-{key}": "descending"}.get(sort, "") if key else ""
    target = f"-{key}" if order == "ascending" else key
    return {
        "label": label,
        "order": order,
        "css": " ".join(filter(None, ["n" if numeric else "", css])),
        "href": _query(context, sort=target, page=1) if key else "",
    }


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Items are {label, href, current, count}."""
    rows = [keys(item, {"label", "href"}, {"current", "count"}, "tab") for item in items]
    return {"items": rows, "label": given(label, "tabs label")}


@register.inclusion_tag("components/meter.html")
def meter(value: int, maximum: int, text: str, note: str = "") -> dict[str, Any]:
    if not 0 <= value <= maximum or maximum == 0:
        raise TemplateSyntaxError(f"meter shows 0 to its maximum, not {value} of {maximum}")
    return {"value": value, "maximum": maximum, "text": given(text, "meter text"), "note": note}


@register.simple_tag
def person(name: str, note: str = "", href: str = "", action: str = "") -> SafeString:
    """One row of `<ul class="people">`."""
    if bool(href) != bool(action):
        raise TemplateSyntaxError("person takes href and action together")
    words = [word for word in str(given(name, "person name")).split() if word[0].isalpha()] or [""]
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
    face = format_html('<span class="face" aria-hidden="true">{}</span>', initials)
    small = format_html("<small>{}</small>", note) if note else ""
    link = format_html('<a href="{}">{}<span class="hush">: {}</span></a>', href, action, name) if href else ""
    return format_html("<li>{}<span>{}{}</span>{}</li>", face, name, small, link)


@register.inclusion_tag("components/line.html")
def line(steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Steps are {text, state, when}: done, now or next."""
    rows = [keys(step, {"text", "state"}, {"when"}, "line step") for step in steps]
    for row in rows:
        one_of(row["state"], STEP_STATES, "line state")
    return {"steps": rows}


@register.simple_block_tag(end_name="endfold")
def fold(content: str, summary: str, opened: bool = False) -> SafeString:
    values = {"content": content, "summary": given(summary, "fold summary"), "opened": opened}
    return render_to_string("components/fold.html", values)


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, name: str, title: str, opener: str, kind: str = "plain", close: str = "") -> SafeString:
    """A button and the dialog it opens, by the popover attribute: no script is needed."""
    if slugify(str(given(name, "dialog name"))) != name:
        raise TemplateSyntaxError(f"dialog name is an id in small letters, not {name!r}")
    css = BUTTONS[one_of(kind, BUTTONS, "dialog kind")]
    values = {"content": content, "name": name, "title": given(title, "dialog title"), "css": css}
    return render_to_string(
        "components/dialog.html", {**values, "opener": given(opener, "dialog opener"), "close": close or _("Close")}
    )


@register.inclusion_tag("components/form_end.html")
def form_end(
    label: str,
    name: str = "",
    kind: str = "main",
    second: str = "",
    second_name: str = "",
    back_url: str = "",
    back: str = "",
) -> dict[str, Any]:
    """The submit button that names the act, a second one, and a link out."""
    if bool(second) != bool(second_name):
        raise TemplateSyntaxError("form_end takes second and second_name together")
    if bool(back_url) != bool(back):
        raise TemplateSyntaxError("form_end takes back_url and back together")
    return {
        "label": given(label, "form_end label"),
        "name": name,
        "css": BUTTONS[one_of(kind, BUTTONS, "form_end kind")],
        "second": second,
        "second_name": second_name,
        "back_url": back_url,
        "back": back,
    }


@register.simple_tag
def moment(
    instant: datetime,
    zone: str,
    place: str = "",
    reader_zone: str = "",
    weekday: bool = False,
    inline: bool = False,
    split: bool = False,
) -> SafeString:
    """An instant in the call's zone, the reader's and UTC; `place` names the zone's city otherwise ("Baltimore").

    `split` puts the day alone on the first line, for a row of dates.

    The reader's zone is the active one. On a page that is shared between readers none is active but UTC, so
    portal.js writes the reader's own clock into the element left for it.
    """
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise TemplateSyntaxError(f"moment needs an aware datetime, not {instant!r}")
    reader = reader_zone or getattr(get_current_timezone(), "key", "UTC")
    shown = "" if reader in {zone, "UTC"} else reader
    values = {
        "iso": moments.iso(instant),
        "main": moments.read(instant, zone, weekday=weekday),
        "place": place or moments.place_name(zone, moments.language()),
        "reader_clock": moments.beside(instant, zone, shown) if shown else "",
        "reader_place": moments.place_name(shown, moments.language()) if shown else "",
        "ask_browser": reader == "UTC" and not reader_zone,
        "zone": zone,
        "utc": moments.beside(instant, zone, "UTC") if zone != "UTC" else "",
        "inline": inline,
        "split": split,
    }
    # Without the end of the file's last line: a full stop may follow.
    return SafeString(render_to_string("components/moment.html", values).strip())


@register.simple_tag
def days_left(deadline: datetime, zone: str) -> str:
    if not isinstance(deadline, datetime) or deadline.tzinfo is None:
        raise TemplateSyntaxError(f"days_left needs an aware datetime, not {deadline!r}")
    return moments.left(deadline, clock.now(), zone)


@register.simple_block_tag(end_name="endaside_column")
def aside_column(content: str) -> SafeString:
    """The base page's second column, left out where a page puts nothing in it."""
    return format_html("<aside>{}</aside>", content) if content.strip() else SafeString("")


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | BaseFormSet) -> dict[str, Any]:
    """On top of the page, once: the crispy pack leaves its own out where a page has already shown it."""
    if not isinstance(form, BaseForm | BaseFormSet):
        raise TemplateSyntaxError(f"error_summary needs a form, not {type(form).__name__}")
    found = [] if getattr(form, "summary_shown", False) else controls.errors(form)
    form.summary_shown = True  # type: ignore[union-attr]
    title = ngettext("There is one thing to fix", "There are %(count)s things to fix", len(found))
    return {"errors": found, "title": title % {"count": len(found)}}


@register.simple_tag
def control(field: BoundField) -> controls.Control:
    """For the crispy pack: `{% control field as parts %}`."""
    if not isinstance(field, BoundField):
        raise TemplateSyntaxError(f"control needs a field of a form, not {type(field).__name__}")
    return controls.control(field)


@register.simple_tag
def counting(unit: str) -> SafeString:
    """The attributes from which portal.js says how many words or characters are left."""
    return controls.counting(one_of(unit, controls.COUNTING, "counting unit"), get_language() or "")


@register.simple_tag
def html_lang(code: str) -> str:
    """The language tag as HTML spells it: pt-BR where Django says pt-br."""
    language, _dash, region = str(given(code, "html_lang code")).partition("-")
    return f"{language}-{region.upper()}" if region else language


@register.inclusion_tag("components/autosave.html", takes_context=True)
def autosave(context: template.Context, saved: str = "", alone: bool = False) -> dict[str, Any]:
    """The status line of autosave.js and its notices; `saved` is the clock of the last save, `alone` of one's own windows."""
    request = context.get("request")
    if request is None:
        raise TemplateSyntaxError("autosave needs the request in the context")
    back = urlencode({"next": request.get_full_path()})
    return {"saved": saved, "alone": alone, "sign_in_url": f"{resolve_url(settings.LOGIN_URL)}?{back}"}
