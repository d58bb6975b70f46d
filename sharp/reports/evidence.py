"""Evidence in a report's journal: one entry names the files that came together, and a row ties each to the report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.files.evidence import Evidence
from sharp.files.sealing import Piece, Spot
from sharp.model.evidence import StoredFile
from sharp.model.reports import Report
from sharp.reports.journal import Item, Writing
from sharp.schools.categories import may_show
from sharp.vault.entries import Content
from sharp.vault.slots import Slot

EVIDENCE = "evidence"


class NotTaken(Exception):
    """A report about intimate images takes no files."""


@dataclass(frozen=True, repr=False)
class Shown:
    """One file as a reader may open it, and where it was bound to."""

    number: int
    """Of all of the report's, in the order they came; no name is kept."""
    piece: Piece
    spot: Spot
    seq: int


def evidence_entry(evidence: Evidence, hour: int | None = None) -> Writing:
    """The entry under the id that the files were sealed for; they came now, or in that hour."""
    files = [piece.as_json() for piece in evidence.pieces]
    content = Content(EVIDENCE, "pupil", clock.hour() if hour is None else hour, {"files": files})
    return Slot.THREAD, content, bytes.fromhex(evidence.entry)


def stored_files(report: Report, evidence: Evidence) -> Iterator[StoredFile]:
    for piece in evidence.pieces:
        yield StoredFile(id=bytes.fromhex(piece.file), school_id=report.school_id, report_id=report.id)


def shown_in(report: Report, items: Iterable[Item]) -> tuple[Shown, ...]:
    """Every file that these entries name."""
    found = [
        (Piece.from_json(kept), Spot(report.school_id, report.id, item.entry_id), item.seq)
        for item in items
        if item.content.kind == EVIDENCE
        for kept in item.body["files"]
    ]
    return tuple(Shown(number, *each) for number, each in enumerate(found, start=1))


def takes_evidence(items: Iterable[Item]) -> bool:
    """By what was ticked when it was told."""
    told = next((item for item in items if item.content.kind == "account"), None)
    return told is not None and may_show(told.body["kinds"])


def file_ids(db: Session, report_id: bytes) -> tuple[bytes, ...]:
    """Whose stored files go when the report goes."""
    return tuple(db.scalars(sa.select(StoredFile.id).where(StoredFile.report_id == report_id)))


def known_ids(db: Session, ids: Iterable[bytes]) -> set[bytes]:
    """Those that belong to a report."""
    return set(db.scalars(sa.select(StoredFile.id).where(StoredFile.id.in_(list(ids)))))
