"""What `sharp doctor` finds: every row under a MAC, every school's list, every trail, every journal."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts import trail
from sharp.files.films import can_make
from sharp.model.base import Base, Maced
from sharp.model.reports import Card, Entry, Grant, Hold, Offer, Receipt, Report
from sharp.model.staff import TrailLine
from sharp.model.words import Act
from sharp.notices.outbox import dead_letters
from sharp.reports.forgetting import is_held_by_trail
from sharp.reports.journal import JournalBroken, check_chain
from sharp.reports.offered import state_by_trail
from sharp.schools.anchor import Anchor, AnchorRefused
from sharp.schools.checks import check_missing_schools, school_faults, school_needs
from sharp.schools.pieces import PAGE, accepted
from sharp.schools.roster import school_ids
from sharp.schools.rows import UNREADABLE, RosterRefused
from sharp.upkeep.content_needs import needs_at, needs_of_what_is_shipped
from sharp.upkeep.file_faults import file_faults
from sharp.upkeep.opening import Opened
from sharp.upkeep.retention import Fate, Swept, survey
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import RowForged
from sharp.web.heartbeat import is_late, last_beat

BATCH = 500


def examine(deployment: Opened) -> Iterator[str]:
    """Everything that does not hold, each naming its row and nothing that it contains; nothing when all is well."""
    with deployment.database.reading() as db:
        yield from _all_sentences(db, deployment.anchor)
        yield from file_faults(db, deployment)


def advise(deployment: Opened) -> Iterator[str]:
    """What all may be well without, and somebody should see to."""
    with deployment.database.reading() as db:
        for school_id in school_ids(db):
            try:
                yield from map(str, school_needs(db, school_id))
            except RosterRefused:
                continue  # what is wrong with its list has been named
        for school_id in school_ids(db):
            yield from needs_at(db, school_id)
    yield from _retention_needs(survey(deployment))
    yield from _about_alerts(deployment)
    if not can_make():
        yield "clips: ffmpeg or ffprobe is not installed, so schools cannot add clips of their own"
    yield from needs_of_what_is_shipped()


def _retention_needs(swept: Swept) -> Iterator[str]:
    """Why something that is past its month is still here."""
    if swept.cases[Fate.REFUSED]:
        yield (
            f"retention: {swept.cases[Fate.REFUSED]} closed cases are past their month and are not deleted while their "
            "school's list of readers is refused: nobody there could have seen the warning"
        )
    if swept.cases[Fate.FORGED]:
        yield f"retention: {swept.cases[Fate.FORGED]} closed cases are past their month and cannot be believed"
    if swept.gone:
        yield (
            f"retention: {swept.cases[Fate.GONE]} closed cases and the words of {swept.words[Fate.GONE]} are over; "
            "the worker deletes them daily: is it running?"
        )
    if not swept.is_wiped:
        yield "retention: what was deleted may still lie in the database's files; `sharp retention --delete` wipes them"


def _about_alerts(deployment: Opened) -> Iterator[str]:
    if deployment.settings.mail_url is None:
        yield "alerts: no mail server is set, so nobody is alerted: SHARP_MAIL_URL"
        return
    with deployment.database.reading() as db:
        dead, last, is_stopped = dead_letters(db), last_beat(db), is_late(db)
    if dead is not None:
        since = clock.of_hour(dead.since)
        yield f"alerts: {dead.count} could not be delivered, since {since:%d %b %Y %H:%M} UTC: `sharp letters`"
    if is_stopped:
        run = "has never run" if last is None else f"has not run since {clock.of_seconds(last):%d %b %Y %H:%M} UTC"
        yield f"alerts: the worker {run}; start `sharp worker`"


def _all_sentences(db: Session, anchor: Anchor) -> Iterator[str]:
    yield from _forged_rows(db)
    yield from check_missing_schools(db, anchor)
    for school_id in school_ids(db):
        yield from map(str, school_faults(db, anchor, school_id))
        yield from _closed_again(db, school_id)
    yield from _broken_trails(db, anchor)
    yield from _broken_reports(db)


def _closed_again(db: Session, school_id: bytes) -> Iterator[str]:
    """A page that was opened stays open: no verb takes that row away."""
    there = accepted(db, school_id, [PAGE[0]])
    acts = sa.select(TrailLine.act).where(TrailLine.chain == school_id, TrailLine.act == Act.PAGE_OPENED)
    if not there and db.scalars(acts).first() is not None:
        yield f"pieces of school {school_id.hex()}: the row that opened its page is missing, so that no pupil can tell"


def _forged_rows(db: Session) -> Iterator[str]:
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
        if issubclass(mapper.class_, Maced):
            yield from _forged_in(db, mapper.class_)


def _forged_in(db: Session, table: type[Maced]) -> Iterator[str]:
    """By the batch; row by row only in a batch where one is forged."""
    for keys in _batches(db, table):
        try:
            _load(db, table, keys)
        except UNREADABLE:
            yield from _each_forged(db, table, keys)


def _batches(db: Session, table: type[Maced]) -> Iterator[Sequence[bytes]]:
    [key] = sa.inspect(table).primary_key
    last = b""
    while found := db.scalars(sa.select(key).where(key > last).order_by(key).limit(BATCH)).all():
        yield found
        last = found[-1]


def _load(db: Session, table: type[Maced], keys: Sequence[bytes]) -> None:
    """Each row verifies itself as it is loaded; none may stay in the session, not even one that was refused."""
    [key] = sa.inspect(table).primary_key
    try:
        db.scalars(sa.select(table).where(key.in_(keys))).all()
    finally:
        db.expunge_all()


def _each_forged(db: Session, table: type[Maced], keys: Sequence[bytes]) -> Iterator[str]:
    name = str(sa.inspect(table).local_table.description)
    for key in keys:
        try:
            _load(db, table, [key])
        except RowForged:
            yield f"{name} {key.hex()}: the row was changed outside the service"
        except UNREADABLE:
            yield f"{name} {key.hex()}: the row holds what the service never writes"


def _broken_trails(db: Session, anchor: Anchor) -> Iterator[str]:
    try:
        seen = anchor.seen().trails
    except AnchorRefused as refused:
        yield str(refused)
        seen = {}
    for chain in sorted({*trail.chains(db), *seen}):
        try:
            trail.verify_chain(db, chain, seen=seen.get(chain))
        except trail.TrailBroken as broken:
            name = "the service" if chain == NO_ID else f"school {chain.hex()}"
            yield f"trail of {name}: broken at line {broken.i}"


def _broken_reports(db: Session) -> Iterator[str]:
    for keys in _batches(db, Report):
        for report_id in keys:
            try:
                yield from _faults_of(db, report_id)
            except UNREADABLE:
                continue  # its forged row has been named above
            finally:
                db.expunge_all()


def _faults_of(db: Session, report_id: bytes) -> Iterator[str]:
    report = db.get_one(Report, report_id)
    listed = set(report.granted_ids())
    entries = db.scalars(sa.select(Entry).where(Entry.report_id == report_id).order_by(Entry.seq)).all()
    try:
        check_chain(report, entries)
    except JournalBroken:
        yield f"reports {report_id.hex()}: an entry of its journal is missing, moved or from another time"
    card = db.get(Card, report_id)
    if card is None or card.length > report.length:
        yield f"cards {report_id.hex()}: the card is missing or from another time"
    there = set(db.scalars(sa.select(Grant.id).where(Grant.report_id == report_id)))
    for grant_id in sorted(there - listed):
        yield f"grants {grant_id.hex()}: it was put back after it had been taken away; it opens nothing"
    for grant_id in sorted(listed - there):
        yield f"grants {grant_id.hex()}: the row is missing, so its holder cannot open report {report_id.hex()}"
    acts = set(db.scalars(sa.select(TrailLine.act).where(TrailLine.report_id == report_id)))
    if db.get(Receipt, report_id) is None and Act.WORDS_ENDED not in acts:
        yield f"receipts {report_id.hex()}: the row is missing, so the code words open nothing"
    yield from _offer_faults(db, report_id)
    is_there = db.get(Hold, report_id) is not None
    if is_there is not is_held_by_trail(db, report_id):
        says = "it was put back after it had been lifted" if is_there else "the row is missing; it still holds"
        yield f"holds {report_id.hex()}: {says}"


def _offer_faults(db: Session, report_id: bytes) -> Iterator[str]:
    offer = db.scalar(sa.select(Offer).where(Offer.report_id == report_id))
    said = state_by_trail(db, report_id)
    if offer is None and said is not None:
        yield f"offers of report {report_id.hex()}: the row is missing; withdrawn it was not"
    if offer is not None and offer.state is not said:
        yield f"offers {offer.id.hex()}: it was put back after it had been answered or settled; nothing is sent by it"
