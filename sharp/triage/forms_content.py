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
    written: tuple[Field, ...]
    seen = HiddenField()
    """The number of the newest revision when the page was shown."""
    preview = SubmitField()
    publish = SubmitField()

    def parts(self) -> Parts:
        return {field.name: self[field.name].data or "" for field in self.written}

    @property
    def has_prose(self) -> bool:
        """Whether there is anything to write in Markdown."""
        return not all(field.is_line for field in self.written)

    def seen_number(self) -> int:
        """-1: the page says nothing that could be one."""
        said = str(self.seen.data or "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1

    def check(self, standing: Standing) -> bool:
        """Whether it can be shown to pupils as it was meant; what cannot is said at its field."""
        for field in self.written:
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
def form_of(kind: ContentKind, names: tuple[str, ...]) -> type[ContentForm]:
    written = tuple(field for field in kind.fields if field.name in names)
    made: Mapping[str, Any] = {field.name: _field(field) for field in written}
    return type(f"{kind.name.title()}Form", (ContentForm,), {"kind": kind, "written": written, **made})


def form_for(standing: Standing, *, begins: bool = False) -> ContentForm:
    """As it was posted, or as it begins."""
    kind, piece = standing.kind, standing.piece
    made = form_of(kind, tuple(field.name for field in kind.fields_of(piece)))
    if not begins:
        return made()
    return made(formdata=None, data={**piece.extras, **standing.words, "seen": str(standing.newest)})


def _field(field: Field) -> Any:
    needed = [] if field.may_be_empty else [DataRequired(_l("Write something here."))]
    if field.choices:
        choices = [SelectChoice(value, said) for value, said in field.choices]
        return SelectField(field.label, choices=choices, widget=GovSelect())
    if field.is_line:
        return LineField(field.label, needed, most=field.most, widget=GovTextInput())
    return ProseField(field.label, needed, most=field.most, widget=GovTextArea())
