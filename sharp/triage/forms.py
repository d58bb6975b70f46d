"""The forms of casework: one for each act, its fields as typed until it is done."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms.fields import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from sharp.model.words import Role
from sharp.schools.facts import Member, Roster
from sharp.triage.casework import Closure, Outcome
from sharp.triage.wording import LEVELS, OUTCOMES, ROLES
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice

MESSAGE_LETTERS = 5_000
NOTE_LETTERS = 10_000
REASON_LETTERS = 1_000
LONGEST_NUMBER = 9
ADVICE = "advice"
"""Of an officer: a brief, and nothing of the case."""


class CaseForm(BaseForm):
    """An act on one case; `seen` is how long its journal was when the page was shown."""

    seen = HiddenField()

    def seen_length(self) -> int | None:
        """None: the page did not say, so nothing can be told to be new."""
        typed = self.seen.data or ""
        return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


class AcknowledgementForm(CaseForm):
    """Nothing but a button."""


class RealityForm(CaseForm):
    """Nothing but a button."""


class NoteForm(CaseForm):
    note = ProseField(
        _l("Note for staff who hold this case"),
        [DataRequired(_l("Write the note."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )


class LevelForm(CaseForm):
    level = RadioField(
        _l("Level"),
        [InputRequired(_l("Choose a level."))],
        choices=[SelectChoice(str(level), words) for level, words in LEVELS.items()],
        widget=GovRadioInput(),
    )
    reason = LineField(
        _l("Why this level"),
        [DataRequired(_l("Write why: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="level-reason",
    )


class ClosureForm(CaseForm):
    outcome = SelectField(
        _l("Outcome"),
        [InputRequired(_l("Choose the outcome."))],
        choices=[
            SelectChoice("", _l("Choose")),
            *(SelectChoice(each.value, words) for each, words in OUTCOMES.items() if each is not Outcome.MOVED),
        ],
        widget=GovSelect(),
    )
    reason = ProseField(
        _l("What was done, and why it can be closed"),
        [DataRequired(_l("Write what was done and why it can be closed."))],
        most=REASON_LETTERS,
        widget=GovTextArea(),
        id="closure-reason",
    )
    word = ProseField(
        _l("Last word to the pupil"),
        [DataRequired(_l("Write to the pupil what happened."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
    )
    keep_long = BooleanField(_l("Keep for 25 years (child protection record)"), widget=GovCheckboxInput())

    def closure(self) -> Closure:
        return Closure(
            outcome=Outcome(self.outcome.data),
            reason=self.reason.data or "",
            word=self.word.data or "",
            keep_long=self.keep_long.data,
        )


class ReopeningForm(CaseForm):
    reason = LineField(
        _l("Why it is opened again"),
        [DataRequired(_l("Write why: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="reopening-reason",
    )


class ShareForm(CaseForm):
    reader = RadioField(
        _l("Whom to bring in"),
        [InputRequired(_l("Choose whom to bring in."))],
        choices=[],
        validate_choice=False,  # the list may have changed since the page was shown, which the view says
        widget=GovRadioInput(),
        id="share-with",
    )
    scope = RadioField(
        _l("How much an officer sees"),
        choices=[
            SelectChoice(ADVICE, _l("Nothing of it: they answer a brief that you write, and advise")),
            SelectChoice("anonymised", _l("All but the name, and how to reach the pupil")),
            SelectChoice("full", _l("All of it")),
        ],
        validate_choice=False,
        widget=GovRadioInput(),
        id="share-scope",
    )
    officers: frozenset[str] = frozenset()

    def offer(self, members: Iterable[Member]) -> "ShareForm":
        self.reader.choices = [
            SelectChoice(member.nomination_id.hex(), f"{member.shown_name}, {ROLES[member.role]}") for member in members
        ]
        return self

    def knowing(self, roster: Roster) -> "ShareForm":
        """Which of those named are officers: for them it is said how much they see."""
        self.officers = frozenset(one.nomination_id.hex() for one in roster.nominees() if one.role is Role.SSO)
        return self

    def validate_scope(self, scope: RadioField) -> None:
        if self.reader.data not in self.officers:
            if scope.data in (ADVICE, "anonymised"):
                raise ValidationError(str(_l("Only an officer sees less: choose one, or “All of it”.")))
        elif scope.data not in (ADVICE, "anonymised", "full"):
            raise ValidationError(str(_l("Choose how much the officer sees.")))


class NamingForm(CaseForm):
    reader = RadioField(
        _l("Who is to see the name"),
        [InputRequired(_l("Choose who is to see the name."))],
        choices=[],
        validate_choice=False,  # the list may have changed since the page was shown, which the view says
        widget=GovRadioInput(),
        id="name-for",
    )
    reason = LineField(
        _l("Why they need the name"),
        [DataRequired(_l("Write why: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="naming-reason",
    )

    def offer(self, members: Iterable[Member]) -> "NamingForm":
        self.reader.choices = [
            SelectChoice(member.nomination_id.hex(), f"{member.shown_name}, {ROLES[member.role]}") for member in members
        ]
        return self


class SearchForm(BaseForm):
    """What to look for; empty means no search any more."""

    words = LineField(_l("Search these cases"), most=200, widget=GovTextInput())
