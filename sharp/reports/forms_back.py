"""Coming back: the six words, and what a pupil may add, say or ask then."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount, GovTextInput
from wtforms import HiddenField, SubmitField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from sharp.reports.forms_start import STORY_LETTERS
from sharp.reports.forms_step import OneOf
from sharp.vault.errors import UnknownWords, WordTooShort, WrongWordCount
from sharp.vault.words import WORD_COUNT, CodeWords, parse_words
from sharp.web.forms import BaseForm, ButtonForm, LineField, ProseField, SelectChoice, plain_text

CARRIED = {"message": STORY_LETTERS, "name": 500, "reach": 500, "helped": 1, "safe": 1}
"""What a form that came too late had in it: it waits while the words are typed again."""
WRITE = _l("Please write something here.")

FIVE = [SelectChoice(str(score), str(score)) for score in range(1, 6)]


class WordsForm(BaseForm):
    words = LineField(_l("Your six words"), [InputRequired(_l("Please type your six words."))], widget=GovTextInput())
    to = HiddenField()

    def validate_words(self, field: Any) -> None:
        """Says what it cannot read before anything slow is tried."""
        try:
            self.code_words: CodeWords = parse_words(field.data)
        except WordTooShort as refused:
            raise ValidationError(
                _("This is too short to be one of your words: %(words)s", words=_named(refused))
            ) from None
        except UnknownWords as refused:
            raise ValidationError(_("This is not one of our words: %(words)s", words=_named(refused))) from None
        except WrongWordCount as refused:
            raise ValidationError(_how_many(refused.count)) from None

    @staticmethod
    def carried() -> dict[str, str]:
        """No longer than the form it belongs to takes, so that it fits into the visit."""
        typed = {name: plain_text(request.form.get(name))[:most] for name, most in CARRIED.items()}
        return {name: text for name, text in typed.items() if text}


def _named(refused: UnknownWords) -> str:
    return ", ".join(refused.words)


def _how_many(count: int) -> str:
    typed = ngettext("You typed %(num)d word.", "You typed %(num)d words.", count)
    return str(_("You need %(count)d words.", count=WORD_COUNT)) + f" {typed}"


class MessageForm(BaseForm):
    """`once` tells two presses of one button from two messages."""

    message = ProseField(_l("Write a message"), [DataRequired(WRITE)], most=STORY_LETTERS, widget=GovCharacterCount())
    once = HiddenField()

    def facts(self) -> Mapping[str, Any]:
        return {"text": self.message.data}


class MoreForm(ButtonForm):
    """What was typed after the send: add it to the report, or do not."""

    message = ProseField(_l("What you wrote after that"), most=STORY_LETTERS, widget=GovCharacterCount())
    drop = SubmitField(_l("Do not send this"))

    def validate_message(self, field: Any) -> None:
        if not field.data and not self.drop.data:
            raise ValidationError(str(WRITE))


class AddNameForm(BaseForm):
    name = LineField(_l("Your name"), [DataRequired(_l("Please type your name."))], widget=GovTextInput())
    reach = LineField(_l("How can we reach you safely?"), widget=GovTextInput())
    once = HiddenField()

    def facts(self) -> Mapping[str, Any]:
        return {"name": self.name.data, "reach": self.reach.data}


class NotSafeForm(BaseForm):
    message = ProseField(_l("What is happening? You can leave this empty."), widget=GovCharacterCount())
    once = HiddenField()

    def facts(self) -> Mapping[str, Any]:
        return {"text": self.message.data}


class HelpedForm(BaseForm):
    helped = OneOf(_l("Did this help you?"), FIVE)
    safe = OneOf(_l("How safe do you feel now?"), FIVE)
    once = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.helped.data and not self.safe.data:
            self.helped.errors = [_("Please choose a number, or go back.")]
            return False
        return True

    def facts(self) -> Mapping[str, Any]:
        return {
            "helped": int(self.helped.data) if self.helped.data else None,
            "safe": int(self.safe.data) if self.safe.data else None,
        }


class WithdrawForm(BaseForm):
    message = ProseField(_l("Why? You can leave this empty."), widget=GovCharacterCount())
    once = HiddenField()

    def facts(self) -> Mapping[str, Any]:
        return {"text": self.message.data}


class RealForm(BaseForm):
    """Nothing but a button: this was no practice."""

    once = HiddenField()

    def facts(self) -> Mapping[str, Any]:
        return {}
