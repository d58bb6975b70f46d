"""The forms of cases worked on as one: merging two, separating them, answering and closing all of them."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms.fields import HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired

from sharp.triage.forms import LONGEST_NUMBER, MESSAGE_LETTERS, REASON_LETTERS, CaseForm, ClosureForm
from sharp.triage.together import Held
from sharp.web.forms import LineField, ProseField, SelectChoice, one_line

THIS, OTHER = "this", "other"
TWO, ONE = "two", "one"
_SEEN = re.compile(rf"([A-Z0-9]{{2,8}}-[A-Z0-9]{{2,8}}):([0-9]{{1,{LONGEST_NUMBER}}})")


class MergingForm(CaseForm):
    """Which of two cases leads, and whether two pupils wrote or one."""

    other = HiddenField(validators=[InputRequired(_l("Choose a case."))], filters=[one_line])
    leader = RadioField(
        _l("Which case leads"), [InputRequired(_l("Choose which case leads."))], choices=[], widget=GovRadioInput()
    )
    pupils = RadioField(
        _l("Who sent them"),
        [InputRequired(_l("Choose whether two pupils sent them or one."))],
        choices=[
            SelectChoice(TWO, _l("Two pupils, or I do not know")),
            SelectChoice(ONE, _l("The same pupil, who sent it again")),
        ],
        widget=GovRadioInput(),
    )

    def between(self, case: str, other: str) -> "MergingForm":
        """The two, to choose from, each in words that tell them apart."""
        self.leader.choices = [SelectChoice(THIS, case), SelectChoice(OTHER, other)]
        return self

    @property
    def is_other_leading(self) -> bool:
        return bool(self.leader.data == OTHER)

    @property
    def is_one_pupil(self) -> bool:
        return bool(self.pupils.data == ONE)


class SeparationForm(CaseForm):
    other = HiddenField(validators=[InputRequired(_l("Choose a case."))], filters=[one_line])
    why = LineField(
        _l("Why they are separated again"),
        [DataRequired(_l("Write why: it stays with both cases."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="separation-reason",
    )


class TogetherForm(CaseForm):
    """An act on a case and on all that go with it; `led` is what the page showed of them."""

    led = HiddenField()

    def led_seen(self) -> dict[str, int]:
        """The journal's length of each led case, by reference; what is no such thing counts for nothing."""
        found = map(_SEEN.fullmatch, (self.led.data or "").split())
        return {each[1]: int(each[2]) for each in found if each}


class AnswersForm(TogetherForm):
    to_all = ProseField(
        _l("The same message to each of these pupils"),
        [DataRequired(_l("Write the message."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
    )


class ClosureOfAllForm(ClosureForm, TogetherForm):
    """Closing a case with all that go with it: a last word to each pupil."""

    words: tuple[str, ...] = ()
    """Names of the fields, one a led case."""

    def led_words(self) -> dict[str, str]:
        return {name.removeprefix(WORD): self[name].data or "" for name in self.words}

    def lacks_words(self) -> bool:
        return not all(self.led_words().values())

    def put_in_words(self) -> None:
        """Where nothing stands for a led pupil, the word to the first stands there, to be looked at."""
        for name in self.words:
            self[name].data = self[name].data or self.word.data


WORD = "word-"


def closure_form(led: Iterable[str]) -> type[ClosureOfAllForm]:
    """For a case with these going with it, by reference."""
    fields: dict[str, Any] = {
        f"{WORD}{reference}": ProseField(
            _l("Last word to the pupil of %(reference)s", reference=reference),
            most=MESSAGE_LETTERS,
            widget=GovTextArea(),
        )
        for reference in led
    }
    return type("ClosureOfTheseForm", (ClosureOfAllForm,), {**fields, "words": tuple(fields)})


def references(led: Iterable[Held]) -> tuple[str, ...]:
    return tuple(one.ref.reference for one in led)
