"""The way back: six code words open the pupil's own ring of keys, or nothing, in the same time."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.model.reports import Grant, Receipt, Report
from sharp.model.words import ReaderKind
from sharp.reports.grants import Keyring, open_grant
from sharp.schools.facts import SchoolFacts
from sharp.vault import words as code_words
from sharp.vault.keyfile import ServerKeys
from sharp.vault.receipts import Ring, open_receipt
from sharp.vault.words import CodeWords


@dataclass(frozen=True, repr=False)
class OpenedReceipt:
    report_id: bytes
    ring: Ring


@dataclass(frozen=True, repr=False)
class Stretched:
    """What the slow derivation made of the words: done before any transaction."""

    seed: bytes
    key: bytes


def stretch(words: CodeWords, school: SchoolFacts) -> Stretched:
    """One Argon2id."""
    stretched = code_words.stretch(words, school.words_salt)
    return Stretched(code_words.lookup_seed(stretched, school.id), code_words.words_key(stretched, school.id))


def open_by_words(db: Session, keys: ServerKeys, school: SchoolFacts, stretched: Stretched) -> OpenedReceipt | None:
    """The receipt these words open, or None; a receipt that is found and does not open is refused loudly."""
    row = db.scalar(found_by(keys, school, stretched))
    if row is None:
        return None
    ring = open_receipt(stretched.key, row.stored, keys.key("receipt", row.v), row.v, school.id, row.report_id)
    return OpenedReceipt(row.report_id, ring)


def found_by(keys: ServerKeys, school: SchoolFacts, stretched: Stretched) -> sa.Select[Receipt]:
    """The receipt of these words at this school."""
    lookups = [code_words.lookup(keys.key("words", v), stretched.seed, school.id) for v in keys.accepted]
    return sa.select(Receipt).where(Receipt.school_id == school.id, Receipt.lookup.in_(lookups))


def pupil_keyring(db: Session, report: Report, ring: Ring) -> Keyring:
    """The ring of the words, and what was sealed to the pupil meanwhile: later epochs' keys, and what helpers say."""
    later = db.scalars(
        sa.select(Grant)
        .where(Grant.report_id == report.id, Grant.kind == ReaderKind.PUPIL)
        .order_by(Grant.epoch, Grant.followup_id)
    ).all()
    return Keyring((ring.keys, *(open_grant(report, grant, ring.pupil) for grant in later)))
