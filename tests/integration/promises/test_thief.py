"""What a thief has of it: a copy of the database, with or without the key file, a passphrase, words, an old cookie."""

import base64
from collections.abc import Iterable, Iterator

import pytest
import sqlalchemy as sa

from sharp.accounts.signing_in import Candidate, NotRecognised, check_passphrase
from sharp.model.base import Base, Maced
from sharp.model.database import Database
from sharp.model.reports import Grant, Report
from sharp.model.words import Audience, ReaderKind
from sharp.reports import pupil_case
from sharp.reports.coming_back import stretch
from sharp.reports.grants import open_grant
from sharp.schools import nominations
from sharp.schools.rows import RosterRefused
from sharp.vault import visits, words
from sharp.vault.aead import gcm_open
from sharp.vault.credentials import KEY_SIZE
from sharp.vault.encoding import NO_ID, ctx, u16, u32
from sharp.vault.envelope import HEADER_SIZE
from sharp.vault.errors import RowForged, SealBroken, VaultRefusal
from sharp.vault.keyfile import PURPOSES, ServerKeys, new_keyfile
from sharp.vault.person import PersonKeys
from sharp.vault.receipts import Ring
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import PDF, allow_files, file_with
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import STORY, Filed, prepare_words, ring_of
from tests.fixtures.world import PASSPHRASE, World
from tests.integration.promises.ground import Row, dump, hold_and_close, insert_row, key_of, remove_row, rows_of
from tests.integration.reports.test_journey import go
from tests.integration.triage.desk import case_path

NAME = "Leila Haddad"
LATER = "Now they wait at the bus stop."


@pytest.fixture
def filed(world: World) -> Filed:
    allow_files(world)
    return file_with(world, PDF, name=NAME, place_more="Behind the boiler house")


@pytest.fixture
def stranger() -> ServerKeys:
    """A key file, but not this deployment's."""
    return ServerKeys.parse(new_keyfile())


def staff_row(world: World, who: str) -> Row:
    return next(row for row in rows_of(world.database, "staff") if row["id"] == world.person(who).id)


def candidate(row: Row) -> Candidate:
    return Candidate(row["id"], row["salt"], row["cred"], row["cred_v"], row["gen"], row["epoch"], row["fp"])


def opens(keys: Iterable[bytes], blob: bytes, aad: bytes) -> bool:
    return any(_opens(key, blob, aad) for key in keys)


def _opens(key: bytes, blob: bytes, aad: bytes) -> bool:
    try:
        gcm_open(key, blob, aad)
    except SealBroken:
        return False
    return True


def forms_of(secret: bytes) -> Iterator[str]:
    yield secret.hex()
    yield base64.b64encode(secret).decode().rstrip("=")
    yield base64.urlsafe_b64encode(secret).decode().rstrip("=")
    yield repr(secret)[2:-1]


def test_nothing_secret_lies_in_the_database_in_any_spelling(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed
) -> None:
    go(client, "check", story={"story": LATER})
    as_("officer").submit(case_path(filed), {"note": "Rang the boiler man."}, action="notes")
    everything = "\n".join(row for rows in dump(world.database, but=()).values() for row in rows)
    ring = ring_of(world, filed)
    person = world.person("officer")
    texts = (STORY, NAME, LATER, "boiler", "Zoë", filed.words.display, PASSPHRASE)
    secrets = (ring.thread, ring.identity, ring.pupil_seed, person.keys.bundle()[1:33], person.totp_secret)
    hidden = [*secrets, *(text.encode() for text in texts)]
    for spelled in [*texts, *(form for secret in hidden for form in forms_of(secret))]:
        assert spelled not in everything


def test_without_the_key_file_right_words_and_the_right_passphrase_open_nothing(
    world: World, filed: Filed, stranger: ServerKeys
) -> None:
    hold_and_close(world, filed)
    prepare_words(world)
    thief = Database(world.database.engine, stranger)
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Maced):
            with thief.reading() as db, pytest.raises(RowForged):
                db.scalars(sa.select(mapper.class_)).all()
    with pytest.raises(NotRecognised):
        check_passphrase(stranger, candidate(staff_row(world, "officer")), PASSPHRASE)
    school = world.roster().school
    known = stretch(filed.words, school)
    [receipt] = rows_of(world.database, "receipts")
    assert words.lookup(stranger.key("words"), known.seed, school.id) != receipt["lookup"]
    inner, outer = (
        ctx("sharp/1/receipt", school.id, filed.id),
        ctx("sharp/1/receipt-outer", school.id, filed.id, u16(1)),
    )
    for aad in (inner, outer):
        assert not opens([known.key, known.seed, *_all_keys(stranger)], receipt["stored"], aad)


def _all_keys(keys: ServerKeys) -> list[bytes]:
    whole = [keys.key(purpose) for purpose in PURPOSES]
    return [key[at : at + 32] for key in whole for at in range(0, len(key), 32)]


