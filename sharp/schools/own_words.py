"""Sentences that a school says in its own words, and its notices: as pupils read them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from sharp.schools.facts import SchoolFacts, date_of
from sharp.schools.pieces import Revision, accepted
from sharp.schools.shipped import ContentKind, Field, Parts, Shipped
from sharp.schools.timetable_sheet import read_date
from sharp.web.prose import prose

LONGEST = 500
NOTICE_SLOTS = ("notice-1", "notice-2")


@dataclass(frozen=True)
class Notice:
    words: Markup
    last_day: date | None

    def is_over(self, today: date) -> bool:
        return self.last_day is None or self.last_day < today or not self.words


def words_at(db: Session, school_id: bytes | None) -> Mapping[str, Markup]:
    """Each sentence by its id: the school's, where its lead accepted one, else as it came; None: of no school."""
    own = accepted(db, school_id, [WORDS.name]) if school_id else {}
    return {piece.id: _word(piece, own.get((WORDS.name, piece.id))) for piece in WORDS.shipped}


def notices_at(db: Session, school: SchoolFacts) -> tuple[Markup, ...]:
    """Those whose last day has not passed; one that does not hold says nothing."""
    own, today = accepted(db, school.id, [NOTICES.name]), date_of(school.day())
    made = [
        _notice(piece, piece.filled(found.parts))
        for piece in NOTICES.shipped
        if (found := own.get((NOTICES.name, piece.id)))
    ]
    return tuple(notice.words for notice in made if not notice.is_over(today))


def _word(piece: Shipped, revision: Revision | None) -> Markup:
    return _said(piece, piece.filled(revision.parts) if revision else piece.parts)


def _said(piece: Shipped, parts: Parts) -> Markup:
    """A text that is still the shipped one can be translated."""
    return prose(str(gettext(parts["words"]))) if parts == piece.parts else prose(parts["words"])


def _notice(_piece: Shipped, parts: Parts) -> Notice:
    return Notice(prose(parts["words"]), read_date(parts["last"]))


def _notice_faults(_piece: Shipped, parts: Parts) -> Iterator[tuple[str, str]]:
    if parts["words"] and read_date(parts["last"]) is None:
        yield "last", str(gettext("Write the last day on which pupils see it, like 2 September 2026."))


def _shipped_words() -> Iterator[Shipped]:
    text = (files("sharp.schools") / "own_words.toml").read_text(encoding="utf-8")
    for each in tomllib.loads(text)["word"]:
        yield Shipped(
            each["id"], each["title"], {"words": each["words"]}, each["author"],
            each.get("reviewer", ""), each.get("reviewed"),
        )  # fmt: skip


WORDS = ContentKind(
    "word",
    _l("Words of your page"),
    tuple(_shipped_words()),
    (Field("words", _l("The words"), most=LONGEST),),
    template="content/words.html",
    made=_said,
    advice=_l("Write for a child of nine: short, kind, true. Promise nothing that you may have to break."),
)
NOTICES = ContentKind(
    "notice",
    _l("Notices on your first page"),
    tuple(Shipped(slot, title, {"words": "", "last": ""}, "")
          for slot, title in zip(NOTICE_SLOTS, (_l("First notice"), _l("Second notice")), strict=True)),
    (
        Field("words", _l("The notice"), _l("Empty: there is none."), may_be_empty=True, most=LONGEST),
        Field("last", _l("The last day on which pupils see it"), _l("Such as 18 December 2026."),
              is_line=True, may_be_empty=True, most=40),
    ),
    template="content/words.html",
    made=lambda piece, parts: _notice(piece, parts).words,
    faults=_notice_faults,
    advice=_l("For all pupils, such as an assembly or a room to come to. Name no pupil and tell of no case."),
)  # fmt: skip
