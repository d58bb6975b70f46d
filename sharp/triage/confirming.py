"""Confirming a colleague: the nomination becomes active, and only the cases that were ticked are shared."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from sharp.schools.facts import Member
from sharp.schools.nominations import KeysChanged, confirm
from sharp.schools.roster import load_roster
from sharp.schools.rows import hold_list
from sharp.triage.access import CaseRef
from sharp.triage.casework import locked
from sharp.triage.sharing import LeftOut, share_case


def confirm_and_share(
    db: Session, *, school_id: bytes, nomination_id: bytes, by: bytes, fp: bytes, cases: Sequence[CaseRef]
) -> tuple[str, ...]:
    """References of cases that were not shared, because their pupils left this person out.

    Raises what `confirm` raises, before anything is changed.
    """
    hold_list(db, school_id, to_change=True)
    for case in sorted(cases, key=lambda case: case.report_id):
        locked(db, case)
    confirm(db, nomination_id=nomination_id, by=by, fp=fp)
    member, not_shared = _with_keys(load_roster(db, school_id).member(nomination_id)), []
    for case in cases:
        try:
            share_case(db, case, member)
        except LeftOut:
            not_shared.append(case.reference)
    return tuple(not_shared)


def _with_keys(member: Member | None) -> Member:
    if member is None or not member.public:
        raise KeysChanged
    return member
