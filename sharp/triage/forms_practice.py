"""The form under the practice pile: which of them, and one answer for all."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovTextArea
from wtforms.fields import SelectMultipleField
from wtforms.validators import DataRequired, ValidationError

from sharp.triage.forms import MESSAGE_LETTERS
from sharp.triage.practice import MOST_AT_ONCE
from sharp.triage.queue_lines import ShownLine
from sharp.web.forms import BaseForm, ProseField, SelectChoice


class PracticeForm(BaseForm):
    cases = SelectMultipleField(
        _l("Which of them"),
        choices=[],
        validate_choice=False,  # the pile may have changed since the page was shown, which the view says
        widget=GovCheckboxesInput(),
        id="practice-cases",
    )
    word = ProseField(
        _l("One answer to all of them"),
        [DataRequired(_l("Write the answer."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
        id="practice-word",
    )

    def validate_cases(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Tick at least one practice report."))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(_("Tick at most %(most)d at once.", most=MOST_AT_ONCE))

    def offer(self, lines: Iterable[ShownLine]) -> "PracticeForm":
        """The labels say what the queue's lines say, and never a sentence of the pupil's."""
        self.cases.choices = [
            SelectChoice(line.reference, f"{line.reference}: {line.kinds}, {line.age}") for line in lines
        ]
        return self
