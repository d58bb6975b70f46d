"""The forms of hand-overs: a nominee's, and those of the lead to whom something was handed."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms.fields import BooleanField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired

from sharp import clock
from sharp.schools.facts import Member, Roster
from sharp.schools.reading import end_of_day_after
from sharp.triage.followup_state import Scope
from sharp.triage.followups import Brief
from sharp.triage.forms import MESSAGE_LETTERS, NOTE_LETTERS, REASON_LETTERS, CaseForm
from sharp.triage.times import due_words
from sharp.triage.wording import SCOPES
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice

TITLE_LETTERS = 80
SCHOOL_DAYS = (1, 2, 3, 5, 10)


def _due_field(field_id: str) -> RadioField:
    return RadioField(
        _l("Answer wanted by"),
        [InputRequired(_l("Choose by when."))],
        choices=[SelectChoice(str(days), str(days)) for days in SCHOOL_DAYS],
        widget=GovRadioInput(),
        id=field_id,
    )


def _offer_days(field: Any, roster: Roster) -> None:
    """The ends of school days, by day and hour."""
    start = clock.of_hour(clock.hour())
    field.choices = [
        SelectChoice(str(days), due_words(end_of_day_after(roster, start, days), roster.school.tz))
        for days in SCHOOL_DAYS
    ]


class HandOverForm(CaseForm):
    lead = RadioField(
        _l("Hand over to"),
        [InputRequired(_l("Choose a pastoral lead."))],
        choices=[],
        validate_choice=False,  # the list may have changed since the page was shown, which the view says
        widget=GovRadioInput(),
    )
    title = LineField(
        _l("What it is, in a few words"),
        [DataRequired(_l("Write what it is, in a few words."))],
        most=TITLE_LETTERS,
        widget=GovTextInput(),
        id="handover-title",
    )
    brief = ProseField(
        _l("What they need to know, and what they are asked to do"),
        [DataRequired(_l("Write what they are asked to do."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )
    scope = RadioField(
        _l("What they see"),
        [InputRequired(_l("Choose what they see."))],
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPES.items()],
        widget=GovRadioInput(),
    )
    may_say = BooleanField(_l("They may write to the pupil, by name and role"), widget=GovCheckboxInput())
    days = _due_field("handover-days")

    def offer(self, leads: Iterable[Member], roster: Roster, *, has_name: bool) -> "HandOverForm":
        """Nobody is offered what the giver does not hold."""
        self.lead.choices = [SelectChoice(lead.nomination_id.hex(), lead.shown_name) for lead in leads]
        self.scope.choices = [
            SelectChoice(scope.value, words)
            for scope, words in SCOPES.items()
            if has_name or scope is not Scope.WITH_NAME
        ]
        _offer_days(self.days, roster)
        return self

    def facts(self) -> Brief:
        return Brief(
            lead=self.lead.data,
            title=self.title.data or "",
            text=self.brief.data or "",
            scope=Scope(self.scope.data),
            may_say=self.may_say.data,
            days=int(self.days.data),
        )


class AdviceForm(CaseForm):
    """A brief for an officer, who sees nothing else."""

    lead = RadioField(
        _l("Whom to ask"),
        [InputRequired(_l("Choose an officer."))],
        choices=[],
        validate_choice=False,  # the list may have changed since the page was shown, which the view says
        widget=GovRadioInput(),
        id="officer",
    )
    title = LineField(
        _l("What it is, in a few words"),
        [DataRequired(_l("Write what it is, in a few words."))],
        most=TITLE_LETTERS,
        widget=GovTextInput(),
        id="advice-title",
    )
    brief = ProseField(
        _l("What you ask, and what they must know to answer"),
        [DataRequired(_l("Write what you ask."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
        id="advice-brief",
    )
    days = _due_field("advice-days")

    def offer(self, officers: Iterable[Member], roster: Roster) -> "AdviceForm":
        self.lead.choices = [SelectChoice(one.nomination_id.hex(), one.shown_name) for one in officers]
        _offer_days(self.days, roster)
        return self

    def facts(self) -> Brief:
        return Brief(
            lead=self.lead.data,
            title=self.title.data or "",
            text=self.brief.data or "",
            scope=Scope.BRIEF,
            may_say=False,
            days=int(self.days.data),
        )


class WordForm(CaseForm):
    word = ProseField(
        _l("Your words to them"),
        [DataRequired(_l("Write what they are to read."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )
    days = _due_field("word-days")

    def offer(self, roster: Roster) -> "WordForm":
        _offer_days(self.days, roster)
        return self


class TakingBackForm(CaseForm):
    reason = LineField(
        _l("Why it is taken back"),
        [DataRequired(_l("Write why: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="taking-back-reason",
    )


class LeadForm(BaseForm):
    """An act of a lead; `seen` is how many entries their page showed."""

    seen = HiddenField()

    def seen_items(self) -> int | None:
        typed = self.seen.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 7 else None

    @property
    def written(self) -> str:
        """What the lead typed: each of these forms asks for one thing."""
        [typed] = [field.data for field in self if isinstance(field, ProseField)]
        return typed or ""


class ReplyForm(LeadForm):
    reply = ProseField(
        _l("What was done"),
        [DataRequired(_l("Write your answer."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )

    def as_advice(self) -> None:
        """For an officer who was asked for it."""
        self.reply.label.text = str(_l("Your advice"))


class QuestionForm(LeadForm):
    question = ProseField(
        _l("Your question"),
        [DataRequired(_l("Write your question."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )


class SayForm(LeadForm):
    message = ProseField(
        _l("Message to the pupil"),
        [DataRequired(_l("Write the message."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
    )


class ReturnForm(LeadForm):
    reason = ProseField(
        _l("Why you give it back, and what is still to do"),
        [DataRequired(_l("Write why, and what is still to do."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )
