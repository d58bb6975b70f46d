"""The forms that stand side by side on a case page; at most one of them comes back as typed."""

from dataclasses import dataclass

from sharp.triage.case_page import CasePage
from sharp.triage.forms import (
    AcknowledgementForm,
    CaseForm,
    LevelForm,
    NamingForm,
    NoteForm,
    RealityForm,
    ReopeningForm,
    ShareForm,
)
from sharp.triage.forms_keeping import FilingForm, HoldForm, ReleaseForm, WithdrawalForm
from sharp.triage.forms_merging import AnswersForm, ClosureOfAllForm, SeparationForm, closure_form
from sharp.triage.forms_prepared import MessageForm


@dataclass(frozen=True)
class CaseForms:
    acknowledgement: AcknowledgementForm
    reality: RealityForm
    level: LevelForm
    message: MessageForm
    note: NoteForm
    closure: ClosureOfAllForm
    reopening: ReopeningForm
    share: ShareForm
    naming: NamingForm
    hold: HoldForm
    release: ReleaseForm
    filing: FilingForm
    withdrawal: WithdrawalForm
    answers: AnswersForm
    separation: SeparationForm


def forms_with(page: CasePage, typed: CaseForm | None = None) -> CaseForms:
    """All of them empty, but for the one that was posted."""
    led = (one.reference for one in page.together.led)
    message = typed if isinstance(typed, MessageForm) else MessageForm(formdata=None)
    share = typed if isinstance(typed, ShareForm) else ShareForm(formdata=None)
    naming = typed if isinstance(typed, NamingForm) else NamingForm(formdata=None)
    return CaseForms(
        acknowledgement=AcknowledgementForm(formdata=None),
        reality=RealityForm(formdata=None),
        level=typed if isinstance(typed, LevelForm) else LevelForm(formdata=None),
        message=message.offer(page.words),
        note=typed if isinstance(typed, NoteForm) else NoteForm(formdata=None),
        closure=_closure(typed, tuple(led)),
        reopening=typed if isinstance(typed, ReopeningForm) else ReopeningForm(formdata=None),
        share=share.offer(page.may_be_brought_in),
        naming=naming.offer(page.may_be_given_name),
        hold=typed if isinstance(typed, HoldForm) else HoldForm(formdata=None),
        release=typed if isinstance(typed, ReleaseForm) else ReleaseForm(formdata=None),
        filing=typed if isinstance(typed, FilingForm) else FilingForm(formdata=None),
        withdrawal=typed if isinstance(typed, WithdrawalForm) else WithdrawalForm(formdata=None),
        answers=typed if isinstance(typed, AnswersForm) else AnswersForm(formdata=None),
        separation=typed if isinstance(typed, SeparationForm) else SeparationForm(formdata=None),
    )


def _closure(typed: CaseForm | None, led: tuple[str, ...]) -> ClosureOfAllForm:
    """With a field for each case that goes with this one now; what was typed for one that does not is dropped."""
    if not isinstance(typed, ClosureOfAllForm):
        return closure_form(led)(formdata=None)
    if typed.led_words().keys() == set(led):
        return typed
    return closure_form(led)(formdata=None, data=typed.data)
