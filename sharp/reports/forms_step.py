"""What the question pages' forms share: they are filled from the draft and give the draft back, answered."""

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput
from wtforms.fields.choices import RadioField, SelectMultipleField
from wtforms.validators import Optional

from sharp.reports.draft import Draft
from sharp.schools.facts import Roster
from sharp.web.forms import BaseForm, SelectChoice, one_line

UNREAD = _l("We could not read that answer. Please choose again.")


class StepForm(BaseForm):
    """One page's question."""

    @classmethod
    def at(cls, roster: Roster, draft: Draft) -> Self:
        """As the draft has it, or as just typed."""
        return cls(data=cls.known(draft))

    @classmethod
    def known(cls, draft: Draft) -> dict[str, Any]:
        return {}

    def answered(self, draft: Draft) -> Draft:
        return draft

    def refuse(self, sentence: str) -> None:
        """Say above the page why it comes back."""
        self.form_errors = [*self.form_errors, sentence]


class OneOf(RadioField):
    """Radio buttons that need not be answered."""

    def __init__(self, label: Any = None, choices: Iterable[SelectChoice] = (), **kwargs: Any) -> None:
        # Optional lets white space pass for nothing; it must then be nothing.
        super().__init__(
            label, [Optional()], choices=list(choices), filters=[one_line], widget=GovRadioInput(), **kwargs
        )
        self.invalid_choice_message = UNREAD


class SomeOf(SelectMultipleField):
    """Tick boxes, any number of them."""

    def __init__(self, label: Any = None, choices: Iterable[SelectChoice] = (), **kwargs: Any) -> None:
        super().__init__(label, choices=list(choices), widget=GovCheckboxesInput(), **kwargs)
        self.invalid_choice_message = UNREAD
        self.offered: tuple[str, ...] = ()

    def offer(self, choices: Iterable[SelectChoice]) -> None:
        """Choices that depend on the school; what is ticked beside them counts for nothing."""
        offered = list(choices)
        self.choices = offered
        self.offered = tuple(choice.value for choice in offered)

    @property
    def ticked(self) -> tuple[str, ...]:
        ticked = tuple(dict.fromkeys(self.data or ()))
        return tuple(value for value in ticked if value in self.offered) if self.offered else ticked
