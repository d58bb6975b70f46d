"""The one form of all actions, built from what a kind asks for; what is wrong is said in plain sentences."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from markupsafe import Markup
from wtforms import Field as BaseField
from wtforms.fields import RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired

from sharp.triage.action_fields import NOTHING, Ask, Field, Kind, Value, Values, Why, faults, parse_day, parse_time
from sharp.triage.forms import CaseForm
from sharp.web.forms import LineField, ProseField, SelectChoice, one_line

PARTS = ("day", "month", "year")
PART_LETTERS = 10
REASON = "reason"
SENTENCES: Mapping[Why, Any] = {
    Why.TOO_LONG: _l("That is too long. You can write %(most)d letters here: %(title)s"),
    Why.NO_DAY: _l("Write a real day in numbers, such as 27 3 2026: %(title)s"),
    Why.NOT_YET: _l("That day has not come yet. Write what has been done; a plan is for what is to come: %(title)s"),
    Why.OVER: _l("That day is over. Write a day to come: %(title)s"),
    Why.TOO_FAR: _l("That is more than a year ahead. Write a nearer day: %(title)s"),
    Why.LONG_AGO: _l("That is more than ten years ago. Check the year: %(title)s"),
    Why.NO_TIME: _l("Write a time of day, such as 14:30: %(title)s"),
    Why.NOT_OFFERED: _l("Choose one of those offered; the list may have changed since you opened the page: %(title)s"),
    Why.UNKNOWN: _l("This could not be read. Write it again: %(title)s"),
}
MISSING: Mapping[Ask, Any] = {
    Ask.CHOICE: _l("Choose an answer: %(title)s"),
    Ask.TICKS: _l("Tick at least one: %(title)s"),
    Ask.AGENCY: _l("Choose one: %(title)s"),
    Ask.DAY: _l("Write the day: %(title)s"),
    Ask.TIME: _l("Write the time: %(title)s"),
}
EMPTY = _l("Write this, it cannot be left empty: %(title)s")


class DayInput:
    """Day, month and year in a box each, as typed."""

    input_type = "day"

    def __call__(self, field: "DayField", **kwargs: Any) -> Markup:
        return Markup(render_template("triage/day_input.html", field=field, params=kwargs.get("params", {})))  # noqa: S704


class DayField(BaseField):
    """A day, kept as 2026-11-30; what is no day is kept as typed and never valid."""

    widget = DayInput()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """The three boxes, or the day as it is kept."""
        self.process_errors: list[str] = []
        kept = parse_day(data) if isinstance(data, str) else None
        self.typed = dict(zip(PARTS, (str(kept.day), str(kept.month), str(kept.year)), strict=True)) if kept else {}
        self.data = data or ""
        if formdata is not None:
            self.typed = {part: one_line(formdata.get(f"{self.name}-{part}", "")) for part in PARTS}
            self.data = _day_from(self.typed)


def _day_from(typed: Mapping[str, str]) -> str:
    """Empty if nothing was typed; what is no day comes out as no day."""
    if not any(typed.values()):
        return ""
    numbers = [value if value.isascii() and value.isdecimal() and len(value) <= 4 else "0" for value in typed.values()]
    try:
        return date(int(numbers[2]), int(numbers[1]), int(numbers[0])).isoformat()
    except ValueError:
        return "-".join(reversed([value[:PART_LETTERS] for value in typed.values()])) + "?"


class ActionForm(CaseForm):
    """Fields as the kind has them; held against the same rules as whatever is recorded."""

    kind: Kind
    today: date
    agencies: Mapping[str, str]
    is_correcting: bool

    def answers(self) -> dict[str, Value]:
        """Those that were given."""
        given = {one.name: _value(self[one.name].data, one) for one in self.kind.fields}
        return {name: value for name, value in given.items() if value}

    def why_corrected(self) -> str:
        """Why it is corrected; empty if it is not."""
        return str(self[REASON].data or "") if self.is_correcting else ""

    def validate(self, extra_validators: Any = None) -> bool:
        is_whole = super().validate(extra_validators)
        if self.form_errors:
            return False
        wrong = faults(self.kind, self.answers(), self.today, self.agencies, is_past_allowed=self.is_correcting)
        self.refuse(wrong)
        return is_whole and not wrong

    def refuse(self, wrong: Mapping[str, Why]) -> None:
        """Say at each field what is wrong with it, unless something is said there already."""
        for name, why in wrong.items():
            one, field = self.kind.field(name), self[name]
            if one is not None and not field.errors:
                field.errors = [_sentence(one, why)]


def action_form(
    kind: Kind,
    today: date,
    agencies: Mapping[str, str] = NOTHING,
    *,
    corrects: Values | None = None,
) -> ActionForm:
    """Bound to the request; a correction begins with what was written before."""
    fields: dict[str, Any] = {one.name: _field(one, agencies) for one in kind.fields}
    if corrects is not None:
        fields[REASON] = LineField(
            _l("Why it is corrected"), [DataRequired(_l("Write why it is corrected."))], most=200, widget=GovTextInput()
        )
    made = type("BuiltActionForm", (ActionForm,), fields)
    form: ActionForm = made(data=dict(corrects or {}))
    form.kind, form.today, form.agencies, form.is_correcting = kind, today, agencies, corrects is not None
    return form


def _field(one: Field, agencies: Mapping[str, str]) -> BaseField:
    options = [SelectChoice(name, words) for name, words in one.options.items()]
    match one.ask:
        case Ask.TEXT:
            return ProseField(one.title, most=one.most, widget=GovTextArea())
        case Ask.DAY:
            return DayField(one.title)
        case Ask.TIME:
            return LineField(one.title, most=20, widget=GovTextInput())
        case Ask.CHOICE:
            return RadioField(one.title, choices=options, validate_choice=False, widget=GovRadioInput())
        case Ask.TICKS:
            return SelectMultipleField(one.title, choices=options, validate_choice=False, widget=GovCheckboxesInput())
        case Ask.AGENCY:
            listed = [SelectChoice("", _l("Choose")), *(SelectChoice(name, words) for name, words in agencies.items())]
            return SelectField(one.title, choices=listed, validate_choice=False, widget=GovSelect())
    return LineField(one.title, most=one.most, widget=GovTextInput())


def _value(data: Any, one: Field) -> Value:
    if one.ask is Ask.TICKS:
        return [name for name in one.options if name in (data or ())] + sorted(set(data or ()) - set(one.options))
    text = str(data or "")
    return (parse_time(text) or text) if one.ask is Ask.TIME else text


def _sentence(one: Field, why: Why) -> str:
    if why is Why.MISSING:
        return str(MISSING.get(one.ask, EMPTY)) % {"title": one.title}
    return str(SENTENCES[why]) % {"title": one.title, "most": one.most}
