"""Cards of cases that a reader has opened before, straight from the columns: quick, and for looking through many."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.reports import Card, Grant, Report
from sharp.model.words import GrantForm, GrantState, ReaderKind
from sharp.reports import cards
from sharp.reports.cards import CardFace
from sharp.vault.cards import CardAddress, open_card
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import VaultRefusal
from sharp.vault.grants import GrantAddress, open_own
from sharp.vault.slots import Slot

BY_THE_BATCH = {"yield_per": 500}


def opened_before(db: Session, staff: SignedIn, ids: sa.Select[bytes]) -> Iterator[tuple[bytes, CardFace]]:
    """Report ids and faces, in no order.

    No row's MAC is asked here: a rewrapped grant opens under this person's own key or not at all, the card under the
    key in it, and whatever is then shown is loaded and verified like any line.
    """
    asked = (
        sa.select(
            Report.id, Report.school_id, Grant.reader_fp, Grant.slots, Grant.epoch, Grant.blob, Card.length, Card.sealed
        )
        .join(Grant, Grant.report_id == Report.id)
        .join(Card, sa.and_(Card.report_id == Report.id, Card.epoch == Grant.epoch))
        .where(
            Grant.reader_id == staff.id,
            Grant.kind == ReaderKind.STAFF,
            Grant.state == GrantState.LIVE,
            Grant.followup_id == NO_ID,
            Grant.form == GrantForm.REWRAPPED,
            Report.id.in_(ids),
        )
    )
    for report, school, fp, slots, epoch, blob, length, sealed in db.execute(asked, execution_options=BY_THE_BATCH):
        address = GrantAddress("staff", school, report, staff.id, fp, Slot(slots), epoch)
        try:
            key = open_own(address, blob, staff.keys, staff.id).key(Slot.CASE)
            yield report, cards.face(open_card(key, CardAddress(school, report, length, epoch), sealed))
        except VaultRefusal:
            continue  # looked at again by its rows, which say what is wrong
