"""The hours of a usual school week in words, for paper that hangs for months: days with the same hours on one line."""

from datetime import date, time, timedelta
from itertools import groupby

from babel.dates import format_date, format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.schools.timetable import MIDNIGHT, Span, Timetable

A_MONDAY = date(2026, 1, 5)


def week_lines(timetable: Timetable) -> tuple[str, ...]:
    """`Monday to Friday: 8:15 to 16:00`; none: nobody has said yet when they read."""
    runs = [[day for day, _spans in run] for _spans, run in groupby(enumerate(timetable.hours), lambda each: each[1])]
    return tuple(_line(run, timetable.hours[run[0]]) for run in runs if timetable.hours[run[0]])


def _line(days: list[int], spans: tuple[Span, ...]) -> str:
    hours = str(_(" and ")).join(str(_("%(opens)s to %(closes)s", **_clock(span))) for span in spans)
    first, last = _day(days[0]), _day(days[-1])
    if first == last:
        return str(_("%(day)s: %(hours)s", day=first, hours=hours))
    return str(_("%(first)s to %(last)s: %(hours)s", first=first, last=last, hours=hours))


def _day(number: int) -> str:
    return format_date(A_MONDAY + timedelta(days=number), "EEEE", locale=get_locale())


def _clock(span: Span) -> dict[str, str]:
    return {"opens": _time(span.opens), "closes": _time(span.closes)}


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes % MIDNIGHT, 60)
    return "24:00" if minutes == MIDNIGHT else format_time(time(hour, minute), "H:mm", locale=get_locale())
