"""What is handed over opens what it names, for as long as it is handed over, and tells its lead of nothing else."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from sharp.accounts.trail import verify_chain
from sharp.model.reports import Entry, Grant, Report
from sharp.model.words import Act, ReaderKind
from sharp.reports import hand_over as keys_of
from sharp.reports.coming_back import pupil_keyring
from sharp.reports.grants import Keyring, live_staff_grants, staff_keyring, still_reads
from sharp.reports.journal import open_journal, read_journal
from sharp.reports.recovering import recover
from sharp.schools.ceremony import keys_from
from sharp.schools.nominations import end
from sharp.vault.encoding import NO_ID
from sharp.vault.entries import Content, EntryAddress, open_entry
from sharp.vault.errors import CommitmentMismatch, RowForged, SealBroken
from sharp.vault.slots import FULL, Slot
from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.pages import text_of
from tests.fixtures.reports import STORY, Filed, file_report, ring_of
from tests.fixtures.world import World
from tests.integration.promises.ground import examined, insert_row, opened_by, rows_of, set_cell
from tests.integration.promises.test_no_shadow import crawl
from tests.integration.triage.desk import acts_on, case_path, pupil_is_not_safe, pupil_writes, report_row, told_after
from tests.integration.triage.handing import BRIEF, handed_over, lead_path, listed, nominee_path
from tests.integration.triage.test_acts import CLOSURE

NAME = "Leila Haddad"
GRANTED = {"brief": Slot.FOLLOW_UP, "whole": Slot(9), "with-name": Slot(11)}
AGAIN = ("/staff/", "/staff/followups", "/staff/queue", "/staff/cases/ZZZZ-ZZZZ", "/staff/nominations")


@pytest.fixture
def filed(world: World) -> Filed:
    return file_report(world, name=NAME)


def leads_ring(world: World, filed: Filed, followup: str, who: str = "pastoral") -> Keyring:
    person = world.person(who)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        return keys_of.leads_keyring(db, report, person.id, bytes.fromhex(followup), person.keys)


def entries(world: World, filed: Filed) -> list[Entry]:
    with world.database.reading() as db:
        return list(db.scalars(sa.select(Entry).where(Entry.report_id == filed.id).order_by(Entry.seq)))


def opened(entry: Entry, ring: Keyring) -> Iterator[Content]:
    """With every key of the ring, whatever slot it is for."""
    where = EntryAddress(entry.school_id, entry.report_id, entry.id, entry.seq, Slot(entry.slot), entry.epoch)
    for keys in ring.held:
        for slot in keys.slots:
            try:
                yield open_entry(keys.key(slot), where, entry.envelope)
            except SealBroken:
                continue


def removed(world: World, who: str) -> None:
    """A reader leaves: the next act on the report draws new keys."""
    with world.database.writing() as db:
        end(db, nomination_id=world.nomination(who), anchor=world.anchor)


@pytest.mark.parametrize("scope", GRANTED)
@pytest.mark.parametrize("may_say", ["y", None], ids=["may say", "may not"])
@pytest.mark.parametrize("is_renewed", [False, True], ids=["first keys", "renewed keys"])
def test_a_leads_keys_open_what_their_grant_names_and_no_entry_besides(
    as_: SignIn, app: Sharp, world: World, filed: Filed, scope: str, may_say: str | None, is_renewed: bool
) -> None:
    as_("spoc").submit(case_path(filed), {"note": "Between us."}, action="notes")
    followup = handed_over(world, as_, filed, scope=scope, may_say=may_say)
    if is_renewed:
        removed(world, "deputy")
    lead = as_("pastoral")
    lead.submit(lead_path(followup), {"reply": "Seen."}, action="replies")
    if may_say:
        lead.submit(lead_path(followup), {"message": "Hello."}, action="messages")
    pupil_writes(app, world, filed, "Thank you.")
    granted = GRANTED[scope] | (Slot.SAY if may_say else Slot(0))
    ring = leads_ring(world, filed, followup)
    assert {keys.slots for keys in ring.held} == {granted}
    assert len(ring.held) == 1 + is_renewed
    seen = {Slot(entry.slot): bool(list(opened(entry, ring))) for entry in entries(world, filed)}
    assert all(does_open is (slot in granted) for slot, does_open in seen.items())
    assert set(seen) >= {Slot.THREAD, Slot.IDENTITY, Slot.CASE, Slot.FOLLOW_UP}
    assert examined(world) == []
    with world.database.reading() as db:
        assert verify_chain(db, world.cast.schools["alder"])


def test_another_hand_overs_keys_open_nothing_of_this_one(as_: SignIn, world: World, filed: Filed) -> None:
    """Handed back, and handed to the same lead again: neither set of keys opens the other's entries."""
    first = handed_over(world, as_, filed)
    held = leads_ring(world, filed, first)
    as_("pastoral").submit(lead_path(first), {"reason": "No time."}, action="return")
    handed_over(world, as_, filed, title="Again", brief="Please try again.")
    written = [entry for entry in entries(world, filed) if Slot(entry.slot) is Slot.FOLLOW_UP]
    assert [bool(list(opened(entry, held))) for entry in written] == [True, True, False]


