"""Where each piece of content stands at a school: what pupils read, what waits for the lead, what is being written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from sharp.advice.content import HIDDEN, KINDS
from sharp.model.words import PieceState
from sharp.schools.pieces import Name, Revision, print_of, revisions
from sharp.schools.shipped import ContentKind, Parts, Shipped


class NoSuchPiece(Exception):
    """There is no content of this kind and id."""


@dataclass(frozen=True)
class Waiting:
    """A text that the safeguarding lead has not accepted."""

    parts: Parts
    based_on: str

    @property
    def print(self) -> str:
        return print_of(self.parts)


@dataclass(frozen=True)
class Standing:
    kind: ContentKind
    piece: Shipped
    history: tuple[Revision, ...]
    """The newest first."""

    @property
    def title(self) -> str:
        """Of a line that a school adds, its name: of what waits, else of what pupils read, else of the draft."""
        texts = [each.parts for each in (self.waiting, self.live, self.draft) if each is not None]
        own = (parts.get(self.piece.titled_by) for parts in texts if self.piece.titled_by)
        return next(filter(None, own), "") or str(gettext(str(self.piece.title)))

    @property
    def newest(self) -> int:
        """The number of the newest revision that holds; 0: there is none."""
        return self.history[0].n if self.history else 0

    @property
    def may_change(self) -> bool:
        return bool(self.kind.fields) and not self.piece.is_fixed and self.kind.of_school is None

    @property
    def live(self) -> Revision | None:
        """The newest accepted one, if any."""
        return self._newest(PieceState.ACCEPTED)

    @property
    def waiting(self) -> Waiting | None:
        """The newest published one; else the shipped one, where it is new to this school."""
        live, published = self.live, self._newest(PieceState.PUBLISHED)
        if published is not None and (live is None or published.n > live.n):
            return Waiting(published.parts, published.based_on)
        shipped = Waiting(self.piece.parts, self.piece.print)
        if live is None:
            return shipped if self.piece.is_needed else None
        is_news = self.piece.is_needed and live.is_as_it_came and live.print != self.piece.print
        return shipped if is_news else None

    @property
    def put_by(self) -> bytes | None:
        """Who put what waits before the lead; None: it came with the service, or nothing waits."""
        live, published = self.live, self._newest(PieceState.PUBLISHED)
        return published.author_id if published is not None and (live is None or published.n > live.n) else None

    @property
    def is_shown_already(self) -> bool:
        """Pupils read what waits: it came with the service, is never held back, and stands in no own text's place."""
        found = self.waiting
        is_new = found is not None and found.print == self.piece.print and self.kind.is_never_held_back
        return is_new and (self.live is None or self.live.is_as_it_came)

    @property
    def draft(self) -> Revision | None:
        """What is being written: newer than all that was published."""
        published, draft = self._newest(PieceState.PUBLISHED), self._newest(PieceState.DRAFT)
        return draft if draft is not None and (published is None or draft.n > published.n) else None

    @property
    def words(self) -> Parts:
        """What somebody who changes it begins with."""
        found = self.draft or self.waiting or self.live
        return self.piece.filled(found.parts if found else self.piece.parts)

    @property
    def is_own(self) -> bool:
        """Whether the school's text, live or waiting, is another than the shipped one."""
        found = self.waiting or self.live
        return found is not None and found.print != self.piece.print

    @property
    def is_behind(self) -> bool:
        """The shipped text has changed since the school's own was written."""
        found = self.waiting or self.live
        is_older = found is not None and found.based_on != self.piece.print
        return self.is_own and self.piece.is_needed and is_older

    @property
    def is_empty(self) -> bool:
        """A place where nothing stands for pupils, nothing waits and nobody is writing."""
        is_bare = self.live is None or not any(self.live.parts.values())
        return not self.piece.is_needed and is_bare and self.waiting is None and self.draft is None

    @property
    def may_be_emptied(self) -> bool:
        """It came empty, and something stands there that can be taken away again."""
        return self.may_change and not self.piece.is_needed and any(self.words.values())

    @property
    def is_left_out(self) -> bool:
        """A topic or a clip that pupils here do not see."""
        return self.live is not None and self.piece.filled(self.live.parts).get("shown") == HIDDEN

    @property
    def is_missing(self) -> bool:
        """Without it the school's page stays closed."""
        return self.piece.is_needed and self.live is None

    @property
    def name(self) -> Name:
        return self.kind.name_of(self.piece)

    def _newest(self, state: PieceState) -> Revision | None:
        return next((revision for revision in self.history if revision.state is state), None)


def standings(db: Session, school_id: bytes) -> tuple[Standing, ...]:
    """All content there is, kind by kind."""
    return tuple(_all(db, school_id, revisions(db, school_id, [kind.name for kind in KINDS])))


def standing_of(db: Session, school_id: bytes, kind: str, item: str) -> Standing:
    """Raises NoSuchPiece."""
    for each in KINDS:
        piece = each.find(db, school_id, item) if each.name == kind else None
        if piece is not None:
            return Standing(each, piece, revisions(db, school_id, [kind], item).get((kind, item), ()))
    raise NoSuchPiece


def _all(db: Session, school_id: bytes, found: Mapping[Name, tuple[Revision, ...]]) -> Iterator[Standing]:
    for kind in KINDS:
        for piece in kind.pieces(db, school_id):
            yield Standing(kind, piece, found.get(kind.name_of(piece), ()))
