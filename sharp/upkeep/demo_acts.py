"""What the demo's nominees and heads do on a case, through the real verbs, by the plan of its story."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.reports import Report
from sharp.model.words import Act
from sharp.reports.journal import read_journal
from sharp.triage import casework, keeping
from sharp.triage.access import CaseRef
from sharp.triage.actions import actions_among, record_action
from sharp.triage.casework import Closure, Outcome


def staff_acts(db: Session, case: CaseRef, act: Mapping[str, Any]) -> None:
    match act["act"]:
        case "acknowledge":
            casework.acknowledge(db, case)
        case "answer":
            casework.answer(db, case, act["text"])
        case "note":
            casework.note(db, case, act["text"])
        case "level":
            casework.set_level(db, case, level=act["level"], reason=act["reason"])
        case "record":
            _record(db, case, act)
        case "close":
            closure = Closure(Outcome(act["outcome"]), act["reason"], act["word"], act.get("keep_long", False))
            casework.close(db, case, closure)
        case "hold":
            keeping.hold(db, case, act["reason"])
        case "file":
            keeping.record_copy(db, case, clock.now().astimezone(case.roster.school.tz).date())
        case "export":
            casework.open_case(db, case, Act.EXPORTED)
        case unknown:
            raise LookupError(unknown)


def _record(db: Session, case: CaseRef, act: Mapping[str, Any]) -> None:
    """An action of the plan; a field that is a number is a day, so many days from then."""
    today = clock.now().astimezone(case.roster.school.tz).date()
    fields = {
        name: (today + timedelta(days=value)).isoformat() if isinstance(value, int) else value
        for name, value in act["fields"].items()
    }
    found = read_journal(db, db.get_one(Report, case.report_id), case.ring)
    before = [item.entry_id for item in actions_among(found) if item.body["what"] == act.get("continues")]
    continues = before[-1] if before else None
    record_action(db, case, what=act["what"], fields=fields, continues=continues)
