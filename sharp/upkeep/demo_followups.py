"""What is handed to the demo's pastoral leads, and what they write back, through the real verbs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.current import SignedIn
from sharp.model.reports import Report
from sharp.reports.hand_over import leads_grants, leads_keyring
from sharp.schools.facts import Roster
from sharp.triage import followup_replies, followups
from sharp.triage.access import CaseRef
from sharp.triage.followup_access import Handed
from sharp.triage.followup_state import Reply, Scope
from sharp.triage.followups import Brief
from sharp.upkeep.demo_world import DemoPerson


def hand_over(db: Session, case: CaseRef, act: Mapping[str, Any], lead: bytes) -> None:
    """`lead` is a nomination's id."""
    scope, may_say = Scope(act["scope"]), act.get("may_say", False)
    followups.hand_over(db, case, Brief(lead.hex(), act["title"], act["text"], scope, may_say, act["days"]))


def lead_acts(db: Session, report_id: bytes, person: DemoPerson, roster: Roster, act: Mapping[str, Any]) -> None:
    """On what was handed to them of this report last."""
    db.flush()
    handed = _handed(db, db.get_one(Report, report_id), person, roster)
    followup_replies.open_handed(db, handed)
    match act["act"]:
        case "reply":
            followup_replies.reply(db, handed, act=Reply.DONE, text=act["text"])
        case "ask":
            followup_replies.reply(db, handed, act=Reply.ASKED, text=act["text"])
        case "say":
            followup_replies.say_to_pupil(db, handed, act["text"])
        case unknown:
            raise LookupError(unknown)


def _handed(db: Session, report: Report, person: DemoPerson, roster: Roster) -> Handed:
    [followup_id] = {grant.followup_id for grant in db.scalars(leads_grants(report.id)) if grant.reader_id == person.id}
    ring = leads_keyring(db, report, person.id, followup_id, person.keys)
    signed_in = SignedIn(person.id, person.name, person.email, False, person.keys, clock.seconds())
    [member] = roster.of_staff(person.id)
    return Handed(followup_id, report.id, report.school_id, signed_in, member, roster, ring)
