"""The forms by which staff write what pupils read: one for each kind of content, made from its fields."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms.fields import HiddenField, SelectField, SubmitField
from wtforms.validators import DataRequired

from sharp.advice.standing import Standing
from sharp.schools.shipped import ContentKind, Field, Parts
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice
from sharp.web.prose import prose_faults


class ContentForm(BaseForm):
    """The fields of its kind are made below."""

    kind: ContentKind
    seen = HiddenField()
    """The number of the newest revision when the page was shown."""
    preview = SubmitField()
    publish = SubmitField()

    def parts(self) -> Parts:
        return {field.name: self[field.name].data or "" for field in self.kind.fields}

    def seen_number(self) -> int:
        """-1: the page says nothing that could be one."""
        said = str(self.seen.data or "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1

    def check(self, standing: Standing) -> bool:
        """Whether it can be shown to pupils as it was meant; what cannot is said at its field."""
        for field in self.kind.fields:
            if not field.is_line:
                self._blame(field.name, *prose_faults(self[field.name].data or ""))
        if not self.errors:
            for name, fault in self.kind.faults(standing.piece, self.parts()):
                self._blame(name, fault)
        return not self.errors

    def _blame(self, name: str, *faults: str) -> None:
        if faults:
            self[name].errors = [*self[name].errors, *faults]


class AcceptForm(BaseForm):
    shown = HiddenField()
    """The print of the text that the page showed."""


class RestoreForm(BaseForm):
    number = HiddenField()


@lru_cache
def form_of(name: str, kind: ContentKind) -> type[ContentForm]:
    made: Mapping[str, Any] = {field.name: _field(field) for field in kind.fields}
    return type(f"{name.title()}Form", (ContentForm,), {"kind": kind, **made})


def form_for(kind: ContentKind, standing: Standing | None = None) -> ContentForm:
    """As it was posted; with `standing`, as it begins."""
    made = form_of(kind.name, kind)
    if standing is None:
        return made()
    seen = standing.newest
    return made(formdata=None, data={**standing.words, "seen": str(seen)})


def _field(field: Field) -> Any:
    needed = [] if field.may_be_empty else [DataRequired(_l("Write something here."))]
    if field.choices:
        choices = [SelectChoice(value, said) for value, said in field.choices]
        return SelectField(field.label, choices=choices, widget=GovSelect())
    if field.is_line:
        return LineField(field.label, needed, most=field.most, widget=GovTextInput())
    return ProseField(field.label, needed, most=field.most, widget=GovTextArea())
