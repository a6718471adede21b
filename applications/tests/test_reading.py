"""Numbers, dates, texts and addresses as people in the Americas write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from applications.reading import LONGEST, count_words, is_web_address, plain_number, read_date, read_number, tidy
from cda_portal.core import moments

NUMBERS = {
    "221800": "221800",
    "221,800": "221800",
    "221.800": "221800",
    "221 800": "221800",
    "221\u00a0800": "221800",
    "221\u202f800": "221800",
    "221'800": "221800",
    "221’800": "221800",
    "1.234.567": "1234567",
    "1,234,567": "1234567",
    "1.234.567,8": "1234567.8",
    "1,234,567.8": "1234567.8",
    "1,234.567": "1234.567",
    "12.5": "12.5",
    "12,5": "12.5",
    "18,50": "18.50",
    "-3,2": "-3.2",
    "-221.800": "-221800",
    # Three digits group thousands only after what can be a group itself.
    "0.125": "0.125",
    "0,125": "0.125",
    "1234.567": "1234.567",
    "1,2345": "1.2345",
    "5%": "5",
    "12,5 %": "12.5",
    " 7 ": "7",
    "7.": "7",
    "2024": "2024",
    "0": "0",
}
NO_NUMBERS = [
    "",
    " ",
    "many",
    "about 200",
    "12 million",
    "1e5",
    "Infinity",
    "NaN",
    "--5",
    ".5",
    "1.2.3",
    "1,23,456",
    "1.234.",
    "²",
    "0x10",
    "1/2",
    "5-7",
    "=1+1",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text):
    assert str(read_number(text)) == NUMBERS[text]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the contract: whatever the text
        read_number(text)


# The same figures in two languages; the third without one, as an interest form has it.
EITHER = [
    ("1.234", "1.234", "1234", "1234"),
    ("1,234", "1234", "1.234", "1234"),
    ("221.800", "221.800", "221800", "221800"),
    ("221,800", "221800", "221.800", "221800"),
    ("-1.234", "-1.234", "-1234", "-1234"),
    ("1.234,5", "1234.5", "1234.5", "1234.5"),
    ("1,234.5", "1234.5", "1234.5", "1234.5"),
    ("1.234.567", "1234567", "1234567", "1234567"),
    ("12,5", "12.5", "12.5", "12.5"),
    ("0.125", "0.125", "0.125", "0.125"),
    ("0,125", "0.125", "0.125", "0.125"),
    ("1234.567", "1234.567", "1234.567", "1234.567"),
    ("1 234", "1234", "1234", "1234"),
]


@pytest.mark.parametrize(("text", "english", "others", "unknown"), EITHER)
def test_one_separator_before_three_digits_is_what_the_language_takes_it_for(text, english, others, unknown):
    assert str(read_number(text, "en")) == english
    assert [str(read_number(text, language)) for language in ("es", "pt-br", "fr")] == [others] * 3
    assert str(read_number(text)) == unknown


DATES = {
    "2028-12-31": date(2028, 12, 31),
    "31/12/2028": date(2028, 12, 31),
    "31.12.2028": date(2028, 12, 31),
    "31-12-2028": date(2028, 12, 31),
    " 31 / 12 / 2028 ": date(2028, 12, 31),
    "1/2/2028": date(2028, 2, 1),  # the day first, as nearly all of the Americas write it
    "29/02/2028": date(2028, 2, 29),
    # In words, of any of the four languages, whatever the page's: nobody is asked which one they write.
    "31 December 2028": date(2028, 12, 31),
    "31 DECEMBER 2028": date(2028, 12, 31),
    "31 Dec. 2028": date(2028, 12, 31),
    "31st December 2028": date(2028, 12, 31),
    "December 31, 2028": date(2028, 12, 31),
    "Dec 31 2028": date(2028, 12, 31),
    "31 de diciembre de 2028": date(2028, 12, 31),
    "31 de diciembre del 2028": date(2028, 12, 31),
    "31 dic 2028": date(2028, 12, 31),
    "1 de setiembre de 2027": date(2027, 9, 1),
    "1º de março de 2028": date(2028, 3, 1),
    "1 de marco de 2028": date(2028, 3, 1),
    "1er août 2028": date(2028, 8, 1),
    "1 sept. 2027": date(2027, 9, 1),
    "3 déc. 2027": date(2027, 12, 3),
}
NO_DATES = [
    "",
    "soon",
    "2028",
    "December 2028",
    "31/12/28",
    "12/31/2028",  # the month first, in figures, is never guessed: 4/5/2028 would be two days
    "29/02/2027",
    "2028-13-01",
    "20281231",
    "2028-W01-1",
    "2028-12-31T00:00",
    "31 Decembre 28",
    "31 of December 2028",
    "0/1/2028",
    "1 Smarch 2028",
    "29 February 2027",
]


@pytest.mark.parametrize("text", DATES)
def test_dates(text):
    assert read_date(text) == DATES[text]


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "fr"])
@pytest.mark.parametrize("day", [date(2028, month, 1) for month in range(1, 13)] + [date(2027, 2, 28)])
def test_a_day_that_is_written_is_read_again(language, day):
    with translation.override(language):
        assert read_date(moments.day(day)) == day


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the contract: whatever the text
        read_date(text)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["221,800", "18.50", "0.125", "-3"]),
        ("es", ["221\u00a0800", "18,50", "0,125", "-3"]),
        ("pt-br", ["221.800", "18,50", "0,125", "-3"]),
        ("fr", ["221\u00a0800", "18,50", "0,125", "-3"]),
    ],
)
def test_numbers_as_each_language_writes_them(language, written):
    with translation.override(language):
        assert [plain_number(Decimal(number)) for number in ("221800", "18.50", "0.125", "-3.00")] == written


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "fr"])
@pytest.mark.parametrize(
    "number", ["0", "7", "0.125", "18.5", "999", "1000", "221800", "1234567", "1234567.25", "-3.5"]
)
def test_what_is_written_is_read_again(language, number):
    with translation.override(language):
        assert read_number(plain_number(Decimal(number)), language) == Decimal(number)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, ""),
        ("", ""),
        ("  a  ", "a"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x00b\x08c\x1fd\x7f", "abcd"),
        ("a\tb", "a\tb"),
        ("ñandú 🙂", "ñandú 🙂"),
        ("x" * (LONGEST + 5), "x" * LONGEST),
    ],
)
def test_tidy(given, kept):
    assert tidy(given) == kept


@pytest.mark.parametrize(("text", "count"), [("", 0), ("   ", 0), ("one", 1), ("one  two\nthree", 3), ("l’eau", 1)])
def test_count_words(text, count):
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://city.example/data?year=2024#top", True),
        ("http://city.example", True),
        ("HTTPS://CITY.EXAMPLE", True),
        ("https://alcaldía.example/año", True),
        ("city.example", False),
        ("//city.example", False),
        ("ftp://city.example", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x.y", False),
        ("https://city", False),
        ("https://", False),
        ("http://[", False),
        ("https://city.example/a b", False),
        ("https://city.example/<script>", False),
        ('https://city.example/"x', False),
        ("see https://city.example", False),
        ("", False),
    ],
)
def test_web_addresses(text, is_one):
    assert is_web_address(text) is is_one
