"""Hostile and clumsy input through every field and address: never a 500, and never a live tag."""

from html import escape
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from applications import services
from applications.models import Answer, EligibilityCheck, InterestForm
from applications.tests.factories import (
    ANSWERS,
    PRACTICE_KEYS,
    CheckFactory,
    InterestFormFactory,
    a_place,
    call_with_form,
    complete_draft,
    question_of,
    theme,
)
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import SecretLink
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
NASTY = {
    "script": SCRIPT,
    "attribute": '" onfocus=alert(1) autofocus x="',
    "image": "<img src=x onerror=alert(1)>",
    "template": "{{ 7|add:7 }}{% debug %}",
    "secret": "{{secret.token}}",
    "formula": '=HYPERLINK("http://evil.example")',
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "null": "a\x00b",
    "controls": "".join(map(chr, range(1, 32))),
    "header": "a\r\nBcc: x@evil.example",
    "percent": "%s %d %(name)s 100%",
    "braces": "{0} {name}",
    "rtl": "\u202eevil\u202c",
    "surrogate": "\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "emoji": "🏙️" * 20,
    "zalgo": "a" + "\u0301" * 200,
    "digits": "9" * 5000,
    "long": "x" * 300_000,
    "newlines": "\n" * 5000,
    "spaces": " " * 5000,
    "sql": "'; DROP TABLE applications_answer; --",
    "path": "../../../etc/passwd",
    "json": '{"__proto__": {"x": 1}}',
    "minus": "-1",
    "infinity": "Infinity",
    "date": "0001-01-01",
    "far": "9999-12-31",
}


class Live(HTMLParser):
    """What would run if a browser opened this page, and is none of ours."""

    def __init__(self, body):
        super().__init__()
        self.found = []
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        runs = [
            name for name, value in attrs if name.startswith("on") or (value or "").lower().startswith("javascript:")
        ]
        foreign = (tag == "script" and "src" not in dict(attrs)) or (tag == "img" and dict(attrs).get("src") == "x")
        if runs or foreign:
            self.found.append(self.get_starttag_text())


def test_a_live_tag_is_found():
    assert Live(SCRIPT + NASTY["image"] + '<a href="javascript:alert(1)">x</a><i onclick="x">').found == [
        "<script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">',
        '<i onclick="x">',
    ]
    assert Live(escape(SCRIPT + NASTY["image"]) + f'<input value="{escape(NASTY["attribute"])}">').found == []


@pytest.fixture(params=NASTY, ids=list(NASTY))
def nasty(request):
    return NASTY[request.param]


@pytest.fixture
def call():
    theme()
    return call_with_form()


def checked(response):
    """A page without a live tag and without a fault: its body."""
    assert response.status_code < 500
    body = response.content.decode()
    assert Live(body).found == []
    return body


# ---- the public forms


def test_eligibility(client, call, nasty):
    place = a_place(7, name="Pereira")
    for address, typed in (
        ("/eligibility/", {"city": nasty, "place": nasty}),
        ("/eligibility/which/", {"which": nasty}),
        ("/eligibility/unlisted/", {"name": nasty, "country": nasty, "region": nasty, "population": nasty}),
        ("/eligibility/unlisted/", {"name": nasty, "country": "CO", "region": nasty}),
    ):
        checked(client.get(address, {"name": nasty[:5000]}))
        checked(client.post(address, typed))
    check = CheckFactory(call=call, place=place, term_answered=False, commitment="")
    for step, typed in (
        ("term", {"term_end": nasty, "next_start": nasty, "next_end": nasty, "unknown": nasty}),
        ("readiness", dict.fromkeys(("commitment", "data", "analysis", "team"), nasty)),
    ):
        checked(client.post(f"/eligibility/{check.key}/{step}/", typed))


TEXTS = "population_source mayor_title mayor_name transition_plan city_manager problem full_name sender_title".split()
PLAIN = {
    "kind": "municipality",
    "population": "240000",
    "population_year": "2024",
    "population_source": "Census",
    "mayor_name": "Somebody",
    "office_aware": "on",
    "full_name": "Ana",
    "sender_title": "CDO",
    "email": "ana@city.example",
}


def test_interest_form(client, call, nasty):
    check = CheckFactory(call=call, name=nasty.replace("\x00", "")[:120])
    address = f"/interest/{check.key}/"
    everywhere = dict.fromkeys((*PLAIN, *TEXTS, "term_start", "term_end", "themes", "office_email"), nasty)
    for typed in (everywhere, {**PLAIN, **dict.fromkeys(TEXTS, nasty)}, {**PLAIN, **dict.fromkeys(TEXTS, nasty[:80])}):
        checked(client.post(address, typed))
    checked(client.get(address))
    checked(client.get(f"/eligibility/{check.key}/"))