def test_readers_come_and_go_while_it_is_handed_out(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    """New keys reach the lead, the readers left and the pupil; whoever was removed reads nothing that follows."""
    followup = handed_over(world, as_, filed, scope="whole", may_say="y")
    old = opened_ring(world, filed, "deputy")
    removed(world, "deputy")
    pupil_writes(app, world, filed, "Who reads this?")  # the pupil draws the keys
    assert report_row(world, filed).epoch == 2
    lead = as_("pastoral")
    assert "Who reads this?" in text_of(lead.get(lead_path(followup)))
    lead.submit(lead_path(followup), {"reply": "It is calm now."}, action="replies")
    lead.submit(lead_path(followup), {"message": "I do, I am Miss Pugh."}, action="messages")
    shown = text_of(as_("officer").get(case_path(filed)))
    for written in (BRIEF, "It is calm now.", "I do, I am Miss Pugh."):
        assert written in text_of(as_("officer").get(nominee_path(filed, followup))) or written in shown
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        items = read_journal(db, report, pupil_keyring(db, report, ring_of(world, filed)))
    assert [item.body["text"] for item in items if item.content.kind == "helper_message"] == ["I do, I am Miss Pugh."]
    later = [entry for entry in entries(world, filed) if entry.epoch == 2]
    assert {Slot(entry.slot) for entry in later} == {Slot.THREAD, Slot.CASE, Slot.FOLLOW_UP, Slot.SAY}
    assert not any(list(opened(entry, old)) for entry in later)


def opened_ring(world: World, filed: Filed, who: str) -> Keyring:
    """With the keys that they found in the journal."""
    person = world.person(who)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        return open_journal(db, report, staff_keyring(db, report, person.id, person.keys))[0]


def test_what_a_lead_kept_opens_nothing_that_comes_after(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="with-name", may_say="y")
    kept = leads_ring(world, filed, followup)
    before = len(entries(world, filed))
    as_("spoc").submit(nominee_path(filed, followup), {"reason": "Done."}, action="recall")
    pupil_writes(app, world, filed, "Is it only you again?")
    later = entries(world, filed)[before:]
    assert len(later) >= 2
    assert not any(list(opened(entry, kept)) for entry in later)
    with world.database.reading() as db:
        assert not db.scalars(keys_of.leads_grants(filed.id)).all()
        assert not still_reads(db, filed.id, world.person("pastoral").id)


def test_an_older_report_is_handed_over_whole(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    """The account lies in the first epoch, the conversation in the later ones."""
    removed(world, "deputy")
    pupil_writes(app, world, filed, "In the second epoch.")
    followup = handed_over(world, as_, filed, scope="with-name")
    shown = text_of(as_("pastoral").get(lead_path(followup)))
    for written in (STORY, NAME, "In the second epoch.", BRIEF):
        assert written in shown
    assert [(keys.epoch, keys.slots) for keys in leads_ring(world, filed, followup).held] == [(1, 11), (2, 11)]


def test_a_grant_that_was_taken_away_and_put_back_opens_nothing(as_: SignIn, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, scope="whole")
    [row] = [each for each in rows_of(world.database, "grants") if each["followup_id"] == bytes.fromhex(followup)]
    as_("spoc").submit(nominee_path(filed, followup), {"reason": "Done."}, action="recall")
    insert_row(world.database, "grants", row)
    with pytest.raises(RowForged):
        leads_ring(world, filed, followup)
    lead = as_("pastoral")
    assert lead.get(lead_path(followup)).status_code == 503
    assert "1 follow-up here cannot be shown" in text_of(lead.get("/staff/followups"))
    with world.database.reading() as db:
        assert not still_reads(db, filed.id, world.person("pastoral").id)
    assert any("put back" in said for said in examined(world))


def test_commitments_in_the_grant_fix_the_keys(as_: SignIn, world: World, filed: Filed) -> None:
    """Even for one who can sign rows: other commitments than the keys' own open nothing."""
    followup = handed_over(world, as_, filed, may_say="y")
    with world.database.writing() as db:
        [grant] = db.scalars(keys_of.leads_grants(filed.id)).all()
        grant.commits = bytes(64)
    with pytest.raises(CommitmentMismatch):
        leads_ring(world, filed, followup)


def test_a_changed_grant_of_a_lead_is_refused(as_: SignIn, world: World, filed: Filed) -> None:
    handed_over(world, as_, filed)
    [row] = [each for each in rows_of(world.database, "grants") if each["followup_id"] != NO_ID]
    set_cell(world.database, "grants", row, "slots", 11)
    with pytest.raises(RowForged), world.database.reading() as db:
        db.scalars(keys_of.leads_grants(filed.id)).all()


def test_a_lead_is_no_reader(as_: SignIn, world: World, filed: Filed) -> None:
    """With every reader gone a recovery still brings the report back, and with it what was handed over."""
    followup = handed_over(world, as_, filed, scope="with-name")
    as_("pastoral").submit(lead_path(followup), {"reply": "It is calm now."}, action="replies")
    deputy = world.roster().member(world.nomination("deputy"))
    assert deputy is not None
    with world.database.writing() as db:
        report = db.get_one(Report, filed.id)
        gone = live_staff_grants(db, report)
        assert world.person("pastoral").id not in {grant.reader_id for grant in gone}
        report.unlist_grants([grant.id for grant in gone])
        for grant in gone:
            db.delete(grant)
    with world.database.writing() as db:
        keys = keys_from(world.cast.ceremonies["alder"].sheets[:2])
        school = world.cast.schools["alder"]
        assert recover(db, school_id=school, kind=ReaderKind.RECOVERY, keys=keys, member=deputy) == 1
    texts = [item.body.get("text") for item in opened_by(world, filed, "deputy")]
    assert "It is calm now." in texts
    assert BRIEF in texts


def test_whoever_is_brought_in_later_reads_what_was_handed_over(as_: SignIn, world: World) -> None:
    filed = file_report(world, left_out=())
    followup = handed_over(world, as_, filed)
    as_("pastoral").submit(lead_path(followup), {"reply": "It is calm now."}, action="replies")
    with world.database.writing() as db:
        report = db.get_one(Report, filed.id)
        mine = [one for one in live_staff_grants(db, report) if one.reader_id == world.person("officer").id]
        report.unlist_grants([grant.id for grant in mine])
        for grant in mine:
            db.delete(grant)
    spoc = as_("spoc")
    done = spoc.submit(
        case_path(filed), {"reader": world.nomination("officer").hex(), "scope": "full"}, action="sharing"
    )
    assert "can open this case now" in told_after(spoc, done)
    assert "It is calm now." in text_of(as_("officer").get(case_path(filed)))
    with world.database.reading() as db:
        slots = {grant.slots for grant in live_staff_grants(db, db.get_one(Report, filed.id))}
    assert slots == {int(FULL)}


def test_no_lead_can_tell_that_other_cases_exist(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    """Every page of theirs is the same with and without other reports, and whatever happens to this one besides."""
    followup = handed_over(world, as_, filed)
    lead = as_("pastoral")

    def all_pages() -> dict[str, tuple[int, bytes]]:
        return crawl(lead, *AGAIN, lead_path(followup))

    all_pages()
    before = all_pages()
    assert lead_path(followup) in before
    others = [file_report(world), file_report(world, about="adult", named="none"), file_report(world, "birch")]
    as_("spoc").submit(case_path(others[0]), {"message": "Thank you."}, action="messages")
    as_("spoc").submit(case_path(others[0]), CLOSURE, action="closure")
    as_("spoc").submit(case_path(filed), {"note": "Between us."}, action="notes")
    pupil_writes(app, world, filed, "More.")
    pupil_is_not_safe(app, world, others[0], "Please come.")
    assert all_pages() == before
    assert listed(lead) == [followup]
    for other in (*others, filed):
        assert lead.get(case_path(other)).status_code == 403
        assert other.reference.encode() not in b"".join(page for _status, page in before.values())


def test_a_pupils_words_never_reach_a_lead_on_a_brief(as_: SignIn, app: Sharp, world: World, filed: Filed) -> None:
    followup = handed_over(world, as_, filed, may_say="y")
    pupil_writes(app, world, filed, "Only for you two.")
    assert "Only for you two." not in as_("pastoral").get(lead_path(followup)).get_data(as_text=True)
    assert acts_on(world, filed, "pastoral") == [Act.READ_BRIEF]


def test_every_grant_of_a_hand_over_is_listed(as_: SignIn, world: World, filed: Filed) -> None:
    handed_over(world, as_, filed, scope="whole", may_say="y")
    with world.database.reading() as db:
        made = db.scalars(sa.select(Grant).where(Grant.followup_id != NO_ID)).all()
        report = db.get_one(Report, filed.id)
        assert {(grant.kind, grant.slots) for grant in made} == {(ReaderKind.STAFF, 25), (ReaderKind.PUPIL, 16)}
        assert all(report.lists(grant.id) for grant in made)
        assert still_reads(db, filed.id, world.person("pastoral").id)
        assert not still_reads(db, filed.id, world.person("head").id)
