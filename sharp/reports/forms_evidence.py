"""Adding files, taking one out, and sending them: what is said of each that is not taken."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount
from wtforms import HiddenField, MultipleFileField

from sharp.files import refusals
from sharp.files.evidence import Refused
from sharp.reports.forms_start import STORY_LETTERS
from sharp.schools.evidence_rules import EvidenceRules
from sharp.web.forms import BaseForm, ProseField


class FilesForm(BaseForm):
    """The files themselves are read elsewhere, as they come."""

    files = MultipleFileField(_l("Choose pictures or other files"))

    def refuse(self, *sentences: str) -> None:
        self.files.errors = [*self.files.errors, *sentences]


class RemoveForm(BaseForm):
    file = HiddenField()


class FilesLaterForm(FilesForm):
    """With a word about them; `once` tells two presses of one button from two messages."""

    message = ProseField(_l("Say something about them, if you like"), most=STORY_LETTERS, widget=GovCharacterCount())
    once = HiddenField()


def sentence(refused: Refused, rules: EvidenceRules) -> str:
    """By its place, never by its name."""
    which = {"n": refused.position}
    words: Mapping[type[Exception], Any] = {
        refusals.Empty: _("Of those you chose, file %(n)s is empty.", **which),
        refusals.TooBig: _(
            "Of those you chose, file %(n)s is too big. A file may have %(mb)s MB.", mb=rules.file_mb, **which
        ),
        refusals.TooMuch: _(
            "Of those you chose, file %(n)s did not fit. All files may have %(mb)s MB.", mb=rules.together_mb, **which
        ),
        refusals.TooMany: _(
            "Of those you chose, file %(n)s was one too many. You can add %(most)s.", most=rules.most_files, **which
        ),
        refusals.TooManyPixels: _(
            "Of those you chose, file %(n)s is too large a picture for us. Try a screenshot of it.", **which
        ),
        refusals.Locked: _("Of those you chose, file %(n)s needs a password to open. We cannot take it.", **which),
        refusals.Infected: _("Of those you chose, file %(n)s may harm a computer. We cannot take it.", **which),
        refusals.LineBroken: _("Of those you chose, file %(n)s did not get here. Please try again.", **which),
    }
    other = _(
        "Of those you chose, file %(n)s is not a kind we can take, or it is broken. "
        "We take pictures, PDFs and voice notes.",
        **which,
    )
    return str(words.get(type(refused.why), other))


def why_nothing(refused: Iterable[Refused], rules: EvidenceRules) -> tuple[str, ...]:
    """When no file was taken: what was wrong with each, or that there was none."""
    said = tuple(sentence(each, rules) for each in refused)
    return said or (_("Choose a file first, or go on without one."),)