@pytest.mark.parametrize("text", [SCRIPT, NASTY["attribute"], NASTY["secret"], NASTY["formula"], NASTY["percent"]])
def test_what_a_city_typed_comes_out_as_text_everywhere(client, call, text):
    """Through the interest form to the sender's page, the staff's pages, the office's page and every mail."""
    sender, officer = UserFactory(full_name=text[:120]), UserFactory(role="officer", full_name=text[:120])
    kept = dict.fromkeys((*TEXTS, "population_source"), text) | {"population": 1, "population_year": 2024}
    kept |= {"office_aware": True, "office_email": "office@city.example", "mayor_title": text[:80]}
    check = CheckFactory(call=call, name=text, region=text, interest=kept, interest_at=clock.now())
    form = services.receive(check, by=sender)
    services.ask(form, text, by=officer)
    services.answer_question(form, text, by=sender)
    services.decline(form, text, by=officer)
    services.reopen(form, by=officer, why=text)
    services.invite(form, by=officer)

    pages = {
        sender: [form.get_absolute_url(), "/home/", "/inbox/", "/apply/", form.applications.get().get_absolute_url()],
        officer: [
            f"/staff/forms/{form.pk}/",
            "/staff/forms/",
            "/staff/",
            f"/staff/applications/{form.applications.get().reference}/",
            "/staff/messages/",
            *(f"/staff/messages/{pk}/" for pk in Message.objects.values_list("pk", flat=True)),
            *(f"/staff/messages/{pk}/mail/" for pk in Message.objects.values_list("pk", flat=True)),
        ],
    }
    for user, addresses in pages.items():
        client.force_login(user)
        for address in addresses:
            checked(client.get(address))
    checked(client.get(f"/interest/not-us/{SecretLink.objects.get().token}/"))
    for message in Message.objects.all():
        assert Live(message.html).found == []
        assert "\n" not in message.subject


# ---- the application


def every_field(text):
    """Each field of the form with `text` in it, as a browser would send it."""
    fields = dict.fromkeys(("department", "population", "area", "story", "shared", "with_whom", "since", "page"), text)
    fields |= {"sources": [text, text]}
    fields |= {f"practices-{key}-{part}": text for key in PRACTICE_KEYS for part in ("score", "evidence")}
    fields |= {f"measure-{part}": text for part in ANSWERS["measure"]}
    fields |= {
        f"team-{row}-{part}": text
        for row in range(3)
        for part in ("name", "job_title", "department", "role", "decides")
    }
    return fields


def section(application, key):
    return f"/apply/{application.reference}/section/{key}/"


def test_the_pages_of_the_form(client, call, nasty):
    application, lead = complete_draft(call=call)
    client.force_login(lead)
    for key in ("basics", "problem", "people"):
        checked(client.post(section(application, key), every_field(nasty[:20_000])))
    for address in ("section/problem/", "section/people/", "check/"):
        checked(client.get(f"/apply/{application.reference}/{address}"))
    checked(client.post(f"/apply/{application.reference}/submit/"))


@pytest.mark.parametrize("kind", ["short_text", "several", "number", "date", "practices", "team", "metric"])
def test_autosave(client, call, kind):
    application, lead = complete_draft(call=call)
    client.force_login(lead)
    question = call.sections.get(questions__kind=kind, questions__depends_on=None).questions.get(
        kind=kind, depends_on=None
    )
    for nasty in NASTY.values():
        sent = {**every_field(nasty[:20_000]), "version": nasty[:100], "language": nasty[:100]}
        answer = client.post(
            reverse("applications:application-answer", args=[application.reference, question.pk]), sent
        )
        assert answer.status_code in (200, 409)
        assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("text", [SCRIPT, NASTY["attribute"], NASTY["image"], NASTY["formula"], NASTY["template"]])
def test_answers_come_out_as_text_everywhere(client, call, text):
    application, lead = complete_draft(call=call, city=CityFactory(name=text, region=text))
    lead.full_name = text
    lead.save()
    Answer.objects.filter(question__key__in=["department", "story", "with_whom"]).update(value=text, editor=lead)
    person = {"name": text, "job_title": text, "department": text, "role": "lead", "decides": True}
    Answer.objects.filter(question__key="team").update(value=[person])
    question_of(call, "area").options[0]["label"]["en"] = text
    colleague = UserFactory()
    application.city.members.create(user=colleague, role="deputy", since=clock.today("UTC"))

    for address in ("", "check/", "section/basics/", "section/problem/", "section/people/"):
        client.force_login(colleague)
        checked(client.get(f"/apply/{application.reference}/{address}"))
    conflict = client.post(section(application, "basics"), {"department": f"{text} mine", "department-version": "0"})
    assert "Their text" in checked(conflict)
    services.submit(application, by=lead, arrived=clock.now())
    checked(client.get(f"/apply/{application.reference}/status/"))
    client.force_login(UserFactory(role="officer"))
    body = checked(client.get(f"/staff/applications/{application.reference}/"))
    assert "&lt;script&gt;alert(1)" in body or text != SCRIPT
    checked(client.get("/staff/applications/"))


