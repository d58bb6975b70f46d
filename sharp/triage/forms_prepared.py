"""The forms by which a school changes what it prepares: words to a pupil, and agencies."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms.fields import HiddenField, SelectField, SubmitField
from wtforms.validators import DataRequired

from sharp.triage.forms import MESSAGE_LETTERS, CaseForm
from sharp.triage.prepared import LONGEST_TEXT, LONGEST_TITLE, Item
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice


class PreparedForm(BaseForm):
    title = LineField(
        _l("What you choose it by"), [DataRequired(_l("Write what you choose it by."))], most=LONGEST_TITLE,
        widget=GovTextInput(),
    )  # fmt: skip
    text = ProseField(
        _l("The words"), [DataRequired(_l("Write the words."))], most=LONGEST_TEXT, widget=GovTextArea()
    )  # fmt: skip


class MessageForm(CaseForm):
    """A message to the pupil; words that the school prepared may be put into it before it is sent."""

    template = SelectField(_l("Begin with words prepared by the school"), validate_choice=False, widget=GovSelect())
    use = SubmitField()
    on = HiddenField()
    """The case on whose page it was written, where that is the one that leads."""
    message = ProseField(
        _l("Message to the pupil"),
        [DataRequired(_l("Write the message."))],
        most=MESSAGE_LETTERS,
        widget=GovTextArea(),
    )

    def offer(self, items: Iterable[Item]) -> "MessageForm":
        self.offered = tuple(items)
        choices = [SelectChoice(item.id, item.title) for item in self.offered]
        self.template.choices = [SelectChoice("", _l("Choose")), *choices]
        return self

    def put_in(self) -> None:
        """What was chosen, below what was typed already; nothing that was typed is lost."""
        chosen = [item.text for item in self.offered if item.id == self.template.data]
        typed = [self.message.data] if self.message.data else []
        self.message.data = "\n\n".join([*typed, *chosen])
        self.template.data = ""
