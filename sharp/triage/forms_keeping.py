"""The forms of keeping, of a copy in the child protection file, and of a pupil who asks to take a report back."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms.fields import BooleanField, RadioField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from sharp import clock
from sharp.triage.forms import MESSAGE_LETTERS, REASON_LETTERS, CaseForm
from sharp.triage.withdrawal import WithdrawalAnswer
from sharp.web.forms import LineField, ProseField, SelectChoice

STOP, GO_ON = "stop", "go-on"
_DAY = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})")


def read_day(typed: str) -> date | None:
    """`27 3 2026`, `27/3/2026`: day, month, year; None for anything else."""
    found = _DAY.fullmatch(typed)
    if found is None or not typed.isascii():
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


class HoldForm(CaseForm):
    reason = LineField(
        _l("Why it must not be deleted"),
        [DataRequired(_l("Write why it must not be deleted: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="hold-reason",
    )


class ReleaseForm(CaseForm):
    reason = LineField(
        _l("Why the hold is lifted"),
        [DataRequired(_l("Write why the hold is lifted: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="release-reason",
    )


class FilingForm(CaseForm):
    on = LineField(
        _l("Date it was copied"),
        [DataRequired(_l("Write the date on which it was copied."))],
        most=40,
        widget=GovTextInput(),
        id="filed-on",
    )

    def validate_on(self, field: Any) -> None:
        day = read_day(field.data or "")
        if day is None:
            raise ValidationError(_("Write the date as day, month and year, such as 27 3 2026."))
        if day > clock.now().date():
            raise ValidationError(_("The date must be today or in the past."))

    def day(self) -> date:
        found = read_day(self.on.data or "")
        assert found is not None
        return found


class WithdrawalForm(CaseForm):
    choice = RadioField(
        _l("What happens now"),
        [InputRequired(_l("Choose whether it stops or must go on."))],
        choices=[
            SelectChoice(STOP, _l("It stops. The case is closed as taken back.")),
            SelectChoice(GO_ON, _l("Some of it must go on. The case stays open.")),
        ],
        widget=GovRadioInput(),
        id="withdrawal-choice",
    )
    reason = ProseField(
        _l("What stops, what must go on, and why"),
        [DataRequired(_l("Write what stops, what must go on, and why."))],
        most=REASON_LETTERS,
        widget=GovTextArea(),
        id="withdrawal-reason",
    )
    word = ProseField(
        _l("Answer to the pupil"),
        [DataRequired(_l("Write to the pupil what stops and what must go on."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
        id="withdrawal-word",
    )
    keep_record = BooleanField(  # its name is its id too, and closing has a `keep_long` of its own
        _l("It stops, and is kept for 25 years (child protection record)"),
        widget=GovCheckboxInput(),
    )

    def answer(self) -> WithdrawalAnswer:
        return WithdrawalAnswer(
            stops=self.choice.data == STOP,
            reason=self.reason.data or "",
            word=self.word.data or "",
            keep_long=bool(self.keep_record.data),
        )
