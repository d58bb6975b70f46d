"""Times as staff read them: to the hour, or by when something is due, where the school is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from sharp import clock


def hour_words(hour: int, tz: ZoneInfo) -> str:
    """`today, after 8 am`: what happened is kept to the hour, so no page can say more."""
    moment = clock.of_hour(hour).astimezone(tz)
    time = format_time(moment, "h a", tzinfo=tz, locale=get_locale())
    return str(
        _("%(day)s, after %(time)s", day=_day_words(moment), time=time.replace("\N{NARROW NO-BREAK SPACE}", " "))
    )


def age_words(hour: int, tz: ZoneInfo) -> str:
    """How many days ago, by the calendar on the school's wall."""
    days = (clock.now().astimezone(tz).date() - clock.of_hour(hour).astimezone(tz).date()).days
    words = _("today") if days <= 0 else ngettext("%(num)d day", "%(num)d days", days)
    return str(words).replace(" ", "\N{NO-BREAK SPACE}")


def due_words(quarters: int, tz: ZoneInfo) -> str:
    """`today, 16:00`; `quarters` counts quarter-hours since 1970."""
    moment = clock.of_seconds(quarters * clock.SECONDS_A_QUARTER).astimezone(tz)
    time = format_time(moment, "H:mm", tzinfo=tz, locale=get_locale())
    return str(_("%(day)s, %(time)s", day=_day_words(moment), time=time))


def is_past(quarters: int | None) -> bool:
    return quarters is not None and quarters * clock.SECONDS_A_QUARTER <= clock.seconds()


def month_words(months: int) -> str:
    """`November 2027`; `months` counts from January 1970."""
    year, month = divmod(months, 12)
    return format_date(datetime(1970 + year, month + 1, 1), "MMMM y", locale=get_locale())


def _day_words(moment: datetime) -> str:
    today = clock.now().astimezone(moment.tzinfo).date()
    days = (today - moment.date()).days
    if days in (0, 1, -1):
        return str({0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}[days])
    pattern = "EEE d MMM" if moment.year == today.year else "EEE d MMM y"
    return format_date(moment, pattern, locale=get_locale())
