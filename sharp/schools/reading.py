"""When somebody next reads at a school, and by when a report is due: the timetable and the people together."""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp import clock
from sharp.clock import SECONDS_A_QUARTER
from sharp.schools.deadlines import Step, deadlines_in_use
from sharp.schools.facts import DAY_ZERO, Roster
from sharp.schools.timetable import NextReading, end_of_school_day, next_reading, parse_timetable


def next_reading_at(roster: Roster, now: datetime | None = None) -> NextReading | None:
    """When a nominee who is not away next reads at this school; None: not within a school year."""

    def is_staffed(day: date) -> bool:
        number = (day - DAY_ZERO).days
        return any(not nominee.is_away_on(number) for nominee in roster.nominees(number))

    school = roster.school
    return next_reading(parse_timetable(school.timetable), school.tz, now or clock.now(), is_staffed)


def due_after(roster: Roster, start: datetime, level: int, step: Step = Step.READ) -> int:
    """Quarter-hours since 1970 by which the step is to be taken; `start` is the hour that its time counts from."""
    school = roster.school
    allowed = deadlines_in_use().of(level, step)
    return _quarter(allowed.end(parse_timetable(school.timetable), school.tz, start))


def end_of_day_after(roster: Roster, start: datetime, days: int) -> int:
    """Quarter-hours since 1970 at which the first (second, …) school day that has time left after `start` closes."""
    school = roster.school
    closing = end_of_school_day(parse_timetable(school.timetable), school.tz, start, days)
    return _quarter(closing or start + timedelta(days=7 * days))


def reading_sentence(reading: NextReading | None, now: datetime | None = None) -> str:
    """For pupils: when these are next read."""
    if reading is None:
        return str(_("We do not know yet when someone will next read these. If you need help now, do not wait for us."))
    if reading.is_now:
        return str(_("School is open now. Someone reads these today."))
    return str(_("Someone reads these %(when)s.", when=when_words(reading.opens, now)))


def when_words(moment: datetime, now: datetime | None = None) -> str:
    """`today at 8:15`, `on Monday at 8:15`, `on Wednesday 2 September at 8:15`."""
    today = (now or clock.now()).astimezone(moment.tzinfo).date()
    ahead = (moment.date() - today).days
    locale = get_locale()
    at = format_time(moment, "H:mm", tzinfo=moment.tzinfo, locale=locale)
    if ahead == 0:
        return str(_("today at %(time)s", time=at))
    if ahead == 1:
        return str(_("tomorrow at %(time)s", time=at))
    pattern = "EEEE" if ahead < 7 else "EEEE d MMMM"
    return str(_("on %(day)s at %(time)s", day=format_date(moment, pattern, locale=locale), time=at))


def day_words(day: date) -> str:
    """`Monday 5 October`."""
    return format_date(day, "EEEE d MMMM", locale=get_locale())


def _quarter(moment: datetime) -> int:
    return -(-int(moment.timestamp()) // SECONDS_A_QUARTER)
