"""What pages say of alerts that do not go out: the worker has stopped, or letters were given up."""

from dataclasses import dataclass

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp import clock
from sharp.notices.outbox import dead_letters
from sharp.web.heartbeat import is_late, last_beat
from sharp.web.services import settings

WHEN = "d MMM y, H:mm"


@dataclass(frozen=True)
class Alerts:
    """Sentences; empty: nothing is wrong."""

    worker: str
    dead: str
    unset: str


def worker_sentence(db: Session) -> str:
    """For readers: that no alert reaches them. Nothing where no mail was ever set up: nobody counts on it."""
    if settings().mail_url is None or not is_late(db):
        return ""
    last = last_beat(db)
    if last is None:
        return str(_("Alerts are not going out: the worker has never run. Look here often."))
    when = format_datetime(clock.of_seconds(last), WHEN)
    return str(_("Alerts are not going out: the worker has not run since %(when)s. Look here often.", when=when))


def alerts_for_operator(db: Session) -> Alerts:
    unset = "" if settings().mail_url else str(_("No mail server is set, so nobody is alerted: SHARP_MAIL_URL."))
    return Alerts(worker_sentence(db), _dead_sentence(db), unset)


def _dead_sentence(db: Session) -> str:
    dead = dead_letters(db)
    if dead is None:
        return ""
    when = format_datetime(clock.of_hour(dead.since), WHEN)
    return str(
        ngettext(
            "%(num)d alert could not be delivered, since %(when)s. Run `sharp letters`.",
            "%(num)d alerts could not be delivered, since %(when)s. Run `sharp letters`.",
            dead.count,
            when=when,
        )
    )
