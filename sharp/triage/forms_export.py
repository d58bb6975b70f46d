"""What goes into a copy of a case, and what is blacked out in it."""

from collections.abc import Iterable
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovRadioInput, GovTextArea
from wtforms.fields import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from sharp.triage.chronology import Passage
from sharp.triage.export_files import Format
from sharp.triage.forms import CaseForm
from sharp.triage.redaction import Purpose, Redaction
from sharp.web.forms import ProseField, SelectChoice

FEWEST_LETTERS_SHOWN = 60


class ExportForm(CaseForm):
    purpose = RadioField(
        _l("Who is the copy for?"),
        [InputRequired(_l("Choose who the copy is for."))],
        choices=[
            SelectChoice(
                Purpose.RECORD.value,
                _l("The child protection file, or an agency that acts for the child"),
            ),
            SelectChoice(
                Purpose.ACCESS.value,
                _l("Somebody who asked what is held about them: the reporter is left out"),
            ),
        ],
        widget=GovRadioInput(),
    )
    format = RadioField(
        _l("As what?"),
        [InputRequired(_l("Choose a kind of file."))],
        choices=[
            SelectChoice(Format.PDF.value, _l("PDF, to read or print")),
            SelectChoice(Format.CSV.value, _l("CSV, for CPOMS, MyConcern or a spreadsheet")),
            SelectChoice(Format.JSON.value, _l("JSON, for another system")),
        ],
        widget=GovRadioInput(),
    )
    black = SelectMultipleField(
        _l("Black out whole entries"),
        choices=[],
        validate_choice=False,  # what a colleague added since is no entry of this page
        widget=GovCheckboxesInput(),
    )
    words = ProseField(_l("Black out these words everywhere"), most=2_000, widget=GovTextArea())
    with_name = BooleanField(_l("Show the name that the pupil gave"), widget=GovCheckboxInput())

    def offer(self, passages: Iterable[Passage]) -> Self:
        """One box an entry, named by what happened, when, and how it begins."""
        self.black.choices = [
            SelectChoice(str(passage.seq), _named(passage)) for passage in passages if not passage.is_name
        ]
        return self

    def redaction(self) -> Redaction:
        chosen = (typed for typed in self.black.data or () if typed.isdecimal() and len(typed) < 9)
        return Redaction(
            purpose=Purpose(self.purpose.data),
            passages=frozenset(map(int, chosen)),
            words=tuple((self.words.data or "").splitlines()),
            with_name=self.with_name.data,
        )


def _named(passage: Passage) -> str:
    text = " ".join(line.text for line in passage.lines)
    begins = text if len(text) <= FEWEST_LETTERS_SHOWN else f"{text[:FEWEST_LETTERS_SHOWN].rstrip()}…"
    return str(
        _("%(what)s, %(when)s, by %(who)s: “%(begins)s”", what=passage.title, when=passage.when, who=passage.who,
          begins=begins)
    )  # fmt: skip
