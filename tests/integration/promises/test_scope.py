"""Scope: a grant opens the slots that it names, and nobody passes on more than they hold."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from sharp.model.reports import Card, Entry, Grant, Report
from sharp.model.words import GrantState, ReaderKind
from sharp.reports import cards, pupil_case
from sharp.reports.coming_back import pupil_keyring
from sharp.reports.grants import Keyring, Reader, give, grants_of, make_grant, staff_keyring
from sharp.reports.journal import read_journal, seal_entries
from sharp.reports.recovering import recover
from sharp.schools.ceremony import keys_from
from sharp.triage.sharing import LeftOut, share_case
from sharp.vault.aead import gcm_seal
from sharp.vault.encoding import canonical_json
from sharp.vault.entries import Content, EntryAddress, open_entry
from sharp.vault.errors import SealBroken, VaultRefusal, WrongAuthor, WrongKind
from sharp.vault.padding import ENTRY_STEPS, pad
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import case_of
from tests.integration.triage.desk import case_path

ANONYMISED = Slot.THREAD | Slot.CASE
NAME, REACH = "Leila Haddad", "At the library on Tuesdays"


def keys_of(world: World, filed: Filed, who: str) -> Keyring:
    person = world.person(who)
    with world.database.reading() as db:
        return staff_keyring(db, db.get_one(Report, filed.id), person.id, person.keys)


def entries(world: World, filed: Filed) -> list[Entry]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Entry).where(Entry.report_id == filed.id).order_by(Entry.seq)))


def address(entry: Entry) -> EntryAddress:
    return EntryAddress(entry.school_id, entry.report_id, entry.id, entry.seq, Slot(entry.slot), entry.epoch)


@pytest.fixture
def filed(world: World) -> Filed:
    """A report with a name, whose officer holds thread and case alone."""
    made, person = file_report(world, name=NAME, reach=REACH), world.person("officer")
    [whole] = keys_of(world, made, "spoc").held
    with world.database.writing() as db:
        db.execute(sa.delete(Grant).where(Grant.report_id == made.id, Grant.reader_id == person.id))
        reader = Reader(ReaderKind.STAFF, person.id, person.keys.fingerprint, person.keys.public, slots=ANONYMISED)
        report = db.get_one(Report, made.id)
        give(db, report, [make_grant(report.school_id, report.id, reader, whole)])
    return made


def assert_opens_all_but_the_name(world: World, filed: Filed, who: str) -> None:
    held = keys_of(world, filed, who)
    for entry in entries(world, filed):
        tried = [keys.key(slot) for keys in held.held for slot in keys.slots]
        opened = list(_opened(entry, tried))
        assert bool(opened) is (Slot(entry.slot) in ANONYMISED), entry.slot


def _opened(entry: Entry, keys: list[bytes]) -> Iterator[Content]:
    for key in keys:
        try:
            yield open_entry(key, address(entry), entry.envelope)
        except SealBroken:
            continue


def test_police_without_the_name_read_all_but_the_name(world: World, as_: SignIn, filed: Filed) -> None:
    for _time in range(2):  # as it was granted, and as it is wrapped again by the first opening
        page = as_("officer").get(case_path(filed))
        assert STORY in text_of(page)
        assert "Not shown to you" in text_of(page)
        assert not any(word.encode() in page.get_data() for word in (NAME, REACH, "Leila"))
        assert_opens_all_but_the_name(world, filed, "officer")
    assert NAME in text_of(as_("spoc").get(case_path(filed)))


def renew(world: World, app: Sharp, filed: Filed) -> None:
    """A reader was removed; the pupil acts next, and gives another name."""
    with world.database.writing() as db:
        db.get_one(Report, filed.id).renew = True
    ring = ring_of(world, filed)
    with app.app_context(), world.database.writing() as db:
        pupil_case.give_name(db, filed.id, ring, name="Leila H.", reach=REACH)


def test_renewed_keys_come_in_the_slots_held_before(world: World, app: Sharp, as_: SignIn, filed: Filed) -> None:
    renew(world, app, filed)
    assert [keys.slots for keys in keys_of(world, filed, "officer").held] == [ANONYMISED, ANONYMISED]
    assert_opens_all_but_the_name(world, filed, "officer")
    page = as_("officer").get(case_path(filed))
    assert "Not shown to you" in text_of(page)
    assert b"Leila" not in page.get_data()


@pytest.mark.parametrize("is_due", [False, True], ids=["these keys", "keys to be renewed"])
def test_nobody_passes_on_more_than_they_hold(world: World, app: Sharp, filed: Filed, is_due: bool) -> None:
    case, member = case_of(world, filed, "officer"), world.roster().member(world.nomination("contact"))
    assert member is not None
    with world.database.writing() as db:
        db.get_one(Report, filed.id).renew = is_due
    with app.app_context(), world.database.writing() as db:
        share_case(db, case, member)
    assert {keys.slots for keys in keys_of(world, filed, "contact").held} == {ANONYMISED}
    assert_opens_all_but_the_name(world, filed, "contact")


def test_what_is_shared_with_a_stand_in_wakes_what_they_hold(world: World, as_: SignIn) -> None:
    filed = file_report(world, about="adult", named="none")
    stand_in = world.roster().member(world.nomination("spoc"))
    assert stand_in is not None
    assert as_("spoc").get(case_path(filed)).status_code == 404
    with world.database.writing() as db:
        share_case(db, case_of(world, filed, "head"), stand_in)
    assert STORY in text_of(as_("spoc").get(case_path(filed)))
    with world.database.reading() as db:
        states = db.scalars(sa.select(Grant.state).where(Grant.report_id == filed.id, Grant.kind == ReaderKind.STAFF))
        assert set(states) == {GrantState.LIVE}


def test_the_pupils_ring_opens_no_case_entry_and_no_card(world: World, app: Sharp, filed: Filed) -> None:
    renew(world, app, filed)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        ring = pupil_keyring(db, report, ring_of(world, filed))
        card = db.get_one(Card, filed.id)
        assert {item.slot for item in read_journal(db, report, ring)} == {Slot.THREAD, Slot.IDENTITY}
        assert cards.open_row(card, ring) is None
    assert [keys.slots for keys in ring.held] == [Slot.THREAD | Slot.IDENTITY] * 2
    held = [keys.key(slot) for keys in ring.held for slot in keys.slots]
    for entry in entries(world, filed):
        assert bool(list(_opened(entry, held))) is (Slot(entry.slot) is not Slot.CASE)


IN_THE_WRONG_SLOT = (
    (Slot.CASE, "note", "pupil", WrongAuthor),
    (Slot.CASE, "message", "pupil", WrongKind),
    (Slot.THREAD, "note", "service", WrongKind),
    (Slot.THREAD, "outcome", "service", WrongKind),
    (Slot.IDENTITY, "message", "pupil", WrongKind),
    (Slot.THREAD, "message", "headteacher", WrongAuthor),
    (Slot.THREAD, "verdict", "service", WrongKind),
)


@pytest.mark.parametrize(("slot", "kind", "author", "refusal"), IN_THE_WRONG_SLOT)
def test_what_stands_in_the_wrong_slot_is_refused_however_well_it_is_sealed(
    world: World, as_: SignIn, slot: Slot, kind: str, author: str, refusal: type[VaultRefusal]
) -> None:
    """Written by somebody who holds every key, the journal's head moved on with it."""
    filed = file_report(world)
    [keys] = keys_of(world, filed, "spoc").held
    with world.database.writing() as db:
        report = db.get_one(Report, filed.id)
        db.add(_sealed_past_the_checks(report, keys, slot, kind, author))
    [entry] = entries(world, filed)[3:]
    with pytest.raises(refusal):
        open_entry(keys.key(slot), address(entry), entry.envelope)
    page = as_("officer").get(case_path(filed))
    assert page.status_code == 503
    assert b"not for you" not in page.get_data()


