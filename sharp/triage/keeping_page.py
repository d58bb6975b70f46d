"""What the case page shows of its keeping: until when, whether it is held or copied, and whether the words work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Receipt, Report
from sharp.model.words import ReportState, Retention
from sharp.reports.forgetting import is_held
from sharp.reports.journal import Item
from sharp.schools.facts import SchoolFacts
from sharp.triage.case_people import Names
from sharp.triage.retention import is_soon
from sharp.triage.times import hour_words, month_words
from sharp.triage.wording import RETENTIONS

NUMBER_BYTES = 4


@dataclass(frozen=True, repr=False)
class Keeping:
    number: str
    """What the certificate of its deletion will be called: all that remains of it."""
    until: str
    """The month at whose end it is deleted; empty while it is open."""
    kind: str
    is_soon: bool
    held: str
    """Since when, by whom and why; empty: it is not held."""
    copied: str
    """When it was copied to the child protection file, and by whom that was noted."""
    may_be_copied: bool
    words: str
    """Until when the pupil's words work, or that they do not any more."""
    have_words_ended: bool


def keeping_of(db: Session, report: Report, items: Sequence[Item], names: Names, school: SchoolFacts) -> Keeping:
    receipt = db.get(Receipt, report.id)
    held = _held(items, names, school) if is_held(db, report.id) else ""
    return Keeping(
        number=number_of(report.id),
        until="" if report.retention_month is None else month_words(report.retention_month),
        kind=str(RETENTIONS[report.retention]),
        is_soon=report.state is ReportState.CLOSED and is_soon(report.retention, report.retention_month, clock.month()),
        held=held,
        copied=_copied(items, names),
        may_be_copied=report.retention is not Retention.PRACTICE,
        words=_words(receipt, is_held=bool(held)),
        have_words_ended=receipt is None,
    )


def number_of(report_id: bytes) -> str:
    """`3F2A-91C0`: enough of a random id to find its line in the record of deletions."""
    digits = report_id[:NUMBER_BYTES].hex().upper()
    return f"{digits[:4]}-{digits[4:]}"


def day_words(iso: str) -> str:
    return format_date(date.fromisoformat(iso), "d MMMM y", locale=get_locale())


def _held(items: Sequence[Item], names: Names, school: SchoolFacts) -> str:
    placed = [item for item in items if item.content.kind == "hold"]
    if not placed:
        return str(_("Held. Nothing of it is deleted."))
    last = placed[-1]
    by, when = names.of(bytes.fromhex(last.content.author)), hour_words(last.content.hour, school.tz)
    return str(_("Held by %(name)s, %(when)s: %(reason)s", name=by, when=when, reason=last.body["reason"]))


def _copied(items: Sequence[Item], names: Names) -> str:
    noted = [item for item in items if item.content.kind == "filed"]
    if not noted:
        return ""
    last = noted[-1]
    by = names.of(bytes.fromhex(last.content.author))
    return str(_("Copied to the child protection file on %(day)s (%(name)s)", day=day_words(last.body["on"]), name=by))


def _words(receipt: Receipt | None, *, is_held: bool) -> str:
    if receipt is None:
        return str(_("The pupil’s words do not open this any more. They cannot read what you write now."))
    if receipt.until is None or is_held:
        return ""
    return str(_("The pupil’s words open it until the end of %(month)s.", month=month_words(receipt.until)))
