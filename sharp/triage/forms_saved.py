"""The forms of saved views: a name for what is looked at, another name, a button."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms.fields import HiddenField
from wtforms.validators import DataRequired

from sharp.triage.forms import LONGEST_NUMBER
from sharp.triage.saved_views import NAME_LETTERS
from sharp.web.forms import BaseForm, LineField, one_line

SEARCH = "search"


class SavedForm(BaseForm):
    """`rev` is the revision that the page was shown at."""

    rev = HiddenField()

    def seen_rev(self) -> int | None:
        typed = self.rev.data or ""
        return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) <= LONGEST_NUMBER else None


class NamedForm(SavedForm):
    name = LineField(
        _l("Name of this view"), [DataRequired(_l("Write a name."))], most=NAME_LETTERS, widget=GovTextInput(),
        id="view-name",
    )  # fmt: skip


class SavingForm(NamedForm):
    """What the queue's address says, or that it is the search whose words lie in the session."""

    of = HiddenField(filters=[one_line])
    school = HiddenField(filters=[one_line])
    view = HiddenField(filters=[one_line])
    whose = HiddenField(filters=[one_line])
    level = HiddenField(filters=[one_line])
    overdue = HiddenField(filters=[one_line])

    @property
    def is_search(self) -> bool:
        return bool(self.of.data == SEARCH)

    def place(self) -> dict[str, str]:
        """What is not narrowed down is not kept."""
        parts: Mapping[str, str | None] = {
            "school": self.school.data,
            "view": self.view.data,
            "whose": self.whose.data,
            "level": self.level.data,
            "overdue": self.overdue.data,
        }
        return {name: said for name, said in parts.items() if said}
