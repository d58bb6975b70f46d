"""The files of a case that goes to another school: sealed anew, for the report as it will be there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sharp.files.evidence import Evidence
from sharp.files.refusals import NotThere
from sharp.files.sealing import Piece, Spot, sealed_anew
from sharp.files.store import Store
from sharp.model.reports import Report
from sharp.reports.evidence import EVIDENCE, shown_in
from sharp.reports.journal import Item
from sharp.vault.encoding import new_id
from sharp.vault.errors import VaultRefusal
from sharp.web.logs import log_failure


@dataclass(frozen=True, repr=False)
class CarriedFiles:
    report_id: bytes
    """The id that the report will have there: the seals are bound to it."""
    by_entry: Mapping[bytes, Evidence]
    """By the entry that names them here."""
    lost: int
    """How many do not open any more, and so cannot go along."""


def carry_files(store: Store, report: Report, items: Iterable[Item], school_there: bytes) -> CarriedFiles:
    """Seal each for that school, as a stream; those here stay as they are. Raises StoreAway.

    What is not sent afterwards goes as an upload that was never sent does: its keys are nowhere.
    """
    report_id, lost = new_id(), 0
    carried = {item.entry_id: Evidence().begun() for item in items if item.content.kind == EVIDENCE}
    for shown in shown_in(report, items):
        evidence = carried[shown.spot.entry]
        piece = _anew(store, shown.spot, shown.piece, evidence.spot(school_there, report_id))
        if piece is None:
            lost += 1
        else:
            carried[shown.spot.entry] = evidence.with_piece(piece)
    return CarriedFiles(report_id, carried, lost)


def _anew(store: Store, spot: Spot, piece: Piece, there: Spot) -> Piece | None:
    """None: it is gone, or was changed outside the service."""
    try:
        return sealed_anew(store, spot, piece, there)
    except (NotThere, VaultRefusal) as failed:
        log_failure(failed)
        return None