# ---- staff's own fields


def test_what_staff_type(client, call, nasty):
    form = InterestFormFactory(call=call)
    client.force_login(UserFactory(role="officer"))
    for act, name in (("ask", "question"), ("decline", "message"), ("reopen", "why")):
        checked(client.post(f"/staff/forms/{form.pk}/{act}/", {name: nasty}))
    checked(client.get(f"/staff/forms/{form.pk}/"))
    asked = dict.fromkeys(("q", "status", "country", "flag", "sort"), nasty[:2000])
    for address in ("/staff/forms/", "/staff/applications/"):
        checked(client.get(address, asked))
        checked(client.get(address, {"q": nasty[:2000]}))
    client.force_login(form.sender)
    checked(client.get(form.get_absolute_url()))


# ---- addresses

IDS = ["%00", "a%00b", "%0a", "..", "%2e%2e", "0", "-1", "9" * 40, "%F0%9F%98%80", "x" * 500, "%25s", "<b>", "'"]


@pytest.mark.parametrize("part", IDS)
def test_what_is_no_id_is_not_found(client, call, part):
    lead = UserFactory(role="officer")
    public = [
        "/eligibility/{}/",
        "/eligibility/{}/term/",
        "/eligibility/{}/readiness/",
        "/interest/{}/",
        "/interest/not-us/{}/",
    ]
    private = [
        "/interest/{}/send/",
        "/interest/form/{}/",
        "/apply/{}/",
        "/apply/{}/check/",
        "/apply/{}/status/",
        "/apply/{}/section/x/",
        "/apply/CDA-2027-NONE/section/{}/",
        "/apply/CDA-2027-NONE/file/{}/",
        "/staff/forms/{}/",
        "/staff/applications/{}/",
        "/staff/messages/{}/",
    ]
    for pattern in public:
        assert client.get(pattern.format(part)).status_code in (301, 404), pattern
    client.force_login(lead)
    for pattern in private:
        assert client.get(pattern.format(part)).status_code in (301, 403, 404), pattern


def test_repeated_parameters(client, call):
    """The last one counts, as Django has it, and nothing breaks."""
    a_place(7, name="Pereira")
    twice = "city=Pereira&city=Other&place=1000007&place=1000007"
    form = "application/x-www-form-urlencoded"
    assert client.post("/eligibility/", twice, content_type=form).status_code == 302
    assert EligibilityCheck.objects.get().name == "Pereira"

    application, lead = complete_draft(call=call)
    client.force_login(lead)
    sent = "department=One&department=Two&department-version=1&department-version=x&department-was=&department-was=y"
    client.post(section(application, "basics"), sent, content_type=form)
    assert application.answers.get(question__key="department").value == "Two"
    client.force_login(UserFactory(role="officer"))
    assert (
        client.get("/staff/forms/?q=a&q=b&status=received&status=x&page=1&page=1&sort=city&sort=-city").status_code
        == 200
    )


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", "department=" + "x" * 10_000_000, 413),
        ("application/x-www-form-urlencoded", "&".join(f"f{number}=1" for number in range(501)), 413),
        ("application/json", '{"department": "x"}', 302),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: broken", 302),
        ("multipart/form-data", "no boundary", 400),
        ("text/plain", "\x00\xff", 302),
        ("application/x-www-form-urlencoded; charset=utf-7", "department=+ADw-script+AD4-", None),
    ],
)
def test_bodies(client, call, content_type, body, status):
    """Too large is 413, in the portal's look; what cannot be read counts as nothing typed."""
    client.raise_request_exception = False
    application, lead = complete_draft(call=call)
    client.force_login(lead)

    answer = client.generic("POST", section(application, "problem"), body, content_type=content_type)

    assert answer.status_code < 500
    assert status in (None, answer.status_code)
    assert application.answers.get(question__key="story").value == ANSWERS["story"]
    if status == 413:
        assert "City Data Alliance" in answer.content.decode()


def test_ten_megabytes_in_each_field_of_a_public_form(client, call):
    client.raise_request_exception = False
    large = "x" * 10_000_000
    assert [
        client.post(address, {"city": large}, content_type="application/x-www-form-urlencoded").status_code
        for address in ("/eligibility/", "/eligibility/unlisted/")
    ] == [413, 413]
    assert client.post("/eligibility/", {"city": large}).status_code == 413
    assert InterestForm.objects.count() == 0