def test_with_the_key_file_and_nobodys_passphrase_or_words_nothing_opens(
    world: World, as_: SignIn, client: CheckedClient, filed: Filed
) -> None:
    """The outer seals come off; the inner ones are under passphrase, words, reader's key or cookie."""
    go(client, "story")
    as_("officer").get(case_path(filed))
    keys, school = _all_keys(world.keys), world.cast.schools["alder"]
    staff, [receipt] = staff_row(world, "officer"), rows_of(world.database, "receipts")
    cred = gcm_open(world.keys.key("staff"), staff["cred"], ctx("sharp/1/staff-cred", staff["id"], u32(1), u16(1)))
    ring = gcm_open(
        world.keys.key("receipt"), receipt["stored"], ctx("sharp/1/receipt-outer", school, filed.id, u16(1))
    )
    bundle_aad = ctx("sharp/1/staff-key", staff["id"], u32(1), staff["fp"])
    assert not opens([*keys, cred[:KEY_SIZE]], cred[KEY_SIZE:], bundle_aad)
    assert not opens(keys, ring, ctx("sharp/1/receipt", school, filed.id))
    with pytest.raises(NotRecognised):
        check_passphrase(world.keys, candidate(staff), PASSPHRASE + "s")
    for table, column in (("entries", "envelope"), ("cards", "sealed"), ("grants", "blob"), ("sessions", "sealed")):
        for row in rows_of(world.database, table):
            for aad in _likely_bindings(row, school):
                assert not opens(keys, row[column], aad)
                assert not opens(keys, row[column][HEADER_SIZE:], aad)
    seeds = [PersonKeys(key, key) for key in keys]
    for grant in _grants(world, filed):
        for thief in seeds[:2]:
            with world.database.reading() as db, pytest.raises(VaultRefusal):
                open_grant(db.get_one(Report, filed.id), grant, thief)


def _grants(world: World, filed: Filed) -> list[Grant]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Grant).where(Grant.report_id == filed.id, Grant.kind == ReaderKind.STAFF)))


def _likely_bindings(row: Row, school: bytes) -> Iterator[bytes]:
    yield b""
    yield ctx("sharp/1/card", school, row.get("report_id", NO_ID))
    yield ctx("sharp/1/session", str(row.get("audience", "")).encode(), row.get("id", NO_ID))


def test_a_session_row_without_its_cookie_opens_nothing(world: World, as_: SignIn) -> None:
    as_("officer")
    [row] = rows_of(world.database, "sessions")
    for secret in (bytes(32), row["id"] * 2, *_all_keys(world.keys)):
        key = visits.session_key(secret, world.keys.key("session"), Audience.STAFF, row["id"])
        with pytest.raises(VaultRefusal):
            visits.open_session(
                key, row["sealed"], audience=Audience.STAFF, id=row["id"], staff=row["staff_id"], v=row["v"],
                rev=row["rev"], purge_hour=row["purge_hour"],
            )  # fmt: skip


def put_back(world: World, tables: Iterable[str], old: dict[str, list[Row]]) -> None:
    """Every row that once lay in these tables, as it lay there."""
    for table in tables:
        now = {row[key_of(table)]: row for row in rows_of(world.database, table)}
        for row in old[table]:
            if now.get(row[key_of(table)]) != row:
                if row[key_of(table)] in now:
                    remove_row(world.database, table, row)
                insert_row(world.database, table, row)


COPIES = (
    ("grants",),
    ("grants", "sessions"),
    ("grants", "sessions", "staff"),
    ("grants", "sessions", "staff", "nominations"),
    ("grants", "sessions", "staff", "nominations", "rosters"),
)


@pytest.mark.parametrize("tables", COPIES, ids=" ".join)
def test_a_removed_nominee_with_everything_they_once_had_reads_nothing(
    world: World, app: Sharp, as_: SignIn, filed: Filed, tables: tuple[str, ...]
) -> None:
    """Passphrase, old cookie, and an old copy of the database written over the new."""
    cookie, ring = as_("officer"), ring_of(world, filed)
    assert STORY.encode() in cookie.get(case_path(filed)).get_data()
    old = {table: rows_of(world.database, table) for table in tables}
    with world.database.writing() as db:
        nominations.end(db, nomination_id=world.nomination("officer"), anchor=world.anchor)
    put_back(world, tables, old)
    for client in (cookie, as_("officer")):
        for address in (case_path(filed), "/staff/queue", "/staff/"):
            page = client.get(address)
            assert STORY.encode() not in page.get_data()
            assert page.status_code != 200 or address == "/staff/"
        assert client.post(case_path(filed, "notes"), data={"note": "Still here."}).status_code in (302, 403)
    assert_gets_no_new_keys(world, app, filed, ring)


def assert_gets_no_new_keys(world: World, app: Sharp, filed: Filed, ring: Ring) -> None:
    """What the pupil adds is sealed to those who read now, or is not sent."""
    officer = world.person("officer")
    try:
        with app.app_context(), world.database.writing() as db:
            pupil_case.add_message(db, filed.id, ring, LATER)
    except RosterRefused:
        assert {row["epoch"] for row in rows_of(world.database, "entries")} == {1}
        return
    held = {(grant.reader_id, grant.epoch) for grant in _grants(world, filed)}
    assert (world.person("spoc").id, 2) in held
    assert (officer.id, 2) not in held
    assert [row["epoch"] for row in rows_of(world.database, "entries") if row["seq"] == 5] == [2]
