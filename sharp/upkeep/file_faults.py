"""What `sharp doctor` finds of files: a place that cannot be used, and files that reports have and it does not."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp.files.refusals import NotThere, StoreAway
from sharp.files.store import try_out
from sharp.model.evidence import StoredFile
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
