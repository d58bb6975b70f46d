"""Quiet hours: when a person wants no alert but of level 1, on the clock on their school's wall."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sharp import clock
from sharp.model.staff import Staff

MINUTES_AN_HOUR = 60
MINUTES_A_DAY = 24 * MINUTES_AN_HOUR


def quiet_until(staff: Staff, tz: ZoneInfo) -> int | None:
    """When this person's quiet hours end, in seconds since 1970; None: they are not quiet now."""
    begins, ends = staff.quiet_from, staff.quiet_until
    if begins is None or ends is None or begins == ends:
        return None
    now = clock.now().astimezone(tz)
    at = now.hour * MINUTES_AN_HOUR + now.minute
    # Counted from their beginning, hours that go over midnight are like any others.
    if (at - begins) % MINUTES_A_DAY >= (ends - begins) % MINUTES_A_DAY:
        return None
    day = now.date() + timedelta(days=1 if at >= ends else 0)
    return int(datetime.combine(day, time(*divmod(ends, MINUTES_AN_HOUR)), tz).timestamp())
