"""The roster: whoever writes to the database still decides nothing about who reads."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from sharp.model.schools import Nomination, Roster, School
from sharp.model.staff import Staff
from sharp.model.words import Role, Standing
from sharp.schools import checks, nominations, settings
from sharp.schools.anchor import Anchor
from sharp.schools.roster import RosterRefused, all_rosters, load_roster, resign, roster_of
from sharp.vault.encoding import new_id
from tests.integration.schools.conftest import Cast, add_person, make_cast
from tests.integration.schools.thief import copy_row, put_row, tamper

TABLES: tuple[Any, ...] = (School, Roster, Nomination, Staff)
READER_CELLS: dict[Any, tuple[str, ...]] = {
    School: School.MAC_COLUMNS,
    Roster: ("n", "count", "mac_v", "mac"),
    Nomination: (*Nomination.MAC_COLUMNS, "mac_v", "mac"),
    Staff: ("public", "sign_public", "fp", "state", "mac_v", "mac"),
}
KEY = {School: "id", Roster: "school_id", Nomination: "id", Staff: "id"}


def cells() -> Iterator[Any]:
    for table, names in READER_CELLS.items():
        for name in names:
            if name not in ("id", "school_id", "staff_id"):
                yield pytest.param(table, name, id=f"{table.__table__.name}.{name}")


def other_value(column: sa.Column[Any], value: Any) -> Any:
    """Something else that the column would take."""
    if column.name in ("role", "state"):
        return {"sso": "head", "spoc": "sso", "active": "ended", "pending": "active"}.get(value, "active")
    if value is None:
        return new_id() if "BLOB" in str(column.type) or "Id" in repr(column.type) else 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    return value + "x" if isinstance(value, str) else int(value) + 1


def row_of(cast: Cast, table: Any) -> tuple[str, bytes]:
    key = {School: cast.school, Roster: cast.school, Nomination: cast.nominations["ben"], Staff: cast.staff["ben"]}
    return KEY[table], key[table]


def assert_refused(cast: Cast) -> None:
    with pytest.raises(RosterRefused):
        cast.roster()
    with cast.database.reading() as db:
        assert checks.school_faults(db, cast.anchor, cast.school), "doctor must see it"


def test_it_lists_who_reads_and_nobody_else(cast: Cast) -> None:
    roster = cast.roster()
    assert [(member.shown_name, member.role) for member in roster.readers()] == [
        ("Amara", Role.SPOC),
        ("Ben", Role.SSO),
        ("Cora", Role.HEAD),
    ]
    assert [member.shown_name for member in roster.pending()] == ["Dev"]
    assert all(len(member.public) == 1216 for member in roster.readers())
    assert not any(member.public for member in roster.pending())


@pytest.mark.parametrize(("table", "name"), tuple(cells()))
def test_a_changed_cell_is_refused(cast: Cast, table: Any, name: str) -> None:
    key, row_id = row_of(cast, table)
    row = copy_row(cast.database, table, key, row_id)
    value = other_value(table.__table__.c[name], row[name])
    if isinstance(table.__table__.c[name].type, sa.Boolean):
        value = not row[name]
    tamper(
        cast.database, f"UPDATE {table.__tablename__} SET {name} = :value WHERE {key} = :key", value=value, key=row_id
    )
    assert_refused(cast)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__tablename__)
def test_a_deleted_row_is_refused(cast: Cast, table: Any) -> None:
    key, row_id = row_of(cast, table)
    tamper(cast.database, f"DELETE FROM {table.__tablename__} WHERE {key} = :key", key=row_id)
    assert_refused(cast)


@pytest.mark.parametrize("table", [School, Nomination, Roster], ids=lambda table: table.__tablename__)
def test_an_older_valid_copy_is_refused(cast: Cast, table: Any) -> None:
    key, row_id = row_of(cast, table)
    old = copy_row(cast.database, table, key, row_id)
    with cast.database.writing() as db:
        settings.set_exit(db, school_id=cast.school, url="https://example.org/", anchor=cast.anchor)
        nominations.end(db, nomination_id=cast.nominations["ben"], anchor=cast.anchor)
    put_row(cast.database, table, key, old)
    assert_refused(cast)


def test_everything_put_back_at_once_is_older_than_the_anchor(cast: Cast) -> None:
    old = {table: copy_row(cast.database, table, *row_of(cast, table)) for table in (School, Roster, Nomination)}
    with cast.database.writing() as db:
        nominations.end(db, nomination_id=cast.nominations["ben"], anchor=cast.anchor)
    for table, row in old.items():
        put_row(cast.database, table, row_of(cast, table)[0], row)
    assert_refused(cast)
    unseeing = Anchor(cast.anchor.path.with_name("other.anchor"))
    with cast.database.reading() as db:
        assert len(load_roster(db, cast.school, unseeing).readers()) == 3, "only the anchor can tell"


def test_another_schools_rows_are_refused(cast: Cast) -> None:
    other = make_cast(cast.database, cast.anchor, "birch")
    tamper(
        cast.database,
        "UPDATE nominations SET school_id = :here WHERE id = :id",
        here=cast.school,
        id=other.nominations["cora"],
    )
    assert_refused(cast)
    assert_refused(other)


def test_another_schools_roster_is_refused(cast: Cast) -> None:
    other = make_cast(cast.database, cast.anchor, "birch")
    theirs = copy_row(cast.database, Roster, "school_id", other.school)
    put_row(cast.database, Roster, "school_id", theirs | {"school_id": cast.school})
    assert_refused(cast)


def test_an_inserted_copy_is_refused(cast: Cast) -> None:
    """A row with its own right MAC, once valid somewhere, added to the list."""
    row = copy_row(cast.database, Nomination, "id", cast.nominations["dev"])
    with cast.database.writing() as db:
        nominations.end(db, nomination_id=cast.nominations["dev"], anchor=cast.anchor)
    put_row(cast.database, Nomination, "id", row)
    assert_refused(cast)


def test_a_deleted_nomination_is_named_by_its_roster(cast: Cast) -> None:
    tamper(cast.database, "DELETE FROM nominations WHERE id = :id", id=cast.nominations["ben"])
    with cast.database.reading() as db:
        fault, *_ = checks.school_faults(db, cast.anchor, cast.school)
    assert (fault.table, fault.row) == ("rosters", cast.school.hex())


def test_doctor_names_every_forged_row(cast: Cast) -> None:
    tamper(cast.database, "UPDATE nominations SET shown_name = 'Eve' WHERE school_id = :id", id=cast.school)
    with cast.database.reading() as db:
        faults = checks.school_faults(db, cast.anchor, cast.school)
    assert {(fault.table, fault.row) for fault in faults} == {
        ("nominations", nomination.hex()) for nomination in cast.nominations.values()
    }


def test_new_keys_without_a_new_nomination_are_refused(cast: Cast) -> None:
    with cast.database.writing() as db:
        fresh = add_person(db, "Fay")
        ben = db.get(Staff, cast.staff["ben"])
        assert ben is not None
        ben.public, ben.sign_public, ben.fp = fresh.public, fresh.sign_public, fresh.fp
    assert_refused(cast)
    with cast.database.writing() as db:
        nominations.end(db, nomination_id=cast.nominations["ben"], anchor=cast.anchor)
    assert [member.shown_name for member in cast.roster().readers()] == ["Amara", "Cora"]


def test_signing_again_does_not_mend_what_was_forged(cast: Cast) -> None:
    tamper(cast.database, "DELETE FROM nominations WHERE id = :id", id=cast.nominations["ben"])
    with pytest.raises(RosterRefused), cast.database.writing() as db:
        resign(db, cast.school, cast.anchor)
    assert_refused(cast)


def test_a_forged_row_is_refused_twice_in_one_session(cast: Cast) -> None:
    tamper(cast.database, "UPDATE nominations SET shown_name = 'Eve' WHERE id = :id", id=cast.nominations["ben"])
    for session in (cast.database.reading(), cast.database.writing()):
        with session as db:
            for _ in range(2):
                with pytest.raises(RosterRefused):
                    load_roster(db, cast.school, cast.anchor)


def test_a_school_that_vanished_is_refused_and_not_unknown(cast: Cast) -> None:
    tamper(cast.database, "UPDATE schools SET slug = 'elm' WHERE id = :id", id=cast.school)
    with cast.database.reading() as db:
        with pytest.raises(RosterRefused):
            roster_of(db, "alder", cast.anchor)
        assert roster_of(db, "nowhere", cast.anchor) is None


def test_one_refused_school_leaves_the_others_alone(cast: Cast) -> None:
    other = make_cast(cast.database, cast.anchor, "birch")
    tamper(cast.database, "UPDATE nominations SET shown_name = 'Eve' WHERE id = :id", id=cast.nominations["ben"])
    with cast.database.reading() as db:
        assert [roster.school.slug for roster in all_rosters(db, cast.anchor)] == ["birch"]
    assert len(other.roster().readers()) == 3


def test_a_change_since_this_session_began_to_read_is_no_forgery(cast: Cast) -> None:
    with cast.database.reading() as db:
        before = load_roster(db, cast.school, cast.anchor).n
        with cast.database.writing() as other:
            settings.set_routing(other, school_id=cast.school, spoc_first=["theft"], anchor=cast.anchor)
        after = load_roster(db, cast.school, cast.anchor)
    assert after.n == before + 1
    assert after.school.routing == {"theft"}


def test_the_anchor_rises_only_with_the_commit(cast: Cast) -> None:
    seen = cast.anchor.seen().rosters[cast.school].n

    with cast.database.write() as db:
        assert resign(db, cast.school, cast.anchor) == seen + 1
        assert load_roster(db, cast.school, cast.anchor).n == seen + 1
        db.rollback()
    assert cast.anchor.seen().rosters[cast.school].n == seen
    with cast.database.writing() as db:
        resign(db, cast.school, cast.anchor)
    assert cast.anchor.seen().rosters[cast.school].n == seen + 1


def test_a_sound_school_has_only_advice(cast: Cast) -> None:
    with cast.database.reading() as db:
        assert checks.school_faults(db, cast.anchor, cast.school) == []
        assert checks.check_missing_schools(db, cast.anchor) == []
        needs = checks.school_needs(db, cast.school)
    assert sorted(need.says for need in needs) == ["no outside recovery key is recorded", "nobody serves as contact"]


def test_members_of_all_standings_keep_their_names(cast: Cast) -> None:
    with cast.database.writing() as db:
        nominations.end(db, nomination_id=cast.nominations["ben"], anchor=cast.anchor)
    ben = cast.roster().member(cast.nominations["ben"])
    assert ben is not None
    assert (ben.shown_name, ben.state, ben.public) == ("Ben", Standing.ENDED, b"")


def test_who_is_granted_something_stays_on_the_list_until_it_is_done(cast: Cast) -> None:
    """A send that has looked at the list in its unit of work cannot be overtaken by the end of a nomination."""
    ended = threading.Event()

    def end() -> None:
        with cast.database.writing() as db:
            nominations.end(db, nomination_id=cast.nominations["ben"], anchor=cast.anchor)
        ended.set()

    with cast.database.writing() as db:
        load_roster(db, cast.school, cast.anchor)
        other = threading.Thread(target=end)
        other.start()
        assert not ended.wait(0.3)
    other.join(timeout=20)
    assert ended.is_set()
    assert [member.shown_name for member in cast.roster().readers()] == ["Amara", "Cora"]
