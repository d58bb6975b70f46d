"""What a school prepares: words to a pupil, and agencies; shipped ones, its own in their place, and more of its own."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.schools import Prepared
from sharp.model.words import Act, PreparedList
from sharp.schools.rows import UNREADABLE, hold_list
from sharp.vault.encoding import new_id
from sharp.web.logs import log

LONGEST_TITLE = 80
LONGEST_TEXT = 1_000
MOST = 60
"""Rows a school may keep in one list."""


class PreparedRefused(Exception):
    """There is no such thing in the school's list (any more)."""


class TooMany(Exception):
    """The school's list is full."""


@dataclass(frozen=True)
class Shipped:
    """In the source language, as the files have it."""

    id: str
    name: str
    words: str


@dataclass(frozen=True)
class Item:
    """One of a school's list, as it is offered and as its page of changes shows it."""

    id: str
    """A shipped one's own id, or the row's in hex."""
    title: str
    text: str
    is_shipped: bool = False
    is_changed: bool = False
    is_hidden: bool = False


def read_shipped(text: str) -> tuple[Shipped, ...]:
    """Raises KeyError, ValueError: the files are checked when the program starts."""
    found = tuple(Shipped(each["id"], each["name"], each["words"]) for each in tomllib.loads(text)["item"])
    if len({each.id for each in found}) != len(found):
        raise ValueError("an id stands twice")
    return found


def offered(db: Session, school_id: bytes, which: PreparedList) -> tuple[Item, ...]:
    """What may be chosen."""
    return tuple(item for item in everything(db, school_id, which) if not item.is_hidden)


def everything(db: Session, school_id: bytes, which: PreparedList) -> tuple[Item, ...]:
    """Shipped ones in their order, hidden ones too, and then the school's own by title.

    A row that was changed by hand says nothing: what it stood for is offered as it came, the school's own is not.
    """
    rows = _rows(db, school_id, which)
    instead = {row.shipped: row for row in rows if row.shipped}
    own = sorted((row for row in rows if not row.shipped), key=lambda row: (row.title.casefold(), row.id))
    shipped = tuple(_in_place(each, instead.get(each.id)) for each in SHIPPED[which])
    return (*shipped, *(Item(row.id.hex(), row.title, row.text) for row in own))


def find(db: Session, school_id: bytes, which: PreparedList, item_id: str) -> Item:
    """Raises PreparedRefused."""
    for item in everything(db, school_id, which):
        if item.id == item_id:
            return item
    raise PreparedRefused


def add(db: Session, *, school_id: bytes, which: PreparedList, title: str, text: str, by: bytes) -> None:
    """One more of the school's own; the same again adds nothing. Raises TooMany."""
    hold_list(db, school_id, to_change=True)
    rows = _rows(db, school_id, which)
    if any((row.shipped, row.title, row.text) == ("", title, text) for row in rows):
        return
    if len(rows) >= MOST:
        raise TooMany
    db.add(Prepared(id=new_id(), school_id=school_id, which=which, shipped="", title=title, text=text, hidden=False))
    record(db, by, Act.WORDED, school=school_id)


def change(
    db: Session, *, school_id: bytes, which: PreparedList, item_id: str, title: str, text: str, by: bytes
) -> None:
    """A shipped one is changed for this school alone, and is offered again if it was hidden. Raises PreparedRefused."""
    row = _row_for(db, school_id, which, item_id)
    row.title, row.text, row.hidden = title, text, False
    record(db, by, Act.WORDED, school=school_id)


def remove(db: Session, *, school_id: bytes, which: PreparedList, item_id: str, by: bytes) -> None:
    """The school's own is gone; a shipped one is hidden at this school. Raises PreparedRefused."""
    row = _row_for(db, school_id, which, item_id)
    if row.shipped:
        row.hidden = True
    else:
        db.delete(row)
    record(db, by, Act.WORDED, school=school_id)


def put_back(db: Session, *, school_id: bytes, which: PreparedList, item_id: str, by: bytes) -> None:
    """A shipped one as it came. Raises PreparedRefused."""
    hold_list(db, school_id, to_change=True)
    if all(each.id != item_id for each in SHIPPED[which]):
        raise PreparedRefused
    if _clear(db, school_id, which, item_id):
        record(db, by, Act.WORDED, school=school_id)


def _row_for(db: Session, school_id: bytes, which: PreparedList, item_id: str) -> Prepared:
    """The row to change; of a shipped one that nobody has changed yet, a new one."""
    hold_list(db, school_id, to_change=True)
    for row in _rows(db, school_id, which):
        if item_id in (row.shipped, "" if row.shipped else row.id.hex()):
            return row
    for each in SHIPPED[which]:
        if each.id == item_id:
            _clear(db, school_id, which, item_id)  # a row for it that was refused stands in nobody's way
            row = Prepared(
                id=new_id(), school_id=school_id, which=which, shipped=each.id, title=each.name, text=each.words,
                hidden=False,
            )  # fmt: skip
            db.add(row)
            return row
    raise PreparedRefused


def _clear(db: Session, school_id: bytes, which: PreparedList, shipped: str) -> bool:
    """Take away whatever stands in the place of a shipped one, believed or not; whether anything did."""
    theirs = (Prepared.school_id == school_id, Prepared.which == which, Prepared.shipped == shipped)
    found = db.scalars(select(Prepared.id).where(*theirs)).all()
    db.execute(delete(Prepared).where(Prepared.id.in_(found)))
    return bool(found)


def count_refused(db: Session, school_id: bytes, which: PreparedList) -> int:
    """Rows that were changed by hand, and say nothing any more."""
    ids = db.scalars(select(Prepared.id).where(Prepared.school_id == school_id, Prepared.which == which)).all()
    return len(ids) - len(_rows(db, school_id, which))


def _rows(db: Session, school_id: bytes, which: PreparedList) -> tuple[Prepared, ...]:
    """Those that hold; each that does not is a line of the log, and `sharp doctor` names it."""
    theirs = (Prepared.school_id == school_id, Prepared.which == which)
    try:
        return tuple(db.scalars(select(Prepared).where(*theirs)))
    except UNREADABLE:
        ids = db.scalars(select(Prepared.id).where(*theirs)).all()
    return tuple(row for row in (_believed(db, school_id, each) for each in ids) if row is not None)


def _believed(db: Session, school_id: bytes, row_id: bytes) -> Prepared | None:
    try:
        return db.scalars(select(Prepared).where(Prepared.id == row_id)).one()
    except UNREADABLE:
        log("prepared-refused", school=school_id, table="prepared", row=row_id)
        return None


def _in_place(each: Shipped, row: Prepared | None) -> Item:
    if row is None:
        return _as_shipped(each)
    return Item(each.id, row.title, row.text, is_shipped=True, is_changed=True, is_hidden=row.hidden)


def _as_shipped(each: Shipped) -> Item:
    return Item(each.id, gettext(each.name), gettext(each.words), is_shipped=True)


def _shipped_files() -> Iterator[tuple[PreparedList, tuple[Shipped, ...]]]:
    for which in PreparedList:
        yield which, read_shipped((files("sharp.triage") / f"{which}.toml").read_text(encoding="utf-8"))


SHIPPED: Mapping[PreparedList, tuple[Shipped, ...]] = dict(_shipped_files())
