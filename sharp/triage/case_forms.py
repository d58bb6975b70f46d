"""The forms that stand side by side on a case page; at most one of them comes back as typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from sharp.schools.facts import Member
from sharp.triage.forms import (
    AcknowledgementForm,
    CaseForm,
    ClosureForm,
    LevelForm,
    NoteForm,
    RealityForm,
    ReopeningForm,
    ShareForm,
)
from sharp.triage.forms_keeping import FilingForm, HoldForm, ReleaseForm, WithdrawalForm
from sharp.triage.forms_prepared import MessageForm
from sharp.triage.prepared import Item


@dataclass(frozen=True)
class CaseForms:
    acknowledgement: AcknowledgementForm
    reality: RealityForm
    level: LevelForm
    message: MessageForm
    note: NoteForm
    closure: ClosureForm
    reopening: ReopeningForm
    share: ShareForm
    hold: HoldForm
    release: ReleaseForm
    filing: FilingForm
    withdrawal: WithdrawalForm


def forms_with(may_be_brought_in: Iterable[Member], words: Iterable[Item], typed: CaseForm | None = None) -> CaseForms:
    """All of them empty, but for the one that was posted."""
    message = typed if isinstance(typed, MessageForm) else MessageForm(formdata=None)
    share = typed if isinstance(typed, ShareForm) else ShareForm(formdata=None)
    return CaseForms(
        acknowledgement=AcknowledgementForm(formdata=None),
        reality=RealityForm(formdata=None),
        level=typed if isinstance(typed, LevelForm) else LevelForm(formdata=None),
        message=message.offer(words),
        note=typed if isinstance(typed, NoteForm) else NoteForm(formdata=None),
        closure=typed if isinstance(typed, ClosureForm) else ClosureForm(formdata=None),
        reopening=typed if isinstance(typed, ReopeningForm) else ReopeningForm(formdata=None),
        share=share.offer(may_be_brought_in),
        hold=typed if isinstance(typed, HoldForm) else HoldForm(formdata=None),
        release=typed if isinstance(typed, ReleaseForm) else ReleaseForm(formdata=None),
        filing=typed if isinstance(typed, FilingForm) else FilingForm(formdata=None),
        withdrawal=typed if isinstance(typed, WithdrawalForm) else WithdrawalForm(formdata=None),
    )
