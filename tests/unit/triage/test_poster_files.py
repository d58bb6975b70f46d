"""On paper: whatever a school is called prints to the letter, on one page, and the code holds the address alone."""

import functools
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import segno
import typst
from flask import Flask
from flask_babel import Babel
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from sharp.triage.poster_files import cards_pdf, poster_pdf
from sharp.triage.posters import Notice
from tests.fixtures.printed import codes_on, unspaced, words_on

HERE = Notice(
    school="Alder Park School",
    address="https://help.example.org/alder/",
    readers=("School staff. It is their job to keep pupils safe.", "A police officer who works with this school."),
    week=("Monday to Friday: 8:15 to 16:00",),
)
MARKUP = "#$@*_<>\\\"'`[]{}()~=+-/&%^|;:,.!?"
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänswitwengymnasium"
ONION = "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"
MAKERS = pytest.mark.parametrize(("make", "copies"), [(poster_pdf, 1), (cards_pdf, 8)], ids=["poster", "cards"])
LETTERS = st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd"), max_codepoint=0x17F)
NAMES = st.text(st.one_of(st.sampled_from(MARKUP), st.just(" "), LETTERS), min_size=1, max_size=120).map(str.strip)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask("paper")
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        yield


@MAKERS
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES.filter(bool))
@example(name='#import "x": y; $a$ @b *c* _d_ <e> \\f `g` // h')
@example(name="= Not a heading")
@example(name="#panic()")
@example(name=r"\u{41} --- ... https://example.org/")
@example(name=(LONG_WORD + " ") * 2)
@example(name="W" * 120)
def test_whatever_a_school_is_called_prints_to_the_letter(make, copies, name: str) -> None:
    name = " ".join(name.split())
    made = make(replace(HERE, school=name))
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert unspaced(words_on(made)).count(unspaced(name)) >= copies


@MAKERS
@pytest.mark.parametrize("address", [HERE.address, f"{ONION}/{'alder-' * 6}park/", "http://localhost:8000/a/"])
def test_the_code_holds_exactly_the_address(make, copies, address: str) -> None:
    made = make(replace(HERE, address=address))
    expected = tuple(tuple(row) for row in segno.make(address, error="q", micro=False).matrix)
    assert codes_on(made) == [expected] * copies
    assert unspaced(words_on(made)).count(address.rstrip("/")) == copies
    assert len(PdfReader(io.BytesIO(made)).pages) == 1


@MAKERS
def test_nothing_says_what_it_is_for_and_help_stands_on_it(make, copies) -> None:
    made = make(HERE)
    words = words_on(made)
    assert not re.search("report|sharp|police station|crime|abuse|bull(y|ied)|victim|anonym|confiden", words, re.I)
    assert words.count("Childline 0800 1111") == len(re.findall("[Cc]all 999", words)) == copies
    assert "report" not in str(PdfReader(io.BytesIO(made)).metadata).lower()


def test_a_card_says_no_more_than_help_and_advice() -> None:
    words = words_on(cards_pdf(HERE))
    assert not re.search("police|wrong|worried|friend|happened|tell|read", words, re.I)


def test_the_poster_says_who_reads_and_when() -> None:
    words = words_on(poster_pdf(HERE))
    for said in (*HERE.readers, *HERE.week, "Something wrong?", "You can leave people out."):
        assert said in words


def test_the_longest_of_everything_stays_on_one_page() -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    week = tuple(f"{day}: 8:1{i} to 12:30 and 13:30 to 16:00" for i, day in enumerate(days))
    made = poster_pdf(Notice((LONG_WORD + " ") * 2, f"{ONION}/{'a' * 40}/", HERE.readers, week))
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert all(line in words_on(made) for line in week)


def test_without_hours_it_promises_none() -> None:
    words = words_on(poster_pdf(replace(HERE, week=())))
    assert "In school weeks" not in words
    assert "The page tells you when someone reads next." in words


@MAKERS
def test_it_is_black_and_white(make, copies) -> None:
    """Nothing is painted but in the colour space of one channel."""
    page = PdfReader(io.BytesIO(make(HERE))).pages[0]
    drawn = page.get_contents().get_data()
    assert not re.search(rb"(?m)\b(rg|RG|k|K)\b\s*$", drawn)
    assert {space.get_object()[1].get_object()["/N"] for space in page["/Resources"]["/ColorSpace"].values()} == {1}


@MAKERS
def test_it_is_tagged_and_titled_and_in_a_language(make, copies) -> None:
    root = PdfReader(io.BytesIO(make(HERE))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root


@MAKERS
@pytest.mark.parametrize("name", ["Alder Park School", f"{LONG_WORD} {LONG_WORD}"])
def test_a_machine_without_fonts_prints_it_too(make, copies, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst, "compile", functools.partial(typst.compile, ignore_system_fonts=True))
    made = make(replace(HERE, school=name))
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert unspaced(words_on(made)).count(unspaced(name)) >= copies


@MAKERS
@pytest.mark.parametrize("name", ["学校", "School 😀"], ids=["script", "picture"])
def test_a_name_that_no_font_has_is_printed_as_well_as_can_be(
    make, copies, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typst, "compile", functools.partial(typst.compile, ignore_system_fonts=True))
    made = make(replace(HERE, school=name))
    assert len(codes_on(made)) == copies
    assert PdfReader(io.BytesIO(made)).trailer["/Root"]["/MarkInfo"]["/Marked"]


@MAKERS
@pytest.mark.parametrize("name", ["Alder Park School", "مدرسة الأمل"], ids=["from the left", "from the right"])
def test_a_page_that_begins_on_the_right_holds_the_same(make, copies, name: str) -> None:
    app = Flask("paper")
    Babel(app, default_locale="ar")
    with app.test_request_context():
        made = make(replace(HERE, school=name))
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert len(codes_on(made)) == copies
    assert words_on(made).count("help.example.org/alder") == copies