def _sealed_past_the_checks(report: Report, keys: ReportKeys, slot: Slot, kind: str, author: str) -> Entry:
    [entry] = seal_entries(report, keys, [(Slot.THREAD, Content("message", "pupil", 1, {"text": ""}))])
    entry.slot = int(slot)
    body = {"text": "not for you"}
    plain = canonical_json({"v": 1, "kind": kind, "author": author, "hour": 1, "body": body})
    where = address(entry)
    entry.envelope = where.header() + gcm_seal(keys.key(slot), pad(plain, ENTRY_STEPS), where.aad())
    return entry


def test_a_follow_up_key_is_no_report_key(world: World, filed: Filed, client: CheckedClient) -> None:
    """Somebody who holds a hand-over's keys alone opens nothing else of the report."""
    hand_over = ReportKeys.draw(1, Slot.FOLLOW_UP | Slot.SAY, followup_id=bytes(15) + b"\x01")
    tried = [hand_over.key(slot) for slot in hand_over.slots]
    assert not any(list(_opened(entry, tried)) for entry in entries(world, filed))


def test_whom_the_pupil_left_out_nobody_brings_in(app: Sharp, world: World) -> None:
    deputy = world.roster("alder").member(world.nomination("deputy", "alder"))
    assert deputy is not None
    filed = file_report(world, left_out=(deputy.nomination_id.hex(),))
    with app.app_context(), pytest.raises(LeftOut), world.database.writing() as db:
        share_case(db, case_of(world, filed, "officer"), deputy)
    with world.database.reading() as db:
        assert not db.scalars(grants_of(filed.id, ReaderKind.STAFF, deputy.staff_id)).all()


def test_not_even_a_recovery_brings_in_whom_the_pupil_left_out(world: World) -> None:
    deputy = world.roster("alder").member(world.nomination("deputy", "alder"))
    assert deputy is not None
    filed = [file_report(world), file_report(world, left_out=(deputy.nomination_id.hex(),))]
    with world.database.writing() as db:
        db.execute(sa.delete(Grant).where(Grant.kind == ReaderKind.STAFF))
        count = recover(
            db, school_id=world.roster("alder").school.id, kind=ReaderKind.RECOVERY,
            keys=keys_from(world.cast.ceremonies["alder"].sheets[:2]), member=deputy,
        )  # fmt: skip
    assert count == 1
    with world.database.reading() as db:
        holds = [bool(db.scalars(grants_of(each.id, ReaderKind.STAFF, deputy.staff_id)).all()) for each in filed]
    assert holds == [True, False]
