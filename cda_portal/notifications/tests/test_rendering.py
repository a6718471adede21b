"""Plain text in, both parts of a mail out. No database."""

import pytest

from cda_portal.notifications.kinds import Kind, Priority
from cda_portal.notifications.rendering import (
    Block,
    blocks,
    fill,
    is_own_address,
    masked,
    one_line,
    reveal,
    seal,
    tidy,
    token,
    without_footer,
    wrap,
    write,
)

KIND = Kind("receipt", "Receipts", Priority.RECEIPT)
HERE = "http://localhost:8000"


@pytest.mark.parametrize(
    ("line", "own"),
    [
        (f"{HERE}/apply/", True),
        (f"{HERE}/in/{{{{secret.token}}}}/", True),
        ("{{secret.link}}", True),
        (HERE, False),
        (f"{HERE}.evil.example/", False),
        ("https://evil.example/", False),
        (f"{HERE}/a b", False),
        (f'{HERE}/"onclick=', False),
        ("javascript:alert(1)", False),
    ],
)
def test_which_lines_are_addresses_of_this_portal(line, own):
    assert is_own_address(line) is own


def test_paragraphs_lists_and_one_button():
    text = f"Dear Ana,\n\nFirst line.\nSecond line.\n\n- one\n- two\n\n-> See it\n{HERE}/a/\n\n-> Or this\n{HERE}/b/\n\n{HERE}/c/\n"

    assert blocks(text) == [
        Block("paragraph", ["Dear Ana,"]),
        Block("paragraph", ["First line.", "Second line."]),
        Block("list", ["one", "two"]),
        Block("button", label="See it", url=f"{HERE}/a/"),
        Block("link", label="Or this", url=f"{HERE}/b/"),
        Block("link", label=f"{HERE}/c/", url=f"{HERE}/c/"),
    ]


def test_text_that_people_typed_plants_no_button_elsewhere():
    assert blocks("-> Click\nhttps://evil.example/x") == [Block("paragraph", ["-> Click", "https://evil.example/x"])]


def test_a_list_and_a_button_without_empty_lines_between():
    assert blocks(f"You miss:\n- the mayor\n-> Go on\n{HERE}/a/\nBye") == [
        Block("paragraph", ["You miss:"]),
        Block("list", ["the mayor"]),
        Block("button", label="Go on", url=f"{HERE}/a/"),
        Block("paragraph", ["Bye"]),
    ]


def test_lines_are_wrapped_and_addresses_are_not():
    long = "word " * 20
    url = f"{HERE}/{'x' * 100}/"

    assert [len(line) <= 72 or line == url for line in wrap(f"{long}\n{url}").split("\n")] == [True, True, True]


@pytest.mark.parametrize(
    ("given", "line"),
    [("A\r\nBcc: x@example.org", "A Bcc: x@example.org"), ("a\x00b", "a b"), ("  é \t ñ ", "é ñ"), ("a\x7fb", "a b")],
)
def test_headers_are_one_line(given, line):
    assert one_line(given) == line


def test_tidy():
    assert tidy("\n\na  \r\n\n\n\n\nb\x00\n") == "a\n\nb"


def test_both_parts():
    text, html = write(
        "Say O'Brien & Co <b>\n",
        kind=KIND,
        subject="Hi & bye",
        language="pt-br",
        reply_to="",
        stop=f"{HERE}/mail/stop/x/",
    )

    assert text == (
        "Say O'Brien & Co <b>\n\n-- \n"
        "You get this because your address is used in the City Data Alliance portal.\n"
        "Questions? Reply to this mail or write to portal@localhost.\n"
        f"To stop mails of this kind: {HERE}/mail/stop/x/\n"
        f"City Data Alliance, {HERE}\n"
    )
    assert '<html lang="pt-BR">' in html
    assert "<title>Hi &amp; bye</title>" in html
    assert "<p>Say O&#x27;Brien &amp; Co &lt;b&gt;</p>" in html
    assert f'<a href="{HERE}/mail/stop/x/">Stop mails of this kind</a>' in html


def test_a_mail_that_is_owed_says_nothing_of_stopping():
    text, html = write("Hello", kind=KIND, subject="", language="en", reply_to="ana@example.org", stop="")

    assert ("stop" in text.lower(), "stop" in html.lower()) == (False, False)
    assert "write to ana@example.org." in text


def test_the_inbox_leaves_the_footer_out():
    text, _html = write("Hello\n\nDear", kind=KIND, subject="", language="en", reply_to="", stop="")

    assert without_footer(text) == "Hello\n\nDear"


def test_secrets_are_put_in_escaped_and_masked():
    text, html = f"Code {token('code')}", f"<p>{token('code')} {token('gone')}</p>"

    assert reveal(text, html, seal({"code": "<1&2>"})) == ("Code <1&2>", "<p>&lt;1&amp;2&gt; {{secret.gone}}</p>")
    assert masked(text, "…") == "Code …"
    assert seal({}) == ""


def test_a_secret_value_is_not_read_for_tokens_again():
    assert fill("{{secret.a}}", {"a": "{{secret.b}}", "b": "no"}) == "{{secret.b}}"


def test_what_is_sealed_cannot_be_read():
    assert "12345678" not in seal({"code": "12345678"})
