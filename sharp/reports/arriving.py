"""A report that comes from another school: keys, grants and a reference of its own, and the same pupil."""

import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy.orm import Session

from sharp.model.reports import Receipt, Report
from sharp.model.words import ReaderKind
from sharp.reports import cards
from sharp.reports.draft import Draft
from sharp.reports.epochs import PUPIL_SLOTS
from sharp.reports.filing import first_grants, new_report, tell_readers
from sharp.reports.grants import Reader, make_grant
from sharp.reports.journal import Writing, seal_entries
from sharp.reports.levels import Level
from sharp.reports.readers import ReaderList
from sharp.schools.facts import Roster
from sharp.vault import words as code_words
from sharp.vault.encoding import NO_ID
from sharp.vault.kdf import KEY_SIZE
from sharp.vault.keyfile import ServerKeys
from sharp.vault.receipts import Ring, seal_receipt
from sharp.vault.report_keys import ReportKeys


def arrive(
    db: Session,
    roster: Roster,
    readers: ReaderList,
    draft: Draft,
    level: Level,
    *,
    pupil_public: bytes,
    writings: Sequence[Writing],
) -> Report:
    """Store it with its alerts; both schools' lists are held. The pupil's own pair opens it by a grant."""
    keys = ReportKeys.draw(1)
    report = new_report(roster, draft, level, keys, pupil_public)
    pupil = Reader(ReaderKind.PUPIL, NO_ID, hashlib.sha256(pupil_public).digest(), pupil_public, slots=PUPIL_SLOTS)
    grants = (*first_grants(roster, readers, report, keys), make_grant(roster.school.id, report.id, pupil, keys))
    report.list_grants(grant.id for grant in grants)
    entries = seal_entries(report, keys, writings)
    db.add(report)
    db.flush()
    receipt = unused_receipt(db.info["keys"], roster.school.id, report.id)
    db.add_all((*entries, *grants, receipt, cards.seal(report, keys, cards.card_of(draft, level))))
    tell_readers(db, report, readers)
    return report


def unused_receipt(keys: ServerKeys, school: bytes, report: bytes) -> Receipt:
    """Of words that nobody has: it keeps the place until the pupil types theirs, and looks like any other.

    So the end of the words, a hold and new server keys pass over it as over any receipt, and nothing in the clear says
    whether the pupil has come since.
    """
    v, nobody = keys.active, Ring(1, *(secrets.token_bytes(KEY_SIZE) for _ in range(3)))
    return Receipt(
        report_id=report,
        school_id=school,
        lookup=code_words.lookup(keys.key("words"), secrets.token_bytes(32), school),
        v=v,
        until=None,
        stored=seal_receipt(secrets.token_bytes(KEY_SIZE), nobody, keys.key("receipt"), v, school, report),
    )
