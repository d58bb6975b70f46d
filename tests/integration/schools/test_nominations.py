"""Nominations: nobody becomes a reader alone, and whoever leaves takes nothing along."""

import pytest
import sqlalchemy as sa

from sharp.accounts.trail import lines_of, verify_chain
from sharp.model.passing import SealedSessionRow
from sharp.model.reports import Grant, Report
from sharp.model.schools import School
from sharp.model.staff import Staff
from sharp.model.words import Act, Audience, GrantState, Role, StaffState, Standing
from sharp.schools import away, nominations
from sharp.schools.ceremony import NotThisSchools, hold_ceremony, keys_from, recover_keys
from sharp.schools.roster import load_roster
from sharp.schools.serving import roles_of, serving
from sharp.schools.settings import add_school
from sharp.vault.encoding import new_id
from tests.fixtures.rows import grant_row, report_row
from tests.integration.schools.conftest import Cast, add_person, make_cast
from tests.integration.schools.thief import tamper


def fp_of(cast: Cast, who: str) -> bytes:
    with cast.database.reading() as db:
        fp = db.get_one(Staff, cast.staff[who]).fp
    assert fp is not None
    return fp


def confirm(cast: Cast, who: str, by: str, fp: bytes | None = None) -> None:
    with cast.database.writing() as db:
        nominations.confirm(
            db, nomination_id=cast.nominations[who], by=cast.staff[by], fp=fp or fp_of(cast, who), anchor=cast.anchor
        )


def end(cast: Cast, who: str, *, even_last: bool = False) -> None:
    with cast.database.writing() as db:
        nominations.end(db, nomination_id=cast.nominations[who], even_last=even_last, anchor=cast.anchor)


def names_of_readers(cast: Cast) -> list[str]:
    return [member.shown_name for member in cast.roster().readers()]


def test_only_the_very_first_nominee_needs_nobody(cast: Cast) -> None:
    amara = cast.roster().member(cast.nominations["amara"])
    assert amara is not None
    assert amara.state is Standing.ACTIVE
    assert names_of_readers(cast) == ["Amara", "Ben", "Cora"]
    assert [member.shown_name for member in cast.roster().pending()] == ["Dev"]


@pytest.mark.parametrize("role", [Role.HEAD, Role.CONTACT, Role.PASTORAL, Role.COORDINATOR])
def test_others_wait_even_where_no_nominee_ever_was(cast: Cast, role: Role) -> None:
    with cast.database.writing() as db:
        school, _ = add_school(db, slug="elm", name="Elm School", anchor=cast.anchor)
        person = add_person(db, "Eli")
        nominations.nominate(db, school_id=school, staff_id=person.id, role=role, shown_name="Eli", anchor=cast.anchor)
        roster = load_roster(db, school, cast.anchor)
    assert [member.state for member in roster.members] == [Standing.PENDING]


def test_a_school_that_lost_its_nominees_gets_no_second_first(cast: Cast) -> None:
    for who in ("ben", "amara"):
        end(cast, who, even_last=True)
    with cast.database.writing() as db:
        person = add_person(db, "Eve")
        nominations.nominate(
            db, school_id=cast.school, staff_id=person.id, role=Role.SPOC, shown_name="Eve", anchor=cast.anchor
        )
    assert names_of_readers(cast) == ["Cora"]


def test_a_different_nominee_confirms(cast: Cast) -> None:
    confirm(cast, "dev", by="ben")
    assert names_of_readers(cast) == ["Amara", "Dev", "Ben", "Cora"]
    with cast.database.reading() as db:
        assert roles_of(db, cast.staff["dev"], cast.anchor)[0][1] is Role.SPOC


def test_nobody_confirms_themselves(cast: Cast) -> None:
    with cast.database.writing() as db:
        cast.nominations["ben_too"] = nominations.nominate(
            db, school_id=cast.school, staff_id=cast.staff["ben"], role=Role.SPOC, shown_name="Ben", anchor=cast.anchor
        )
    cast.staff["ben_too"] = cast.staff["ben"]
    with pytest.raises(nominations.OwnNomination):
        confirm(cast, "ben_too", by="ben")
    with pytest.raises(nominations.OwnNomination):
        confirm(cast, "dev", by="dev")


def test_heads_operators_strangers_and_former_nominees_confirm_nothing(cast: Cast) -> None:
    other = make_cast(cast.database, cast.anchor, "birch")
    cast.staff["elsewhere"] = other.staff["amara"]
    cast.staff["nobody"] = new_id()
    confirm(cast, "dev", by="ben")
    end(cast, "ben")
    with cast.database.writing() as db:
        person = add_person(db, "Eve")
        cast.staff["eve"] = person.id
        cast.nominations["eve"] = nominations.nominate(
            db, school_id=cast.school, staff_id=person.id, role=Role.SSO, shown_name="Eve", anchor=cast.anchor
        )
    for who in ("cora", "elsewhere", "nobody", "ben"):
        with pytest.raises(nominations.NotACurrentNominee):
            confirm(cast, "eve", by=who)
    assert "Eve" not in names_of_readers(cast)


