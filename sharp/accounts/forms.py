"""The forms of signing in, setting up and the account page."""

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from wtforms import PasswordField, SubmitField
from wtforms.validators import DataRequired, EqualTo, ValidationError

from sharp.accounts.passphrases import TOO_LONG
from sharp.vault.credentials import normal_passphrase
from sharp.vault.errors import TooLong
from sharp.web.forms import BaseForm, LineField


class PassphraseField(PasswordField):
    """A passphrase: never shown again, and no longer than may be derived from."""

    def __init__(self, label: Any, missing: Any, **kwargs: Any) -> None:
        super().__init__(label, [DataRequired(missing), _fits], widget=GovPasswordInput(), **kwargs)


def _fits(_form: Any, field: Any) -> None:
    try:
        normal_passphrase(field.data)
    except TooLong:
        raise ValidationError(str(TOO_LONG)) from None


class SignInForm(BaseForm):
    email = LineField(
        _l("E-mail address"), [DataRequired(_l("Type your e-mail address."))], most=254, widget=GovTextInput()
    )
    passphrase = PassphraseField(_l("Passphrase"), _l("Type your passphrase."))


class CodeForm(BaseForm):
    code = LineField(
        _l("Code"), [DataRequired(_l("Type the six digits that your phone shows."))], most=60, widget=GovTextInput()
    )


class ChooseForm(BaseForm):
    passphrase = PassphraseField(_l("Your passphrase"), _l("Type the five words above, or a passphrase of your own."))
    again = PasswordField(
        _l("Type it once more"),
        [EqualTo("passphrase", _l("The two are not the same. Type your passphrase once more."))],
        widget=GovPasswordInput(),
    )

    other = SubmitField(_l("Show five other words"))

    def asks_for_others(self) -> bool:
        """The button beside the five words was pressed, and not on an old page."""
        return bool(self.other.data) and not g.get("stale", False)


class ChangeForm(ChooseForm):
    old = PassphraseField(_l("Your passphrase now"), _l("Type the passphrase that you use now."))
