"""Nominating, confirming and ending: who may become a reader, and what is taken away when they leave."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.schools import Nomination
from sharp.model.staff import Staff
from sharp.model.words import NOMINEES, Act, Role, StaffState, Standing
from sharp.schools.anchor import Anchor
from sharp.schools.as_listed import as_roster
from sharp.schools.leaving import hold_sessions, take_away_rights
from sharp.schools.rows import Rows
from sharp.schools.signing import changing
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.person import RecoveryKeys

LONGEST_NAME = 80


class NominationRefused(Exception):
    """A nomination is not as the rules ask; the subclasses say in which way."""


class NotSetUp(NominationRefused):
    """The account has no keys yet, or is closed."""


class OperatorMayNotRead(NominationRefused):
    """Whoever runs the service never holds a role at a school."""


class BadShownName(NominationRefused):
    """The name that pupils read has 1 to 80 letters."""


class AlreadyNominated(NominationRefused):
    """The person holds this role at this school, or waits for it."""


class NoSuchNomination(NominationRefused):
    """No nomination has this id."""


class NotPending(NominationRefused):
    """It was confirmed before, or has ended: an ended nomination never comes back."""


class NotACurrentNominee(NominationRefused):
    """Only a nominee serving at this school today confirms."""


class OwnNomination(NominationRefused):
    """Nobody confirms themselves."""


class KeysChanged(NominationRefused):
    """The keys are not those that were compared; new keys need a new nomination."""


class LastNominee(NominationRefused):
    """After this nobody could confirm a nomination; only two recovery sheets could."""


class NotTheRecoveryKeys(NominationRefused):
    """These sheets do not belong to this school."""


def nominate(
    db: Session,
    *,
    school_id: bytes,
    staff_id: bytes,
    role: Role,
    shown_name: str,
    dsl: bool = False,
    from_day: int | None = None,
    by: bytes = NO_ID,
    anchor: Anchor | None = None,
) -> bytes:
    """Put a person forward; gives the nomination's id. Active at once only as a school's very first nominee.

    `by` is who does it, absent from the command line. Raises NotSetUp, OperatorMayNotRead, BadShownName,
    AlreadyNominated, RosterRefused.
    """
    name = " ".join(shown_name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadShownName
    with changing(db, school_id, anchor) as rows:
        fp = _fingerprint_for(_account(db, staff_id))
        if any(_is_same(each, staff_id, role) for each in rows.nominations):
            raise AlreadyNominated
        is_first = role in NOMINEES and not any(each.role in NOMINEES for each in rows.nominations)
        nomination = Nomination(
            id=new_id(), school_id=school_id, staff_id=staff_id, role=role, dsl=dsl and role is Role.SPOC,
            shown_name=name, from_day=_today(rows) if from_day is None else from_day, to_day=None,
            away_from=None, away_until=None, stand_in=None, fp=fp,
            state=Standing.ACTIVE if is_first else Standing.PENDING, confirmed_by=None,
        )  # fmt: skip
        db.add(nomination)
        record(db, by, Act.NOMINATED, school=school_id)
    return nomination.id


def confirm(db: Session, *, nomination_id: bytes, by: bytes, fp: bytes, anchor: Anchor | None = None) -> None:
    """A current nominee, signed in, has compared the words of the fingerprint `fp`. Opens nothing of the past.

    Raises NoSuchNomination, NotPending, OwnNomination, NotACurrentNominee, KeysChanged, RosterRefused.
    """
    school_id = school_of(db, nomination_id)
    with changing(db, school_id, anchor) as rows:
        nomination = _pending(rows, nomination_id)
        if nomination.staff_id == by:
            raise OwnNomination
        if not _is_current_nominee(rows, by):
            raise NotACurrentNominee
        _activate(rows, nomination, fp, by)
        record(db, by, Act.CONFIRMED, school=school_id)


def confirm_by_sheets(
    db: Session,
    *,
    nomination_id: bytes,
    keys: RecoveryKeys,
    fp: bytes,
    by: bytes = NO_ID,
    anchor: Anchor | None = None,
) -> None:
    """When no nominee is left: two recovery sheets, brought together, confirm. Raises as `confirm` does."""
    school_id = school_of(db, nomination_id)
    with changing(db, school_id, anchor) as rows:
        if rows.school.recovery_public is None or keys.public != rows.school.recovery_public:
            raise NotTheRecoveryKeys
        _activate(rows, _pending(rows, nomination_id), fp, None)
        record(db, by, Act.RECOVERED, school=school_id)


def end(
    db: Session,
    *,
    nomination_id: bytes,
    by: bytes = NO_ID,
    even_last: bool = False,
    anchor: Anchor | None = None,
) -> None:
    """End a nomination, or withdraw a pending one: its grants and sessions go, its reports await new keys.

    Raises NoSuchNomination, NotPending (it has ended already), LastNominee unless `even_last`, RosterRefused.
    """
    ending = _found(db, nomination_id)
    school_id = ending.school_id
    hold_sessions(db, ending.staff_id)
    with changing(db, school_id, anchor) as rows:
        nomination = known(rows, nomination_id)
        if nomination.state is Standing.ENDED:
            raise NotPending
        was_active = nomination.state is Standing.ACTIVE
        if was_active and nomination.role in NOMINEES and not even_last and not _has_another(rows, nomination):
            raise LastNominee
        nomination.state = Standing.ENDED
        nomination.to_day = _today(rows)
        for each in rows.nominations:
            if each.stand_in == nomination_id:
                each.stand_in = None
        if was_active:
            left = {
                e.role for e in rows.nominations if e.staff_id == nomination.staff_id and e.state is Standing.ACTIVE
            }
            take_away_rights(
                db, school_id=school_id, staff_id=nomination.staff_id, ended=nomination.role, roles_left=left
            )
        record(db, by, Act.ENDED, school=school_id)


def _account(db: Session, staff_id: bytes) -> Staff:
    staff = db.get(Staff, staff_id)
    if staff is None:
        raise NotSetUp
    return staff


def _fingerprint_for(staff: Staff) -> bytes:
    if staff.operator:
        raise OperatorMayNotRead
    if staff.state is not StaffState.ACTIVE or staff.fp is None:
        raise NotSetUp
    return staff.fp


def _is_same(nomination: Nomination, staff_id: bytes, role: Role) -> bool:
    return (nomination.staff_id, nomination.role) == (staff_id, role) and nomination.state is not Standing.ENDED


def school_of(db: Session, nomination_id: bytes) -> bytes:
    return _found(db, nomination_id).school_id


def _found(db: Session, nomination_id: bytes) -> Nomination:
    nomination = db.scalar(select(Nomination).where(Nomination.id == nomination_id))
    if nomination is None:
        raise NoSuchNomination
    return nomination


def known(rows: Rows, nomination_id: bytes) -> Nomination:
    nomination = rows.nomination(nomination_id)
    if nomination is None:
        raise NoSuchNomination
    return nomination


def _pending(rows: Rows, nomination_id: bytes) -> Nomination:
    nomination = known(rows, nomination_id)
    if nomination.state is not Standing.PENDING:
        raise NotPending
    return nomination


def _today(rows: Rows) -> int:
    return as_roster(rows).today()


def _is_current_nominee(rows: Rows, staff_id: bytes) -> bool:
    staff = rows.staff.get(staff_id)
    return staff is not None and any(
        member.is_nominee and member.fp == staff.fp for member in as_roster(rows).of_staff(staff_id)
    )


def _has_another(rows: Rows, leaving: Nomination) -> bool:
    others = as_roster(rows).nominees()
    return any(member.nomination_id != leaving.id for member in others)


def _activate(rows: Rows, nomination: Nomination, fp: bytes, by: bytes | None) -> None:
    staff = rows.staff.get(nomination.staff_id)
    if staff is None or nomination.fp != fp or _fingerprint_for(staff) != fp:
        raise KeysChanged
    nomination.state = Standing.ACTIVE
    nomination.confirmed_by = by
