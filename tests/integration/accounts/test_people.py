"""What an account keeps: nothing that opens without the key file, nothing without the passphrase."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.accounts import people, signing_in
from sharp.model.database import Database, open_database
from sharp.model.staff import Staff
from sharp.vault.errors import RowForged, VaultRefusal
from sharp.vault.keyfile import ServerKeys, new_keyfile, rotate
from tests.integration.accounts.conftest import EMAIL, MORNING, PASSPHRASE, Person


def test_the_right_passphrase_opens_the_keys(amara: Person, database: Database, server_keys: ServerKeys) -> None:
    with database.reading() as db:
        found = signing_in.candidate(db, EMAIL.upper())
    assert signing_in.check_passphrase(server_keys, found, PASSPHRASE) == amara.set_up.keys


def test_a_stolen_database_opens_nothing_without_the_key_file(
    amara: Person, database: Database, database_url: str
) -> None:
    """Even knowing the right passphrase: the rows do not verify, and the credential does not open."""
    thief = ServerKeys.parse(new_keyfile())
    with database.reading() as db:
        found = signing_in.candidate(db, EMAIL)
    with pytest.raises(signing_in.NotRecognised):
        signing_in.check_passphrase(thief, found, PASSPHRASE)
    stolen = open_database(database_url, thief)
    with stolen.reading() as db, pytest.raises(RowForged):
        signing_in.candidate(db, EMAIL)
    stolen.engine.dispose()


def test_the_key_file_opens_nothing_without_the_passphrase(
    amara: Person, database: Database, server_keys: ServerKeys
) -> None:
    with database.reading() as db:
        found = signing_in.candidate(db, EMAIL)
    with pytest.raises(signing_in.NotRecognised):
        signing_in.check_passphrase(server_keys, found, PASSPHRASE + "s")


def test_a_rotated_key_file_still_opens_all(amara: Person, database_url: str, key_file_bytes: bytes) -> None:
    keys = ServerKeys.parse(rotate(key_file_bytes))
    rotated = open_database(database_url, keys)
    with rotated.writing() as db:
        found = signing_in.candidate(db, EMAIL)
        assert signing_in.check_passphrase(keys, found, PASSPHRASE) == amara.set_up.keys
        staff = signing_in.locked_account(db, amara.id)
        assert staff is not None
        signing_in.check_code(db, staff, amara.code())
        signing_in.check_code(db, staff, amara.set_up.recovery_codes[0])
    rotated.engine.dispose()


def test_a_changed_row_is_refused_and_not_tried(amara: Person, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.update(Staff.__table__).values(totp_step=0))
    with database.reading() as db:
        signing_in.candidate(db, EMAIL)  # the same value is no change
    with database.engine.begin() as connection:
        connection.execute(sa.update(Staff.__table__).values(totp_step=-5))
    with database.reading() as db, pytest.raises(RowForged):
        signing_in.candidate(db, EMAIL)


def test_one_account_takes_no_others_credential(amara: Person, database: Database, server_keys: ServerKeys) -> None:
    """With the MAC key, and the rows exchanged: still sealed to the account that it was made for."""
    with database.writing() as db:
        other, _token = people.invite(db, email="other@example.org", name="Other")
        people.set_up(db, other, "another passphrase")
        first = db.get_one(Staff, amara.id)
        first.cred, other.cred = other.cred, first.cred
        first.salt, other.salt = other.salt, first.salt
    with database.reading() as db:
        found = signing_in.candidate(db, EMAIL)
    with pytest.raises((signing_in.NotRecognised, VaultRefusal)):
        signing_in.check_passphrase(server_keys, found, "another passphrase")


def test_an_invitation_made_again_kills_the_first(database: Database) -> None:
    with database.writing() as db:
        _staff, first = people.invite(db, email="New@Example.org ", name="New")
        staff, second = people.invite(db, email="new@example.org", name="New Name")
        assert people.invited_by(db, second) is staff
        assert (staff.email, staff.name) == ("new@example.org", "New Name")
        with pytest.raises(people.NoSuchInvitation):
            people.invited_by(db, first)


def test_an_invitation_ends(database: Database) -> None:
    with database.writing() as db:
        _staff, token = people.invite(db, email="new@example.org", name="New")
        with clock.at(clock.now() + timedelta(hours=74)), pytest.raises(people.NoSuchInvitation):
            people.invited_by(db, token)


def test_what_holds_secrets_says_nothing(amara: Person) -> None:
    assert PASSPHRASE not in repr(amara.set_up)
    assert amara.set_up.recovery_codes[0] not in repr(amara.set_up)


def test_of_many_tries_with_one_code_at_once_one_is_right(amara: Person, database: Database) -> None:
    code = amara.code()

    def is_let_in(_n: int) -> bool:
        try:
            with clock.at(MORNING), database.writing() as db:
                staff = signing_in.locked_account(db, amara.id)
                assert staff is not None
                signing_in.check_code(db, staff, code)
        except signing_in.CodeUsed:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(is_let_in, range(12))) == 1
