"""The form by which nominees write when somebody reads at their school."""

import hashlib
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea, GovTextInput
from wtforms.fields import HiddenField, SubmitField

from sharp.schools.calendars import CalendarRefused, read_calendar
from sharp.schools.facts import SchoolFacts, date_of
from sharp.schools.timetable_sheet import DAY_NAMES, Sheet, SheetRefused, lines_of, sheet_of, written_dates
from sharp.web.forms import BaseForm, LineField, ProseField

LONGEST_LINES = 6_000
LONGEST_CALENDAR = 400_000
LONGEST_NAME = 80
DAYS = range(len(DAY_NAMES))


class HoursForm(BaseForm):
    """Its fields `hours-0` (Monday) to `hours-6` are made below, one a day."""

    terms = ProseField(_l("Terms"), most=LONGEST_LINES, widget=GovTextArea())
    closures = ProseField(_l("Days without school"), most=LONGEST_LINES, widget=GovTextArea())
    on_call = LineField(
        _l("Who looks at the most urgent reports out of hours?"), most=LONGEST_NAME, widget=GovTextInput()
    )
    seen = HiddenField()
    """Which timetable was there when the page was shown."""
    calendar = ProseField(_l("A school calendar"), most=LONGEST_CALENDAR, widget=GovTextArea())
    read = SubmitField()

    @classmethod
    def showing(cls, school: SchoolFacts) -> Self:
        form = cls(formdata=None)
        form.seen.data = print_of(school)
        sheet = sheet_of(school.timetable)
        form.terms.data, form.closures.data, form.on_call.data = sheet.terms, sheet.closures, sheet.on_call
        for field, hours in zip(form.days(), sheet.hours, strict=True):
            field.data = hours
        return form

    def days(self) -> list[Any]:
        return [self[f"hours-{number}"] for number in DAYS]

    def lines(self) -> str:
        """Raises SheetRefused."""
        hours = tuple(field.data or "" for field in self.days())
        sheet = Sheet(hours, self.terms.data or "", self.closures.data or "", self.on_call.data or "")
        return lines_of(sheet)

    def blame(self, refused: SheetRefused) -> None:
        field = self[refused.field]
        field.errors = [*field.errors, str(refused)]

    def take_in(self, school: SchoolFacts) -> str:
        """The calendar's days without school, below those that are there; what was found, in words."""
        try:
            found = read_calendar(self.calendar.data or "", school.tz, date_of(school.day()))
        except CalendarRefused:
            self.calendar.errors = [_("This is no calendar that can be read. It begins with BEGIN:VCALENDAR.")]
            return ""
        there = (self.closures.data or "").splitlines()
        new = [line for line in map(written_dates, found.closures) if line not in there]
        self.closures.data, self.calendar.data = "\n".join([*there, *new]), ""
        return str(
            _(
                "%(new)d new days or holidays were written below. %(others)d other events were left out. "
                "Nothing is kept yet: look at each, then press Keep.",
                new=len(new),
                others=found.others,
            )
        )


for _number, _name in enumerate(DAY_NAMES):
    setattr(HoursForm, f"hours-{_number}", LineField(_name, most=LONGEST_NAME, widget=GovTextInput()))


def print_of(school: SchoolFacts) -> str:
    """By which a page that is older than the timetable is told."""
    return hashlib.sha256(school.timetable.encode()).hexdigest()[:16]
