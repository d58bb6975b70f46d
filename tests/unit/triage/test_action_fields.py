"""What may be written in an action's fields, and that the table of kinds holds together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.triage.action_fields import Ask, Field, Kind, Reach, Why, faults, parse_day, parse_time
from sharp.triage.action_forms import REASON, ActionForm
from sharp.triage.action_kinds import ALL, FIRST, following
from sharp.vault.encoding import canonical_json
from sharp.vault.entries import LARGEST_BODY
from sharp.vault.padding import ENTRY_STEPS

TODAY = date(2026, 11, 23)
KIND = Kind(
    "k", "K", "K done",
    (
        Field("line", "Line", Ask.LINE, required=True), Field("done", "Done", Ask.DAY),
        Field("meet", "Meet", Ask.DAY, reach=Reach.MEETING), Field("review", "Review", Ask.DAY, reach=Reach.COMING),
        Field("time", "Time", Ask.TIME), Field("one", "One", Ask.CHOICE, options={"a": "A", "b": "B"}),
        Field("many", "Many", Ask.TICKS, options={"a": "A", "b": "B"}), Field("agency", "Agency", Ask.AGENCY),
        Field("why", "Why", needed_if=("one", frozenset({"b"}))),
        Field("more", "More", needed_if=("many", frozenset("b"))),
    ),
)  # fmt: skip


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("line", "", Why.MISSING), ("line", "x" * 201, Why.TOO_LONG), ("line", ["x"], Why.UNKNOWN),
        ("done", day(1), Why.NOT_YET), ("done", day(0), None), ("done", day(-3661), Why.LONG_AGO),
        ("meet", day(366), None), ("meet", day(367), Why.TOO_FAR), ("meet", day(-1), None),
        ("review", day(0), None), ("review", day(-1), Why.OVER), ("review", "2199-01-01", Why.TOO_FAR),
        ("done", "2026-02-30", Why.NO_DAY), ("done", "20260223", Why.NO_DAY), ("done", "soon", Why.NO_DAY),
        ("time", "14:30", None), ("time", "2.30pm", Why.NO_TIME), ("time", "24:00", Why.NO_TIME),
        ("one", "c", Why.NOT_OFFERED), ("one", ["a"], Why.UNKNOWN), ("many", "a", Why.UNKNOWN),
        ("many", ["c"], Why.NOT_OFFERED), ("many", ["a", "a"], Why.NOT_OFFERED), ("many", ["b", "a"], None),
        ("agency", "camhs", None), ("agency", "nobody", Why.NOT_OFFERED), ("nothing", "x", Why.UNKNOWN),
        ("why", "x" * 2001, Why.TOO_LONG),
    ],
)  # fmt: skip
def test_each_answer_is_held_against_its_field(name: str, value: str | list[str], why: Why | None) -> None:
    given = {"line": "x", "more": "x", name: value}
    assert faults(KIND, given, TODAY, {"camhs": "CAMHS"}) == ({name: why} if why else {})


@pytest.mark.parametrize(("other", "answer"), [("one", "b"), ("many", ["a", "b"])])
def test_one_answer_may_ask_for_another(other: str, answer: str | list[str]) -> None:
    needed = {"one": "why", "many": "more"}[other]
    assert faults(KIND, {"line": "x", other: answer}, TODAY) == {needed: Why.MISSING}
    assert faults(KIND, {"line": "x", other: "a" if other == "one" else ["a"]}, TODAY) == {}


def test_in_a_correction_what_was_to_come_may_be_over() -> None:
    said = {"line": "x", "review": day(-30)}
    assert faults(KIND, said, TODAY, is_past_allowed=True) == {}
    assert faults(KIND, said | {"review": "2199-01-01"}, TODAY, is_past_allowed=True) == {"review": Why.TOO_FAR}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("14:30", "14:30"), ("14.30", "14:30"), ("1430", "14:30"), ("2pm", "14:00"), ("2:05 PM", "14:05"),
        ("9:15", "09:15"),
        ("12am", "00:00"), ("12pm", "12:00"), ("915", "09:15"), ("14", None), ("13pm", None), ("0am", None),
        ("24:00", None),
        ("12:60", None), ("", None), ("soon", None), ("١٤:٣٠", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed: str, kept: str | None) -> None:
    assert parse_time(typed) == kept


@given(st.times())
def test_a_time_as_it_is_kept_reads_as_itself(time: object) -> None:
    assert parse_time(f"{time:%H:%M}") == f"{time:%H:%M}"


@given(st.text(max_size=12))
def test_no_text_is_read_as_a_day_or_time_that_it_is_not(text: str) -> None:
    found, time = parse_day(text), parse_time(text)
    assert found is None or found.isoformat() == text
    assert time is None or parse_time(time) == time


@pytest.mark.parametrize("kind", ALL.values(), ids=list(ALL))
def test_the_table_holds_together(kind: Kind) -> None:
    names = [one.name for one in kind.fields]
    assert len(set(names)) == len(names)
    assert not {*dir(ActionForm), "seen", "csrf_token", REASON} & set(names), "a field hides a part of the form"
    assert kind.continues in {"", *(each.id for each in FIRST)}
    assert kind.after in {"", *ALL}
    assert any(one.required for one in kind.fields)
    for one in kind.fields:
        assert bool(one.options) == (one.ask in (Ask.CHOICE, Ask.TICKS)), one.name
        if one.needed_if is not None:
            other = kind.field(one.needed_if[0])
            assert other is not None
            assert one.needed_if[1] <= set(other.options)


@pytest.mark.parametrize("kind", ALL.values(), ids=list(ALL))
def test_the_longest_of_each_kind_can_be_sealed(kind: Kind) -> None:
    body = {one.name: '"\N{TURTLE}"'[:2] * (one.most // 2) for one in kind.fields if not one.options}
    assert sum(len(text.encode()) for text in body.values()) < LARGEST_BODY - 2_000
    assert len(canonical_json(body)) < ENTRY_STEPS[-1] - 4_000
    assert sum(4 * one.most for one in kind.fields) < LARGEST_BODY


def test_what_follows_is_of_the_same_right() -> None:
    for kind in FIRST:
        assert {each.action for each in following(kind.id)} <= {kind.action}
