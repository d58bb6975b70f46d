"""A person's quiet hours: from when until when no alert but of level 1 is to reach them."""

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms.validators import ValidationError

from sharp.accounts.current import SignedIn
from sharp.accounts.signing_in import locked_account
from sharp.accounts.trail import record
from sharp.model.staff import Staff
from sharp.model.words import Act
from sharp.web.forms import BaseForm, LineField
from sharp.web.unit_of_work import Moved, writing

MINUTES_AN_HOUR = 60
LONGEST_TIME = 10
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)


@dataclass(frozen=True)
class QuietHours:
    """Minutes after midnight on the school's clock; over midnight if they end before they begin."""

    begins: int
    ends: int

    def words(self) -> tuple[str, str]:
        return _written(self.begins), _written(self.ends)


def _is_time(_form: BaseForm, field: LineField) -> None:
    if field.data and _minutes(field.data) is None:
        raise ValidationError(str(_l("Write a time like 18:30, or leave both empty.")))


class QuietHoursForm(BaseForm):
    begins = LineField(_l("Quiet from"), [_is_time], most=LONGEST_TIME, widget=GovTextInput())
    ends = LineField(_l("Quiet until"), [_is_time], most=LONGEST_TIME, widget=GovTextInput())

    def validate_ends(self, field: LineField) -> None:
        if bool(field.data) is not bool(self.begins.data):
            raise ValidationError(str(_l("Write both times, or leave both empty.")))
        begins = _minutes(self.begins.data or "")
        if begins is not None and begins == _minutes(field.data or ""):
            raise ValidationError(str(_l("The two times are the same. Leave both empty to have no quiet hours.")))

    def quiet_hours(self) -> QuietHours | None:
        """Of a valid form."""
        begins, ends = _minutes(self.begins.data or ""), _minutes(self.ends.data or "")
        return None if begins is None or ends is None else QuietHours(begins, ends)


def quiet_hours_of(staff: Staff) -> QuietHours | None:
    if staff.quiet_from is None or staff.quiet_until is None:
        return None
    return QuietHours(staff.quiet_from, staff.quiet_until)


def keep_quiet_hours(who: SignedIn, hours: QuietHours | None) -> None:
    """None: alerts may come at any hour. A change is a line of the trail, which says that and not from when."""
    row = locked_account(writing(), who.id)
    if row is None:
        raise Moved
    if quiet_hours_of(row) == hours:
        return
    row.quiet_from, row.quiet_until = (None, None) if hours is None else (hours.begins, hours.ends)
    record(writing(), row.id, Act.CHANGED_QUIET)


def _minutes(typed: str) -> int | None:
    found = _TIME.fullmatch(typed)
    return int(found[1]) * MINUTES_AN_HOUR + int(found[2]) if found else None


def _written(minutes: int) -> str:
    return f"{minutes // MINUTES_AN_HOUR:02}:{minutes % MINUTES_AN_HOUR:02}"
