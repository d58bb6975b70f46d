"""Keys put in the place of a report's own, all else about them right: nobody reads them or writes under them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.base import Maced
from sharp.model.reports import Card, Entry, Grant, Report
from sharp.model.words import GrantForm
from sharp.reports import cards
from sharp.reports.grants import address_of, pack_commitments
from sharp.reports.journal import seal_entries
from sharp.vault import grants as vault_grants
from sharp.vault.entries import FIRST_HEAD, Content
from sharp.vault.keyfile import ServerKeys, new_keyfile
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import Slot
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient
from tests.fixtures.reports import STORY, Filed, file_report
from tests.fixtures.world import World
from tests.integration.promises.ground import key_of, rows_of
from tests.integration.schools.thief import tamper
from tests.integration.triage.desk import case_path, token_of

FORGED = "Nothing happened at all."
ANSWER = "Where can I meet you?"
HOLDERS = ("officer", "spoc", "deputy")


@dataclass(frozen=True)
class Forger:
    """Somebody who writes whole reports anew under keys of their own."""

    world: World
    filed: Filed

    def rewrite(self, db: Session, keys: dict[str, ReportKeys], *, commits: bool) -> None:
        """Entries and card under the first of the keys; each holder's grant with theirs; perfect addresses."""
        first, report = next(iter(keys.values())), db.get_one(Report, self.filed.id)
        db.execute(sa.delete(Entry).where(Entry.report_id == report.id))
        report.length, report.head = 0, FIRST_HEAD
        body = {"story": FORGED, "readers": [], "kinds": [], "about": "", "last_resort": "none"}
        level = {"level": 4, "reason": ""}
        written = ((Slot.THREAD, Content("account", "pupil", report.received, body)),
                   (Slot.IDENTITY, Content("name", "pupil", report.received, {"name": "", "reach": ""})),
                   (Slot.CASE, Content("level", "service", report.received, level)))  # fmt: skip
        db.add_all(seal_entries(report, first, written))
        cards.reseal(report, first, db.get_one(Card, report.id), {"level_reason": "", "kinds": [], "words": []})
        if commits:
            report.commits = pack_commitments(report.id, first)
        self.regrant(db, keys)

    def regrant(self, db: Session, keys: dict[str, ReportKeys]) -> None:
        for who, theirs in keys.items():
            person = self.world.person(who)
            grant = db.scalars(
                sa.select(Grant).where(Grant.report_id == self.filed.id, Grant.reader_id == person.id)
            ).one()
            grant.form = GrantForm.HPKE
            grant.blob = vault_grants.seal_grant(address_of(grant), theirs, person.keys.public)

    def sign_as_a_stranger(self) -> None:
        """MACs under a key of the forger's own, who has not got the server's."""
        stranger = ServerKeys.parse(new_keyfile())
        with self.world.database.reading() as db:
            rows: list[Maced] = [db.get_one(Report, self.filed.id), db.get_one(Card, self.filed.id)]
            rows += db.scalars(sa.select(Grant).where(Grant.report_id == self.filed.id)).all()
            rows += db.scalars(sa.select(Entry).where(Entry.report_id == self.filed.id)).all()
            db.expunge_all()
        for row in rows:
            table = str(sa.inspect(type(row)).local_table.name)
            tamper(
                self.world.database, f"UPDATE {table} SET mac = :mac WHERE {key_of(table)} = :key",
                mac=row.sign(stranger).mac, key=getattr(row, key_of(table)),
            )  # fmt: skip


def everything_without_the_mac_key(forger: Forger) -> None:
    keys = ReportKeys.draw(1)
    with forger.world.database.writing() as db:
        forger.rewrite(db, dict.fromkeys(HOLDERS, keys), commits=True)
    forger.sign_as_a_stranger()


def everything_but_the_commitments_with_the_mac_key(forger: Forger) -> None:
    keys = ReportKeys.draw(1)
    with forger.world.database.writing() as db:
        forger.rewrite(db, dict.fromkeys(HOLDERS, keys), commits=False)


def other_keys_for_each_with_the_mac_key(forger: Forger) -> None:
    with forger.world.database.writing() as db:
        forger.regrant(db, {who: ReportKeys.draw(1) for who in HOLDERS})


FORGERIES = (
    everything_without_the_mac_key,
    everything_but_the_commitments_with_the_mac_key,
    other_keys_for_each_with_the_mac_key,
)


@pytest.mark.parametrize("forge", FORGERIES)
def test_nobody_reads_and_nobody_answers_under_keys_that_were_put_in(
    world: World, as_: SignIn, client: CheckedClient, forge: Callable[[Forger], None]
) -> None:
    filed = file_report(world)
    staff = {who: as_(who) for who in HOLDERS}
    tokens = {who: token_of(one) for who, one in staff.items()}
    forge(Forger(world, filed))
    before = rows_of(world.database, "entries")
    for who, one in staff.items():
        for act, typed in (("messages", {"message": ANSWER}), ("notes", {"note": ANSWER}), ("acknowledgement", {})):
            assert one.post(case_path(filed, act), data=typed | tokens[who]).status_code == 503, (who, act)
        for address, status in ((case_path(filed), 503), ("/staff/queue", 200)):
            page = one.get(address)
            assert page.status_code == status, (who, address)
            assert not any(words.encode() in page.get_data() for words in (FORGED, filed.reference))
    assert rows_of(world.database, "entries") == before


def test_where_only_one_holds_the_committed_keys_the_others_are_refused(world: World, as_: SignIn) -> None:
    """A whole report forged with the MAC key for the officer alone: the spoc's true keys no longer fit, and say so."""
    filed, keys = file_report(world), ReportKeys.draw(1)
    forger = Forger(world, filed)
    with world.database.writing() as db:
        forger.rewrite(db, {"officer": keys}, commits=True)
    assert as_("spoc").get(case_path(filed)).status_code == 503


def test_entries_under_other_keys_open_for_nobody(world: World, as_: SignIn, client: CheckedClient) -> None:
    """With the MAC key, and the grants left as they are."""
    filed = file_report(world)
    with world.database.writing() as db:
        Forger(world, filed).rewrite(db, {"officer": ReportKeys.draw(1)}, commits=False)
    client.submit("/alder/back", {"words": filed.words.display})
    pages = [as_("spoc").get(case_path(filed)), client.get("/alder/back/report")]
    assert [page.status_code for page in pages] == [503, 503]
    assert not any(text.encode() in page.get_data() for page in pages for text in (FORGED, STORY))
