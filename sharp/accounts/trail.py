"""The trail: what staff did, one chain a school and one for the service, each line tagged over the one before."""

import hmac
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sharp import clock
from sharp.model.staff import TrailHead, TrailLine
from sharp.model.words import Act
from sharp.vault.encoding import NO_ID
from sharp.vault.keyfile import ServerKeys
from sharp.vault.trails import FIRST_TAG, trail_tag


class TrailBroken(Exception):
    """A line of the trail was changed, moved, added or taken away; `i` is the first that does not hold."""

    def __init__(self, chain: bytes, i: int) -> None:
        super().__init__(f"{chain.hex()} {i}")
        self.chain = chain
        self.i = i


@dataclass(frozen=True)
class Head:
    """Where a chain ended when it was looked at: what the anchor file remembers."""

    chain: bytes
    i: int
    tag: bytes


def record(db: Session, staff_id: bytes, act: Act, *, school: bytes = NO_ID, report: bytes = NO_ID) -> None:
    """Add a line to the school's chain, or to the service's; it commits with what it tells of."""
    head = _locked_head(db, school)
    keys = _keys(db)
    i, hour = head.i + 1, clock.hour()
    tag = trail_tag(keys.key("mac"), school, i, head.tag, keys.active, staff_id, act, report, hour)
    db.add(
        TrailLine(chain=school, i=i, v=keys.active, staff_id=staff_id, act=act, report_id=report, hour=hour, tag=tag)
    )
    head.i, head.tag = i, tag
    db.flush()


def hold_heads(db: Session, *chains: bytes) -> None:
    """Before lines of several chains are added: in one order, or two who do so would wait for each other."""
    for chain in sorted(chains):
        _locked_head(db, chain)


def _locked_head(db: Session, chain: bytes) -> TrailHead:
    """The chain's end, held until the commit."""
    head = db.get(TrailHead, chain, with_for_update=True, populate_existing=True)
    if head is None:
        _begin_chain(db, chain)
        head = db.get_one(TrailHead, chain, with_for_update=True, populate_existing=True)
    return head


def _begin_chain(db: Session, chain: bytes) -> None:
    """Of two first lines at once, the second finds the head that the first has made."""
    try:
        with db.begin_nested():
            db.add(TrailHead(chain=chain, i=0, tag=FIRST_TAG))
    except IntegrityError:
        return


def verify_chain(db: Session, chain: bytes, *, seen: Head | None = None) -> int:
    """How many lines the chain has, when each follows from the one before and none is missing.

    `seen` is the head that the anchor remembers: a chain cut behind it, with its head set back, is broken too.
    Raises TrailBroken, which names the first line that does not hold.
    """
    keys, last, tag = _keys(db), 0, FIRST_TAG
    whole = lines_of(chain).execution_options(yield_per=1000, populate_existing=True)
    with closing(db.scalars(whole)) as lines:
        for line in lines:
            last += 1
            if line.i != last or not _follows(keys, line, tag):
                raise TrailBroken(chain, last)
            if seen is not None and seen.i == last and not hmac.compare_digest(seen.tag, line.tag):
                raise TrailBroken(chain, last)
            tag = line.tag
    head = db.get(TrailHead, chain, populate_existing=True)
    ended = (head.i, head.tag) if head is not None else (0, FIRST_TAG)
    if ended != (last, tag) or (seen is not None and seen.i > last):
        raise TrailBroken(chain, min(last, ended[0]) + 1)
    return last


def _follows(keys: ServerKeys, line: TrailLine, previous: bytes) -> bool:
    if line.v not in keys.accepted:
        return False
    expected = trail_tag(
        keys.key("mac", line.v), line.chain, line.i, previous, line.v,
        line.staff_id, line.act, line.report_id, line.hour,
    )  # fmt: skip
    return hmac.compare_digest(line.tag, expected)


def heads(db: Session) -> tuple[Head, ...]:
    """Every chain's end, for the anchor."""
    rows = db.scalars(sa.select(TrailHead).order_by(TrailHead.chain).execution_options(populate_existing=True))
    return tuple(Head(row.chain, row.i, row.tag) for row in rows)


def chains(db: Session) -> tuple[bytes, ...]:
    """Every chain that has a line or a head: one of them alone is a chain that will not verify."""
    found = sa.union(sa.select(TrailLine.chain), sa.select(TrailHead.chain))
    return tuple(sorted(db.scalars(found)))


def lines_of(chain: bytes) -> sa.Select[TrailLine]:
    return sa.select(TrailLine).where(TrailLine.chain == chain).order_by(TrailLine.i)


def lines_about(report_id: bytes) -> sa.Select[TrailLine]:
    """What was done about one report: for its readers only."""
    return sa.select(TrailLine).where(TrailLine.report_id == report_id).order_by(TrailLine.chain, TrailLine.i)


def lines_without_report(chain: bytes) -> sa.Select[TrailLine]:
    """What staff did that is about no report: for all staff of the chain's school."""
    return lines_of(chain).where(TrailLine.report_id == NO_ID)


def _keys(db: Session) -> ServerKeys:
    keys = db.info["keys"]
    assert isinstance(keys, ServerKeys)
    return keys
