"""Every component, with the right arguments and with a wrong one."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from cda_portal.core.templatetags import components

DEADLINE = datetime(2027, 2, 26, 22, 0, tzinfo=UTC)


class TeamForm(forms.Form):
    name = forms.CharField(label="Team name", error_messages={"required": "Enter the name of the team"})
    role = forms.ChoiceField(
        label="Role",
        choices=[("lead", "Lead"), ("member", "Member")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )


def render(source: str, path: str = "/", **context) -> str:
    shell = {"request": RequestFactory().get(path), "csrf_token": "token"}
    text = Template("{% load crispy_forms_tags %}" + source).render(Context({**shell, **context}))
    return " ".join(text.split())


VALUES = {
    "page": Paginator(range(143), 25).page(2),
    "form": TeamForm({}),
    "deadline": DEADLINE,
    "steps": [{"text": "Sent", "state": "done", "when": "8 February"}, {"text": "Read", "state": "now"}],
    "phases": [{"phase": "pilot", "state": "here", "when": "Week 11"}],
    "tabs": [{"label": "All", "href": "?view=all", "current": True, "count": 3}],
    "nothing": None,
}

# component: (a right use, what it prints, a wrong use)
USES = {
    "icon": (
        '{% icon "check" %}',
        '<svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#check"/></svg>',
        '{% icon "smile" %}',
    ),
    "status_tag": ('{% status_tag "Late" "late" %}', '<span class="tag bad">', '{% status_tag "Late" "red" %}'),
    "phase_tag": ('{% phase_tag "test" %}', '<span class="tag phase test">', '{% phase_tag "launch" %}'),
    "ribbon": (
        '{% ribbon phases "Phases" %}',
        '<li class="pilot here" aria-current="step">',
        '{% ribbon tabs "Phases" %}',
    ),
    "notice": (
        '{% notice "warn" title="Look" %}<p>Two texts</p>{% endnotice %}',
        '<div class="notice warn"><h2 class="title">Look</h2><p>Two texts</p></div>',
        '{% notice "loud" %}{% endnotice %}',
    ),
    "banner": (
        '{% banner action_url="/a" action="Go" %}News{% endbanner %}',
        '<a class="btn small" href="/a">Go</a>',
        '{% banner action_url="/a" %}News{% endbanner %}',
    ),
    "empty_state": (
        '{% empty_state "No notes" %}<p>Soon</p>{% endempty_state %}',
        '<h2 class="title">No notes</h2><p>Soon</p>',
        '{% empty_state "" %}{% endempty_state %}',
    ),
    "task": (
        '{% task "Team" "Not started" "open" href="/t" %}',
        '<li><a href="/t">Team</a><span class="tag open">Not started</span></li>',
        '{% task "Team" "Not started" "new" %}',
    ),
    "fact": (
        '{% fact "City" change_url="/c" %}Recife{% endfact %}',
        '<dd>Recife</dd><dd class="change"><a href="/c">Change<span class="hush"> City</span></a></dd>',
        '{% fact "City" change="Edit" %}Recife{% endfact %}',
    ),
    "pages": ("{% pages page %}", "26 to 50 of 143", "{% pages tabs %}"),
    "column": (
        '{% column "City" key="city" sort="city" %}',
        '<th scope="col" aria-sort="ascending"><a href="?sort=-city&amp;page=1">City',
        '{% column "City" sort="city" %}',
    ),
    "tabs": (
        '{% tabs tabs "Views" %}',
        '<a href="?view=all" aria-current="page">All <span class="num">3</span></a>',
        '{% tabs steps "Views" %}',
    ),
    "meter": (
        '{% meter 4 9 "4 of 9" %}',
        '<progress value="4" max="9" aria-label="4 of 9">',
        '{% meter 10 9 "10 of 9" %}',
    ),
    "person": (
        '{% person "Elena Ruiz Soto" "Lead" %}',
        '<span class="face" aria-hidden="true">ES</span>',
        '{% person "Elena" href="/e" %}',
    ),
    "line": ("{% line steps %}", '<li class="now" aria-current="step"><b>Read</b></li>', "{% line phases %}"),
    "fold": (
        '{% fold "Why?" opened=True %}<p>So</p>{% endfold %}',
        '<details class="fold" open><summary>Why?</summary>',
        '{% fold "" %}{% endfold %}',
    ),
    "dialog": (
        '{% dialog "leave" "Leave?" opener="Leave" %}Sure{% enddialog %}',
        '<dialog class="dialog" id="leave" popover aria-labelledby="leave-title">',
        '{% dialog "Leave it" "Leave?" opener="Leave" %}{% enddialog %}',
    ),
    "form_end": (
        '{% form_end "Send" second="Save" second_name="save" %}',
        '<button type="submit" class="btn plain" name="save" value="1">Save</button>',
        '{% form_end "Send" second="Save" %}',
    ),
    "moment": (
        '{% moment deadline "America/New_York" place="Baltimore" %}',
        '<time datetime="2027-02-26T22:00Z">26 February 2027, 17:00 in Baltimore</time>',
        '{% moment "today" "UTC" %}',
    ),
    "days_left": ('{% days_left deadline "America/New_York" %}', "left", '{% days_left nothing "UTC" %}'),
    "error_summary": ("{% error_summary form %}", '<a href="#id_role_0">Choose a role</a>', "{% error_summary tabs %}"),
    "control": (
        "{% control form.name as parts %}{{ parts.html }}",
        'aria-describedby="id_name_error"',
        "{% control form %}",
    ),
    "autosave": ('{% autosave saved="14:02" %}', 'role="status"', '{% autosave when="14:02" %}'),
    "aside_column": (
        "{% aside_column %}Help{% endaside_column %}",
        "<aside>Help</aside>",
        "{% aside_column 1 %}{% endaside_column %}",
    ),
    "counting": (
        '<p{% counting "words" %}></p>',
        '<p data-left-one="COUNT word left" data-left-many="COUNT words left" data-over-one="COUNT word too many" '
        'data-over-many="COUNT words too many" data-of="COUNT of LIMIT"></p>',
        '{% counting "pages" %}',
    ),
    "html_lang": ('{% html_lang "pt-br" %}', "pt-BR", "{% html_lang nothing %}"),
}


def test_every_component_has_a_row():
    assert set(USES) == set(components.register.tags)


@pytest.mark.parametrize("name", USES)
def test_right_arguments(name):
    source, expected, _wrong = USES[name]

    assert expected in render(source, **{**VALUES, "form": TeamForm({})})


@pytest.mark.parametrize("name", USES)
def test_wrong_argument_is_an_error(name):
    with pytest.raises(TemplateSyntaxError):
        render(USES[name][2], **VALUES)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2027-02-08T12:00Z", "18 days left"),
        ("2027-02-25T23:00Z", "1 day left"),
        ("2027-02-26T05:30Z", "16 hours left"),  # already the day itself in New York
        ("2027-02-26T21:59:30Z", "1 minute left"),
        ("2027-02-26T22:00Z", "Closed"),
    ],
)
def test_days_left(monkeypatch, now, words):
    monkeypatch.setattr(components.clock, "now", lambda: datetime.fromisoformat(now))

    assert render('{% days_left deadline "America/New_York" %}', deadline=DEADLINE) == words


@pytest.mark.parametrize(
    ("language", "main"),
    [
        ("en", "Friday 26 February 2027, 17:00 in Baltimore"),
        ("es", "viernes 26 de febrero de 2027, 17:00"),
        ("pt-br", "sexta-feira, 26 de fevereiro de 2027, 17:00"),
        ("fr", "vendredi 26 février 2027, 17:00"),
    ],
)
def test_moment_in_each_language(language, main):
    with translation.override(language):
        text = render('{% moment deadline "America/New_York" place="Baltimore" weekday=True %}', deadline=DEADLINE)

    assert main in text


def test_moment_says_the_day_where_the_reader_has_another():
    with timezone.override("Asia/Tokyo"):
        text = render('{% moment deadline "America/New_York" %}', deadline=DEADLINE)

    assert "27 February 2027, 07:00 in Tokyo, 22:00 UTC" in text
    assert "data-own-clock" not in text


def test_moment_leaves_room_for_the_browser_on_a_shared_page():
    text = render('{% moment deadline "America/New_York" %}', deadline=DEADLINE)

    assert '<span data-own-clock="2027-02-26T22:00Z" data-zone="America/New_York"' in text


def test_pages_keep_the_filter():
    text = render("{% pages page %}", path="/staff/?status=draft&page=2", page=VALUES["page"])

    assert 'href="?status=draft&amp;page=3"' in text


def test_the_summary_is_shown_once():
    text = render("{% error_summary form %}{{ form|crispy }}", form=TeamForm({}))

    assert text.count("There are 2 things to fix") == 1
    assert text.count('role="alert"') == 1


def test_a_field_with_an_error_says_it_beside_the_field():
    text = render("{{ form|crispy }}", form=TeamForm({"role": "lead"}))

    assert '<p class="error"><span class="hush">Error: </span>Enter the name of the team</p>' in text
    assert 'aria-invalid="true"' in text


class EveryField(forms.Form):
    use_required_attribute = True
    words = forms.CharField(widget=forms.Textarea(attrs={"data-words": 200}), help_text="Be short.")
    number = forms.IntegerField(min_value=1)
    agree = forms.BooleanField(required=False)
    several = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_the_pack_renders_each_kind_of_field():
    text = render("{{ form|crispy }}", form=EveryField({"number": "many"}))

    assert 'aria-describedby="id_words_helptext id_words_error id_words_count"' in text
    assert "Up to 200 words" in text
    assert '<input type="text" name="number" value="many"' in text
    assert (
        '<fieldset class="field"><legend class="label">Several <span class="optional">(optional)</span></legend>'
        in text
    )
    assert '<input type="hidden" name="secret" id="id_secret">' in text
    assert " required" not in text


def test_crispy_tag_makes_a_whole_form():
    text = render("{% crispy form %}", form=TeamForm())

    assert text.startswith("<form")
    assert "csrfmiddlewaretoken" in text
    assert 'name="role"' in text


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_pages_need_nothing(status):
    """No request, no context processor, no database: what broke the page may have broken them."""
    page = Template(f'{{% include "{status}.html" %}}').render(Context({"request_id": "7f3a"}))

    assert "7f3a" in page
    assert page.count("<h1>") == 1
    assert 'class="btn" href="/' in page


def test_a_full_stop_follows_a_moment_at_once():
    text = render('{% moment deadline "America/New_York" inline=True %}. Then', deadline=DEADLINE)
    assert text.endswith("</span>. Then")
