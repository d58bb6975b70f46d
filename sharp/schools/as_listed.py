"""Verified rows as the frozen list that everything else works with."""

from sharp.model.schools import Nomination, School
from sharp.model.staff import Staff
from sharp.model.words import Standing
from sharp.schools.facts import Holder, Member, Roster, SchoolFacts
from sharp.schools.places import parse_places
from sharp.schools.rows import Rows


def as_roster(rows: Rows) -> Roster:
    members = (_as_member(each, rows.staff.get(each.staff_id)) for each in rows.nominations)
    return Roster(_as_facts(rows.school), rows.roster.n, tuple(sorted(members, key=lambda each: each.nomination_id)))


def _as_facts(school: School) -> SchoolFacts:
    return SchoolFacts(
        id=school.id,
        slug=school.slug,
        name=school.name,
        words_salt=school.words_salt,
        timezone=school.timezone,
        exit_url=school.exit_url,
        recovery_public=school.recovery_public,
        recovery_holders=parse_holders(school.recovery_holders),
        outside_public=school.outside_public,
        outside_name=school.outside_name,
        timetable=school.timetable,
        places=parse_places(school.places),
        routing=frozenset(school.routing.split()),
        demo=school.demo,
    )


def parse_holders(text: str) -> tuple[Holder, ...]:
    pairs = (line.split() for line in text.splitlines() if line.strip())
    return tuple(Holder(role, None if who == "-" else bytes.fromhex(who)) for role, who in pairs)


def _as_member(row: Nomination, staff: Staff | None) -> Member:
    is_active = row.state is Standing.ACTIVE and staff is not None
    return Member(
        nomination_id=row.id,
        staff_id=row.staff_id,
        role=row.role,
        dsl=row.dsl,
        shown_name=row.shown_name,
        from_day=row.from_day,
        to_day=row.to_day,
        away_from=row.away_from,
        away_until=row.away_until,
        stand_in=row.stand_in,
        fp=row.fp,
        state=row.state,
        public=(staff.public or b"") if is_active and staff else b"",
        sign_public=(staff.sign_public or b"") if is_active and staff else b"",
    )
