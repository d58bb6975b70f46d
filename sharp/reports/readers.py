"""Who will see a report: worked out from the checked roster and what the pupil said, and shown before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from sharp.model.words import GrantState, Role
from sharp.reports.draft import About, Draft, Named, Want
from sharp.schools.facts import Holder, Member, Roster
from sharp.schools.routing import is_spoc_first


class NoReaderLeft(Exception):
    """Nobody at this school is left who could read it."""


class LastResort(StrEnum):
    """Which key may open it when every reader is gone: two of three sheets, the outside key, or none."""

    SHEETS = "sheets"
    OUTSIDE = "outside"
    NONE = "none"


@dataclass(frozen=True)
class Listed:
    """One person on the list that the pupil is shown."""

    nomination_id: bytes
    staff_id: bytes
    role: Role
    shown_name: str
    state: GrantState
    away_until: int | None
    stands_in_for: str
    public: bytes
    fp: bytes


@dataclass(frozen=True)
class ReaderList:
    listed: tuple[Listed, ...]
    notes: tuple[Any, ...]
    """Sentences, translated when shown: why the list is not simply what was asked for."""
    last_resort: LastResort
    left_out: frozenset[bytes]
    """Staff ids of those left out or named: nobody brings them in afterwards."""
    n: int
    """The roster number it was worked out from."""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(reader.nomination_id.hex() for reader in self.listed)


OFFICER_LATER = _l("The police officer does not see this at first. The staff here may ask the officer to help.")
HEAD_INSTEAD = _l("You left out everybody who usually reads these, so it goes to the head.")
CONTACT_INSTEAD = _l("You left out everybody in school, so it goes to somebody outside the school.")
ABOUT_ADULT = _l("It is about an adult, so it goes to the head. Nobody you name sees it.")
ABOUT_HEAD = _l("It is about the head, so it goes to somebody outside the school.")
NO_CONTACT = _l(
    "It is about the head, and this school has not told us of anybody outside it. "
    "So it goes to the staff below. You can also ring Childline on 0800 1111 or the NSPCC on 0808 800 5000."
)
NO_HEAD = _l("This school has not named a head here, so it goes to the people below.")
SECOND_READER = _l("If the head is away, or does not read it soon, the second person reads it.")
ALONE = _l("If the head is away, it waits until they are back.")


def readers_for(roster: Roster, draft: Draft) -> ReaderList:
    """The list for this draft. Raises NoReaderLeft."""
    offer, notes = _offer(roster, draft)
    left_out = _people(roster, draft.left_out)
    listed = [reader for reader in offer if reader.staff_id not in left_out]
    if not any(reader.state is GrantState.LIVE for reader in listed):
        listed, more = _instead(roster, draft, listed)
        notes = [*notes, *more]
    if not listed:
        raise NoReaderLeft
    refused = left_out | _concerned(roster, draft)
    return ReaderList(tuple(listed), tuple(notes), _last_resort(roster, draft), refused, roster.n)


def offered(roster: Roster, draft: Draft) -> tuple[Listed, ...]:
    """Everybody the pupil may leave out: the list before leaving out."""
    return tuple(_offer(roster, draft)[0])


def _offer(roster: Roster, draft: Draft) -> tuple[list[Listed], list[Any]]:
    offer, notes = _usual(roster, draft)
    concerned = _concerned(roster, draft)
    return [reader for reader in offer if reader.staff_id not in concerned], notes


def _usual(roster: Roster, draft: Draft) -> tuple[list[Listed], list[Any]]:
    if draft.is_about_adult:
        return _about_adult(roster, draft)
    if draft.past_them:
        return _head_and_second(roster, [Role.CONTACT], frozenset())
    nominees = _with_roles(roster, Role.SSO, Role.SPOC)
    notes = []
    spoc_first = is_spoc_first(roster.school, draft.kinds) and Want.POLICE not in draft.wants
    if spoc_first and any(member.role is Role.SPOC for member in nominees):
        nominees = [member for member in nominees if member.role is Role.SPOC]
        notes.append(OFFICER_LATER)
    return _with_stand_ins(roster, nominees), notes


def _about_adult(roster: Roster, draft: Draft) -> tuple[list[Listed], list[Any]]:
    concerned = _concerned(roster, draft)
    if concerned & _people_with(roster, Role.HEAD):
        contacts = _with_roles(roster, Role.CONTACT)
        if contacts:
            return _with_stand_ins(roster, contacts), [ABOUT_HEAD]
        spocs = [member for member in _with_roles(roster, Role.SPOC) if member.staff_id not in concerned]
        return _with_stand_ins(roster, spocs), [NO_CONTACT]
    # A pupil who would rather not say may mean any nominee, so none of them is the second reader.
    second = [Role.CONTACT] if draft.named in (Named.RATHER_NOT, None) else [Role.SPOC, Role.CONTACT]
    listed, notes = _head_and_second(roster, second, concerned)
    return listed, [ABOUT_ADULT, *notes]


def _head_and_second(
    roster: Roster, second_roles: Sequence[Role], concerned: frozenset[bytes]
) -> tuple[list[Listed], list[Any]]:
    """The head, and a second reader who holds a dormant grant for when the head is away."""
    heads = _with_roles(roster, Role.HEAD)
    seconds = [
        member
        for role in second_roles
        for member in sorted(_with_roles(roster, role), key=lambda member: not member.dsl)
        if member.staff_id not in concerned and member.staff_id not in _people_with(roster, Role.HEAD)
    ][:1]
    if not heads:
        return [_listed(member, GrantState.LIVE) for member in seconds], [NO_HEAD]
    is_away = all(member.is_away_on(roster.today()) for member in heads)
    listed = [_listed(member, GrantState.LIVE) for member in heads]
    state = GrantState.LIVE if is_away else GrantState.DORMANT
    listed += [_listed(member, state, stands_in_for=heads[0].shown_name) for member in seconds]
    return listed, [SECOND_READER if seconds else ALONE]


def _instead(roster: Roster, draft: Draft, left: list[Listed]) -> tuple[list[Listed], list[Any]]:
    """Everyone offered was left out: the head, else the outside contact; never one who was left out or named."""
    refused = _people(roster, draft.left_out) | _concerned(roster, draft)
    for role, note in ((Role.HEAD, HEAD_INSTEAD), (Role.CONTACT, CONTACT_INSTEAD)):
        found = [member for member in _with_roles(roster, role) if member.staff_id not in refused]
        if found:
            kept = [reader for reader in left if reader.staff_id not in {member.staff_id for member in found}]
            return [*(_listed(member, GrantState.LIVE) for member in found), *kept], [note]
    return [replace(reader, state=GrantState.LIVE) for reader in left], []


def _concerned(roster: Roster, draft: Draft) -> frozenset[bytes]:
    """Whom it is about, as people: somebody named under one of their roles is left out under all of them."""
    if not draft.is_about_adult:
        return frozenset()
    heads = _people_with(roster, Role.HEAD) if draft.named is Named.HEAD else frozenset()
    officers = _people_with(roster, Role.SSO) if draft.about is About.OFFICER else frozenset()
    return _people(roster, draft.concerns) | heads | officers


def _people(roster: Roster, nominations: Sequence[str]) -> frozenset[bytes]:
    """Staff ids behind nomination ids in hex."""
    return frozenset(each.staff_id for each in roster.members if each.nomination_id.hex() in nominations)


def _people_with(roster: Roster, role: Role) -> frozenset[bytes]:
    return frozenset(member.staff_id for member in roster.readers(roster.today()) if member.role is role)


def _with_roles(roster: Roster, *roles: Role) -> list[Member]:
    """Active readers with these roles, each person once, in the order of the roles."""
    found: dict[bytes, Member] = {}
    for role in roles:
        for member in roster.readers(roster.today()):
            if member.role is role:
                found.setdefault(member.staff_id, member)
    return list(found.values())


def _with_stand_ins(roster: Roster, members: Sequence[Member]) -> list[Listed]:
    """The members, and whoever is recorded to stand in for one of them."""
    listed = {member.staff_id: _listed(member, GrantState.LIVE) for member in members}
    for member in members:
        stand_in = roster.member(member.stand_in) if member.stand_in else None
        if stand_in is not None and stand_in.is_active_on(roster.today()) and stand_in.staff_id not in listed:
            state = GrantState.LIVE if member.is_away_on(roster.today()) else GrantState.DORMANT
            listed[stand_in.staff_id] = _listed(stand_in, state, stands_in_for=member.shown_name)
    return list(listed.values())


def _listed(member: Member, state: GrantState, stands_in_for: str = "") -> Listed:
    return Listed(
        nomination_id=member.nomination_id,
        staff_id=member.staff_id,
        role=member.role,
        shown_name=member.shown_name,
        state=state,
        away_until=member.away_until,
        stands_in_for=stands_in_for,
        public=member.public,
        fp=member.fp,
    )


def _last_resort(roster: Roster, draft: Draft) -> LastResort:
    """The school's own sheets, unless one of their holders was left out or it is about an adult."""
    if roster.school.recovery_public and not _leaves_out_a_holder(roster, draft):
        return LastResort.SHEETS
    return LastResort.OUTSIDE if roster.school.outside_public else LastResort.NONE


def _leaves_out_a_holder(roster: Roster, draft: Draft) -> bool:
    """Head, SPOC holder, or every officer (for the sheet that the force holds)."""
    if draft.is_about_adult or draft.past_them:
        return True
    left_out = _people(roster, draft.left_out)
    holders = frozenset[bytes]().union(*(_may_hold(roster, holder) for holder in roster.school.recovery_holders))
    officers = _people_with(roster, Role.SSO)
    return bool(left_out & holders) or (bool(officers) and officers <= left_out)


def _may_hold(roster: Roster, holder: Holder) -> frozenset[bytes]:
    """Where nobody was recorded as keeping a sheet of the school's, it may be anyone with that role."""
    if holder.staff_id is not None:
        return frozenset({holder.staff_id})
    return _people_with(roster, Role(holder.role)) if holder.role in tuple(Role) else frozenset()
