"""What comes with the service for pupils to read: kinds of content, and each piece with who wrote and reviewed it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from sharp.schools.pieces import Name, print_of

Parts = Mapping[str, str]


@dataclass(frozen=True)
class Shipped:
    """One piece, in the source language."""

    id: str
    title: Any
    parts: Parts
    author: str
    reviewer: str = ""
    """Empty: not yet reviewed."""
    reviewed: date | None = None
    is_fixed: bool = False
    """No school changes it."""
    titled_by: str = ""
    """The part that is its title, once a school has written there."""
    extras: Parts = field(default_factory=dict)
    """Parts that a school may add, each with what is usual; only what is not usual is kept, and changes its print."""

    @property
    def print(self) -> str:
        return print_of(self.parts)

    def filled(self, parts: Parts) -> Parts:
        """As a newer shipped piece wants it: parts that an older revision does not know are as they come."""
        added = {name: parts[name] for name, usual in self.extras.items() if parts.get(name, usual) != usual}
        return {name: parts.get(name, words) for name, words in self.parts.items()} | added

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to accept before a school's page opens."""
        return any(self.parts.values())


@dataclass(frozen=True)
class Field:
    """One part of a piece as it is written."""

    name: str
    label: Any
    hint: Any = ""
    is_line: bool = False
    may_be_empty: bool = False
    most: int = 2_000
    choices: tuple[tuple[str, Any], ...] = ()
    """Where one of a few is chosen: each as it is kept, and as it is said."""


def as_it_is(_piece: Shipped, parts: Parts) -> Any:
    return parts


def no_faults(_piece: Shipped, _parts: Parts) -> Iterator[tuple[str, str]]:
    yield from ()


@dataclass(frozen=True, eq=False)
class ContentKind:
    """Topics, helplines and so on: what is shown to the safeguarding lead, and, where it has fields, changed."""

    name: str
    heading: Any
    shipped: tuple[Shipped, ...]
    fields: tuple[Field, ...] = ()
    """None: it is shown and accepted, and changed nowhere."""
    template: str = "content/plain.html"
    """How `made` is shown, as pupils will see it."""
    made: Callable[[Shipped, Parts], Any] = as_it_is
    faults: Callable[[Shipped, Parts], Iterator[tuple[str, str]]] = no_faults
    """Each with the field at which it lies, beyond what every field is asked."""
    is_never_held_back: bool = False
    """As it comes, it is shown before anybody has accepted it."""
    advice: Any = ""
    """For whoever writes or accepts one."""
    of_school: Callable[[Session, bytes], tuple[Shipped, ...]] | None = None
    """Nothing of this kind comes with the service: each school has its own pieces, made and changed on another page."""

    def fields_of(self, piece: Shipped) -> tuple[Field, ...]:
        """Those that this piece has."""
        return tuple(each for each in self.fields if each.name in piece.parts or each.name in piece.extras)

    def show(self, piece: Shipped, parts: Parts) -> Any:
        """What the template is given."""
        return self.made(piece, piece.filled(parts))

    def name_of(self, piece: Shipped) -> Name:
        return self.name, piece.id

    def pieces(self, db: Session, school_id: bytes) -> tuple[Shipped, ...]:
        return self.of_school(db, school_id) if self.of_school else self.shipped

    def find(self, db: Session, school_id: bytes, item: str) -> Shipped | None:
        return next((piece for piece in self.pieces(db, school_id) if piece.id == item), None)
