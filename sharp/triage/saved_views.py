"""Views of the queue that a reader saved under names of their own: sealed to them, changed by revision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from sqlalchemy.orm import Session

from sharp.accounts.current import SignedIn
from sharp.model.staff import SavedViews
from sharp.vault.encoding import canonical_json, new_id, parse_canonical_json
from sharp.vault.errors import SealBroken, VaultRefusal
from sharp.vault.views import open_views, seal_views
from sharp.web.logs import log_failure

MOST = 20
NAME_LETTERS = 60
NOTHING_SAVED = 0
"""The revision where there is no row yet."""


class TooManyViews(Exception):
    """There are as many as there may be: one is removed first."""


class NameTaken(Exception):
    """Another view has this name."""


class ChangedSince(Exception):
    """In another tab, since the page was shown."""


class NoSuchView(Exception):
    """It was removed."""


@dataclass(frozen=True, repr=False)
class View:
    """A queue page by what its address says, or a search by its words."""

    id: str
    name: str
    place: Mapping[str, str] = field(default_factory=dict)
    words: str = ""

    @property
    def is_search(self) -> bool:
        return bool(self.words)

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "place": dict(self.place), "words": self.words}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["id"], kept["name"], dict(kept["place"]), kept["words"])


@dataclass(frozen=True, repr=False)
class Saved:
    views: tuple[View, ...] = ()
    rev: int = NOTHING_SAVED
    is_lost: bool = False
    """There was something that opens no more: new keys since, or somebody changed the row. It is counted from anew."""

    def find(self, view_id: str) -> View:
        """Raises NoSuchView."""
        found = next((view for view in self.views if view.id == view_id), None)
        if found is None:
            raise NoSuchView
        return found


def saved_by(db: Session, staff: SignedIn) -> Saved:
    return _opened(db.get(SavedViews, staff.id), staff)


def save(db: Session, staff: SignedIn, seen: int | None, name: str, place: Mapping[str, str], words: str = "") -> None:
    """`seen`: the revision that the page was shown at. Raises ChangedSince, TooManyViews, NameTaken."""

    def add(views: tuple[View, ...]) -> tuple[View, ...]:
        if len(views) >= MOST:
            raise TooManyViews
        return (*views, View(new_id().hex(), _free(views, name), place, words))

    _change(db, staff, seen, add)


def rename(db: Session, staff: SignedIn, seen: int | None, view_id: str, name: str) -> None:
    """Raises ChangedSince, NoSuchView, NameTaken."""

    def named(views: tuple[View, ...]) -> tuple[View, ...]:
        Saved(views).find(view_id)
        free = _free([view for view in views if view.id != view_id], name)
        return tuple(replace(view, name=free) if view.id == view_id else view for view in views)

    _change(db, staff, seen, named)


def remove(db: Session, staff: SignedIn, seen: int | None, view_id: str) -> None:
    """Raises ChangedSince, NoSuchView."""

    def without(views: tuple[View, ...]) -> tuple[View, ...]:
        Saved(views).find(view_id)
        return tuple(view for view in views if view.id != view_id)

    _change(db, staff, seen, without)


def _change(
    db: Session, staff: SignedIn, seen: int | None, change: Callable[[tuple[View, ...]], tuple[View, ...]]
) -> None:
    """All of them are sealed anew at the next revision; of what was lost, nothing is left.

    Two that save for the first time at once collide, and one of them is run again.
    """
    row = db.get(SavedViews, staff.id, with_for_update=True, populate_existing=True)
    now = _opened(row, staff)
    if seen != now.rev:
        raise ChangedSince
    rev = now.rev + 1
    plain = canonical_json({"v": 1, "views": [view.as_json() for view in change(now.views)]})
    sealed = seal_views(staff.keys, staff.id, rev, plain)
    if row is None:
        db.add(SavedViews(staff_id=staff.id, fp=staff.keys.fingerprint, rev=rev, sealed=sealed))
        db.flush()
    else:
        row.fp, row.rev, row.sealed = staff.keys.fingerprint, rev, sealed


def _opened(row: SavedViews | None, staff: SignedIn) -> Saved:
    """A row that does not open loses what it held, and stands in nobody's way."""
    if row is None:
        return Saved()
    try:
        if row.fp != staff.keys.fingerprint:
            raise SealBroken("saved under other keys")
        kept = parse_canonical_json(open_views(staff.keys, staff.id, row.rev, row.sealed))
    except VaultRefusal as refused:
        log_failure(refused)
        return Saved(is_lost=True)
    return Saved(tuple(map(View.from_json, kept["views"])), row.rev)


def _free(views: tuple[View, ...] | list[View], name: str) -> str:
    if any(view.name.casefold() == name.casefold() for view in views):
        raise NameTaken
    return name
