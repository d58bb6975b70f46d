"""The forms of handing a case to another school: the offer, its withdrawal, its answer, and the sending."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms.fields import BooleanField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired

from sharp.model.words import OfferAnswer
from sharp.schools.facts import Member
from sharp.triage.forms import MESSAGE_LETTERS, NOTE_LETTERS, REASON_LETTERS, CaseForm
from sharp.triage.moving import Sending
from sharp.triage.offers import KNOWS, Knows, Proposal
from sharp.triage.wording import ANSWERS, ROLES
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice, one_line


class OfferForm(CaseForm):
    school = HiddenField(filters=[one_line])
    addressee = RadioField(
        _l("Whom do you ask there?"),
        [InputRequired(_l("Choose whom you ask."))],
        choices=[],
        validate_choice=False,  # the list may have changed since the page was shown, which the view says
        widget=GovRadioInput(),
    )
    knows = RadioField(
        _l("What does the pupil say?"),
        [InputRequired(_l("Choose what the pupil says."))],
        choices=[SelectChoice(each.value, words) for each, words in KNOWS.items()],
        widget=GovRadioInput(),
    )
    reason = ProseField(
        _l("Why that school must have it"),
        [DataRequired(_l("Write why: it is a decision to share, and stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextArea(),
        id="offer-reason",
    )

    def offer(self, members: Iterable[Member]) -> "OfferForm":
        self.addressee.choices = [
            SelectChoice(each.nomination_id.hex(), f"{each.shown_name}, {ROLES[each.role]}") for each in members
        ]
        return self

    def facts(self, school_id: bytes) -> Proposal:
        return Proposal(school_id, self.addressee.data, self.reason.data or "", Knows(self.knows.data))


class OfferEndForm(CaseForm):
    reason = LineField(
        _l("Why it is withdrawn"),
        [DataRequired(_l("Write why: it stays with the case."))],
        most=REASON_LETTERS,
        widget=GovTextInput(),
        id="offer-end-reason",
    )


class SendForm(CaseForm):
    shown = HiddenField(filters=[one_line])
    brief = ProseField(
        _l("What the school must know"),
        [DataRequired(_l("Write what the school must know."))],
        most=NOTE_LETTERS,
        widget=GovTextArea(),
    )
    word = ProseField(
        _l("What the pupil is told"),
        [DataRequired(_l("Write to the pupil who has it now."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
    )
    keep_long = BooleanField(_l("Keep ours for 25 years (child protection record)"), widget=GovCheckboxInput())

    def facts(self) -> Sending:
        return Sending(self.brief.data or "", self.word.data or "", self.keep_long.data, self.shown.data or "")


class AnswerForm(BaseForm):
    answer = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Choose your answer."))],
        choices=[SelectChoice(each.value, words) for each, words in ANSWERS.items()],
        widget=GovRadioInput(),
    )

    def facts(self) -> OfferAnswer:
        return OfferAnswer(self.answer.data)
