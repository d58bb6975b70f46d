"""A case from a talk: what a pupil said aloud, a note or a colleague's referral, filed like any report."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.words import Act, GrantState
from sharp.reports.draft import Draft
from sharp.reports.filing import Prepared, store
from sharp.reports.readers import ReaderList
from sharp.schools.anchor import Anchor


class Source(StrEnum):
    """What it was written down from."""

    TALK = "talk"
    NOTE = "note"
    REFERRAL = "referral"


@dataclass(frozen=True, repr=False)
class Talk:
    """What is written down so far: it lies in the sealed session of whoever writes it, and nowhere else."""

    school: bytes
    source: Source
    draft: Draft
    wants_words: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "school": self.school.hex(),
            "source": self.source,
            "draft": self.draft.as_json(),
            "wants_words": self.wants_words,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        school, source = bytes.fromhex(kept["school"]), Source(kept["source"])
        return cls(school, source, Draft.from_json(kept["draft"]), kept["wants_words"])


def can_open(readers: ReaderList, staff_id: bytes) -> bool:
    """Whether whoever writes it down will find it in their own queue."""
    return any(reader.staff_id == staff_id and reader.state is GrantState.LIVE for reader in readers.listed)


def take_down(db: Session, prepared: Prepared, staff_id: bytes, anchor: Anchor) -> None:
    """Store it with its alerts, and who wrote it down in the trail. Raises Moved, RosterRefused."""
    store(db, prepared, anchor)
    record(db, staff_id, Act.TAKEN_DOWN, school=prepared.report.school_id, report=prepared.report_id)
