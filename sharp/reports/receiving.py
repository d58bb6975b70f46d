"""Taking the files of a request: each sealed as it comes, once, even when the request is run again."""

from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from flask import abort, request

from sharp.files.evidence import Evidence, Limits, Refused, discard, lost, take_each
from sharp.files.parts import FormBroken
from sharp.files.refusals import StoreAway
from sharp.files.sealing import Piece, Spot
from sharp.schools.evidence_rules import EvidenceRules
from sharp.web.derivation import Busy
from sharp.web.logs import log_failure
from sharp.web.services import services
from sharp.web.unit_of_work import let_go_of_reading

AT_ONCE = 2
"""Uploads in one process; slow lines must leave threads for whoever only writes."""
WAIT_SECONDS = 20
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, repr=False)
class Brought:
    """What a request brought: files taken, and files refused."""

    pieces: tuple[Piece, ...]
    refused: tuple[Refused, ...]

    @property
    def is_nothing(self) -> bool:
        return not self.pieces and not self.refused


def is_without_files() -> bool:
    """A form of fields alone."""
    asked: Any = request
    return asked.parts is None


def brought(have: Evidence, spot: Spot, rules: EvidenceRules) -> Brought:
    """The request's files, sealed and made safe. Raises Busy, StoreAway, TooBusy; a form no browser sends is 400."""
    asked: Any = request
    if not hasattr(asked, "brought"):
        let_go_of_reading()
        if not _places.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            asked.brought = _taken(asked, have, spot, rules)
        finally:
            _places.release()
    found: Brought = asked.brought
    return found


def _taken(asked: Any, have: Evidence, spot: Spot, rules: EvidenceRules) -> Brought:
    if asked.parts is None:
        return Brought((), ())  # a form without files, such as a text browser sends
    limits = Limits(rules.most_files, rules.file_bytes, rules.together_bytes)
    try:
        taken = take_each(asked.parts.files(), services().files, have, spot, limits, services().settings.clamav)
    except FormBroken:
        abort(400)
    return Brought(taken.evidence.without(have.pieces).pieces, taken.refused)


def forget_pieces(pieces: tuple[Piece, ...]) -> None:
    """Of what nobody will send: a store that cannot be reached now is tidied by the worker."""
    try:
        discard(services().files, pieces)
    except StoreAway as failed:
        log_failure(failed)


def lost_of(evidence: Evidence) -> tuple[Piece, ...]:
    """Files that are not there any more. A store that cannot be asked holds no words back."""
    try:
        return lost(services().files, evidence)
    except StoreAway as failed:
        log_failure(failed)
        return ()


def with_pieces(evidence: Evidence, found: Brought) -> Evidence:
    for piece in found.pieces:
        evidence = evidence.with_piece(piece)
    return evidence