def test_what_was_not_compared_is_not_confirmed(cast: Cast) -> None:
    with pytest.raises(nominations.KeysChanged):
        confirm(cast, "dev", by="ben", fp=fp_of(cast, "amara"))


def test_new_keys_need_a_new_nomination(cast: Cast) -> None:
    old = fp_of(cast, "dev")
    with cast.database.writing() as db:
        fresh, dev = add_person(db, "Fresh"), db.get_one(Staff, cast.staff["dev"])
        dev.public, dev.sign_public, dev.fp = fresh.public, fresh.sign_public, fresh.fp
    for fp in (old, fp_of(cast, "dev")):
        with pytest.raises(nominations.KeysChanged):
            confirm(cast, "dev", by="ben", fp=fp)
    assert names_of_readers(cast) == ["Amara", "Ben", "Cora"], "a pending one with other keys stops nobody"


def test_an_ended_nomination_never_comes_back(cast: Cast) -> None:
    for who in ("dev", "ben"):
        end(cast, who)
        with pytest.raises(nominations.NotPending):
            confirm(cast, who, by="amara")
        with pytest.raises(nominations.NotPending):
            end(cast, who)
    tamper(cast.database, "UPDATE nominations SET state = 'active' WHERE id = :id", id=cast.nominations["ben"])
    with pytest.raises(Exception, match="nominations"):
        cast.roster()


def test_a_left_person_may_be_nominated_anew(cast: Cast) -> None:
    end(cast, "ben")
    with cast.database.writing() as db:
        cast.nominations["ben"] = nominations.nominate(
            db, school_id=cast.school, staff_id=cast.staff["ben"], role=Role.SSO, shown_name="Ben", anchor=cast.anchor
        )
    assert names_of_readers(cast) == ["Amara", "Cora"]
    confirm(cast, "ben", by="amara")
    assert names_of_readers(cast) == ["Amara", "Ben", "Cora"]


def test_who_may_not_be_nominated(cast: Cast) -> None:
    with cast.database.writing() as db:
        operator = add_person(db, "Olu", operator=True)
        invited = add_person(db, "Ivy")
        invited.state, invited.fp = StaffState.INVITED, None
        db.flush()
        for staff_id, name, refusal in (
            (operator.id, "Olu", nominations.OperatorMayNotRead),
            (invited.id, "Ivy", nominations.NotSetUp),
            (new_id(), "Nobody", nominations.NotSetUp),
            (cast.staff["ben"], " ", nominations.BadShownName),
            (cast.staff["ben"], "Ben", nominations.AlreadyNominated),
        ):
            with pytest.raises(refusal):
                nominations.nominate(
                    db, school_id=cast.school, staff_id=staff_id, role=Role.SSO, shown_name=name, anchor=cast.anchor
                )


def test_the_last_nominee_stays_unless_it_is_meant(cast: Cast) -> None:
    end(cast, "ben")
    with pytest.raises(nominations.LastNominee):
        end(cast, "amara")
    end(cast, "amara", even_last=True)
    assert names_of_readers(cast) == ["Cora"]


def test_two_sheets_confirm_when_no_nominee_is_left(cast: Cast) -> None:
    with cast.database.writing() as db:
        school, ceremony = add_school(db, slug="elm", name="Elm School", anchor=cast.anchor)
        first, second = add_person(db, "Ada"), add_person(db, "Bo")
        gone = nominations.nominate(
            db, school_id=school, staff_id=first.id, role=Role.SPOC, shown_name="Ada", anchor=cast.anchor
        )
        nominations.end(db, nomination_id=gone, even_last=True, anchor=cast.anchor)
        waiting = nominations.nominate(
            db, school_id=school, staff_id=second.id, role=Role.SPOC, shown_name="Bo", anchor=cast.anchor
        )
        assert second.fp is not None
        with pytest.raises(nominations.NotTheRecoveryKeys):
            nominations.confirm_by_sheets(
                db, nomination_id=waiting, keys=keys_from(hold_ceremony().sheets), fp=second.fp, anchor=cast.anchor
            )
        facts = load_roster(db, school, cast.anchor).school
        with pytest.raises(NotThisSchools):
            recover_keys(facts, hold_ceremony().sheets[:2])
        keys = recover_keys(facts, ceremony.sheets[1:])
        nominations.confirm_by_sheets(db, nomination_id=waiting, keys=keys, fp=second.fp, anchor=cast.anchor)
        assert [member.shown_name for member in load_roster(db, school, cast.anchor).readers()] == ["Bo"]


