"""What every form shares: the token, plain text, and keeping what was typed."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

STALE = _l(
    "This page was open for a long time, so nothing has been sent. "
    "What you typed here is still here. Please press the button again."
)


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form that comes back as typed when its token is old, or in another language; not valid until pressed again."""

    def validate(self, extra_validators: Any = None) -> bool:
        if g.get("stale", False):
            self.form_errors = [] if g.get("language_asked") else [STALE]
            return False
        return bool(super().validate(extra_validators))


class ButtonForm(BaseForm):
    """Nothing but a button."""


def plain_text(value: str | None) -> str:
    """Line ends made one, control characters and lone surrogates dropped, NFC; outer white space cut."""
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = (mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def one_line(value: str | None) -> str:
    return " ".join(plain_text(value).split())


class UpTo:
    """At most so many characters; says how many are allowed and how many were typed."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Any) -> None:
        typed = len(field.data or "")
        if typed > self.most:
            message = _l("That is too long. You can write %(most)d letters here, and you wrote %(typed)d.")
            raise ValidationError(str(message) % {"most": self.most, "typed": typed})


class LineField(StringField):
    """One line of plain text."""

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), *, most: int = 500, **kwargs: Any) -> None:
        super().__init__(label, [*validators, UpTo(most)], filters=[one_line], **kwargs)


class ProseField(TextAreaField):
    """Several lines of plain text."""

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), *, most: int = 500, **kwargs: Any) -> None:
        super().__init__(label, [*validators, UpTo(most)], filters=[plain_text], **kwargs)
