"""The form by which a nominee confirms a colleague."""

from collections.abc import Iterable, Sequence
from typing import Self

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput
from wtforms.fields import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import InputRequired

from sharp.triage.queue_lines import ShownLine
from sharp.web.forms import BaseForm, SelectChoice


class ConfirmationForm(BaseForm):
    fp = HiddenField()
    """The fingerprint whose words were compared, hex."""
    heard = BooleanField(
        _l("I heard these six words from this person, face to face or on a call"),
        [InputRequired(_l("Compare the words first. If they differ, do not confirm: tell whoever runs the service."))],
        widget=GovCheckboxInput(),
    )
    cases = SelectMultipleField(_l("Open cases to share with them now"), widget=GovCheckboxesInput())

    @classmethod
    def offering(cls, fp: bytes, lines: Iterable[ShownLine]) -> Self:
        form = cls(data={"fp": fp.hex()})
        form.cases.choices = [SelectChoice(line.reference, _words(line)) for line in lines]
        return form

    def compared(self) -> bytes:
        """The fingerprint that was on the page when the words were compared."""
        try:
            return bytes.fromhex(self.fp.data or "")
        except ValueError:
            return b""

    def ticked(self) -> Sequence[str]:
        return tuple(self.cases.data or ())


def _words(line: ShownLine) -> str:
    return f"{line.reference}: {line.kinds} ({line.level_words}, {line.age})"