def test_each_act_leaves_a_trail_line(cast: Cast) -> None:
    confirm(cast, "dev", by="ben")
    end(cast, "dev")
    with cast.database.reading() as db:
        acts = [line.act for line in db.scalars(lines_of(cast.school))]
        verify_chain(db, cast.school)
    assert acts[:2] == [Act.SCHOOL_ADDED, Act.NOMINATED]
    assert acts[-2:] == [Act.CONFIRMED, Act.ENDED]
    assert acts.count(Act.NOMINATED) == 4


def add_reports(cast: Cast, *holders: str) -> list[bytes]:
    """A report for each, held by that person alone."""
    made = []
    with cast.database.writing() as db:
        school = db.get_one(School, cast.school)
        for i, who in enumerate(holders):
            report = report_row(school, f"BCDF-GHJ{i}")
            db.add(report)
            db.flush()
            db.add(grant_row(report, db.get_one(Staff, cast.staff[who]), GrantState.LIVE))
            made.append(report.id)
    return made


def grants_of(cast: Cast, who: str) -> int:
    with cast.database.reading() as db:
        held = sa.select(sa.func.count()).select_from(Grant).where(Grant.reader_id == cast.staff[who])
        return db.scalar(held) or 0


def test_ending_takes_grants_and_sessions_and_marks_the_reports(cast: Cast) -> None:
    bens, amaras = add_reports(cast, "ben", "amara")
    with cast.database.writing() as db:
        for who in ("ben", "amara"):
            db.add(
                SealedSessionRow(
                    id=new_id(), audience=Audience.STAFF, staff_id=cast.staff[who], v=1, rev=1, purge_hour=1, sealed=b""
                )
            )
    end(cast, "ben")
    with cast.database.reading() as db:
        assert db.get_one(Report, bens).renew
        assert not db.get_one(Report, amaras).renew
        assert list(db.scalars(sa.select(SealedSessionRow.staff_id))) == [cast.staff["amara"]]
        assert db.get_one(Staff, cast.staff["ben"]).epoch == 1
        assert serving(db, cast.staff["ben"], cast.anchor).rosters == ()
    assert (grants_of(cast, "ben"), grants_of(cast, "amara")) == (0, 1)


def hold_also(cast: Cast, who: str, role: Role) -> None:
    with cast.database.writing() as db:
        made = nominations.nominate(
            db, school_id=cast.school, staff_id=cast.staff[who], role=role, shown_name=who.title(), anchor=cast.anchor
        )
    cast.nominations[f"{who}_{role}"], cast.staff[f"{who}_{role}"] = made, cast.staff[who]
    confirm(cast, f"{who}_{role}", by="amara")


@pytest.mark.parametrize(
    ("other_role", "kept"), [(Role.SPOC, {7}), (Role.HEAD, {7}), (Role.PASTORAL, {8}), (Role.COORDINATOR, set())]
)
def test_another_role_keeps_only_what_it_covers(cast: Cast, other_role: Role, kept: set[int]) -> None:
    """A reader keeps what is theirs to read, a lead what was handed over: by the slots of the grants."""
    _, handed_over = add_reports(cast, "ben", "ben")
    with cast.database.writing() as db:
        for grant in db.scalars(sa.select(Grant).where(Grant.report_id == handed_over)):
            grant.followup_id, grant.slots = new_id(), 8
    hold_also(cast, "ben", other_role)
    end(cast, "ben")
    with cast.database.reading() as db:
        assert set(db.scalars(sa.select(Grant.slots).where(Grant.reader_id == cast.staff["ben"]))) == kept


def test_another_schools_grants_stay(cast: Cast) -> None:
    other = make_cast(cast.database, cast.anchor, "birch")
    other.staff["ben"] = cast.staff["ben"]
    add_reports(other, "ben")
    end(cast, "ben")
    assert grants_of(cast, "ben") == 1


def test_away_and_standing_in(cast: Cast) -> None:
    today = cast.roster().today()

    def set_away(away_from: int | None, away_until: int | None, stand_in: str | None) -> None:
        with cast.database.writing() as db:
            away.set_away(
                db,
                nomination_id=cast.nominations["ben"],
                away_from=away_from,
                away_until=away_until,
                stand_in=cast.nominations[stand_in] if stand_in else None,
                anchor=cast.anchor,
            )

    set_away(today, today + 3, "amara")
    ben = cast.roster().member(cast.nominations["ben"])
    assert ben is not None
    assert [ben.is_away_on(today + ahead) for ahead in (-1, 0, 2, 3)] == [False, True, True, False]
    assert ben.stand_in == cast.nominations["amara"]
    for stand_in in ("ben", "dev"):
        with pytest.raises(away.BadStandIn):
            set_away(today, None, stand_in)
    for first in (today, None):
        with pytest.raises(away.BadDates):
            set_away(first, today, None)
    end(cast, "amara")
    ben = cast.roster().member(cast.nominations["ben"])
    assert ben is not None
    assert ben.stand_in is None, "nobody who has left stands in"
