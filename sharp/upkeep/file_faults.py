"""What `sharp doctor` finds of files: a place that cannot be used, and files that reports have and it does not."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.advice.own_clips import StoredFilm, holds, rows_at
from sharp.files.refusals import NotThere, StoreAway
from sharp.files.store import try_out
from sharp.model.evidence import StoredFile
from sharp.schools.roster import school_ids
from sharp.upkeep.opening import Opened


def file_faults(db: Session, deployment: Opened) -> Iterator[str]:
    try:
        try_out(deployment.files)
        there = {name for name, _day in deployment.files.days()}
    except (StoreAway, NotThere) as failed:
        yield f"files: the place for them cannot be written, read and cleared ({failed}): SHARP_FILES_URL"
        return
    for file_id, report_id in db.execute(sa.select(StoredFile.id, StoredFile.report_id).order_by(StoredFile.id)):
        if file_id.hex() not in there:
            yield f"files {file_id.hex()}: the stored file is missing, so report {report_id.hex()} lacks it"
    yield from _clip_faults(db, deployment)


def _clip_faults(db: Session, deployment: Opened) -> Iterator[str]:
    """Finished clips that are given out to nobody any more."""
    rows = (row for school_id in school_ids(db) for row in rows_at(db, school_id))
    for row in rows:
        film = StoredFilm.from_text(row.film) if row.film else None
        for part in film.parts.values() if film else ():
            if not holds(deployment.files, part):
                yield f"school_clips {row.id.hex()}: its file {part.file} is missing or was changed; add the clip again"
