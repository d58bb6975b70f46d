"""Captions are plain text in order, or are refused with a sentence; what is written anew says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.advice.captions import (
    LONGEST_CUE,
    MOST_CUES,
    MOST_LETTERS,
    CaptionsWrong,
    Cue,
    as_web_vtt,
    read_captions,
    transcript,
)  # fmt: skip
from sharp.web.application import Sharp

ONE = "00:01.000 --> 00:02.000\n"


@pytest.fixture(autouse=True)
def _in_a_request(app: Sharp) -> object:
    """The sentences go through gettext."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        (f"WEBVTT\n\n{ONE}Hello.", [Cue(1000, 2000, ("Hello.",))]),
        (f"\ufeffWEBVTT\r\n\r\n{ONE}Hello.\r\n", [Cue(1000, 2000, ("Hello.",))]),
        (f"WEBVTT - by hand\n\nNOTE of mine\nstill\n\nfirst\n{ONE}Two\nlines", [Cue(1000, 2000, ("Two", "lines"))]),
        ("WEBVTT\n\n00:00:59.500 --> 00:01:00.000 align:start line:0\nA &amp; B", [Cue(59_500, 60_000, ("A & B",))]),
        (f"WEBVTT\n\n\n\n{ONE}One\n\n\n00:02.000 --> 00:03.000\nTwo",
         [Cue(1000, 2000, ("One",)), Cue(2000, 3000, ("Two",))]),
        (f"WEBVTT\n\n{ONE}&lt;b&gt; is no mark here", [Cue(1000, 2000, ("<b> is no mark here",))]),
    ],
    ids=["plain", "from Windows", "names and notes", "hours and settings", "many empty lines", "escaped"],
)  # fmt: skip
def test_they_are_read(text: str, cues: list[Cue]) -> None:
    assert read_captions(text) == tuple(cues)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "WEBVTT"),
        ("Hello", "WEBVTT"),
        (f"WEBVTTX\n\n{ONE}Hello", "WEBVTT"),
        (f"WEBVTT\n{ONE}Hello", "WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nFrom SubRip", "WEBVTT"),
        ("WEBVTT", "no captions"),
        ("WEBVTT\n\nNOTE nothing", "no captions"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHello", "Caption 1 has no time"),
        ("WEBVTT\n\nHello", "Caption 1 has no time"),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }", "Caption 1 has no time"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nHello", "Caption 1 has no time"),
        (f"WEBVTT\n\n{ONE}", "Caption 1 says nothing"),
        (f"WEBVTT\n\n{ONE}<v Roger>Hello", "plain text"),
        (f"WEBVTT\n\n{ONE}A > B", "plain text"),
        (f"WEBVTT\n\n{ONE}Hello\n00:02.000 --> 00:03.000\nAgain", "another begins"),
        (f"WEBVTT\n\n{ONE}Hello --&gt; there", "another begins"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nHello", "ends before it begins"),
        (f"WEBVTT\n\n{ONE}Hello\n\n00:01.500 --> 00:03.000\nAgain", "Caption 2 begins before"),
        ("WEBVTT\n\n01:29.000 --> 01:31.000\nHello", "later than a clip"),
        (f"WEBVTT\n\n{ONE}{'x' * (LONGEST_CUE + 1)}", "too long"),
        ("WEBVTT\n\n" + "x" * MOST_LETTERS, "letters"),
        ("WEBVTT\n\n" + "\n\n".join(f"00:{n // 10:02d}.{n % 10}00 --> 00:{n // 10:02d}.{n % 10}50\nx"
                                    for n in range(MOST_CUES + 1)), "There may be"),
    ],
    ids=lambda value: None,
)  # fmt: skip
def test_they_are_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(CaptionsWrong, match=says):
        read_captions(text)


WORDS = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), blacklist_characters="<>"),
    min_size=1,
    max_size=20,
)


@st.composite
def in_order(draw: st.DrawFn) -> tuple[Cue, ...]:
    times = sorted(draw(st.lists(st.integers(0, 90_000), min_size=2, max_size=20, unique=True)))
    pairs = zip(times[::2], times[1::2], strict=False)
    return tuple(
        Cue(begins, ends, (" ".join(draw(st.lists(WORDS, min_size=1, max_size=3))),)) for begins, ends in pairs
    )


@given(in_order())
def test_what_is_written_is_read_again(cues: tuple[Cue, ...]) -> None:
    read = read_captions(as_web_vtt(cues))
    assert read_captions(as_web_vtt(read)) == read
    assert [(cue.begins, cue.ends) for cue in read] == [(cue.begins, cue.ends) for cue in cues]


@given(st.text(max_size=300) | st.text("WEBVT\n 0:1.->xN<&;l", max_size=300).map(lambda text: "WEBVTT\n\n" + text))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    try:
        cues = read_captions(text)
    except CaptionsWrong:
        return
    written = as_web_vtt(cues)
    assert "<" not in written
    assert written.count("-->") == len(cues)
    assert read_captions(written) == cues


def test_a_pause_begins_a_paragraph() -> None:
    cues = (Cue(0, 1000, ("One,", "two.")), Cue(1200, 2000, ("Three.",)), Cue(4000, 5000, ("Four.",)))
    assert transcript(cues) == ("One, two. Three.", "Four.")
