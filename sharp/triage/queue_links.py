"""The links of the queue: each leads to one page that can be bookmarked, and says how many cases stand there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from sharp.schools.deadlines import LEVELS
from sharp.schools.facts import SchoolFacts
from sharp.triage.queue_filters import VIEWS, Counts, Filter, Whose
from sharp.triage.wording import LEVEL_TAGS

VIEW_WORDS: Mapping[str, Any] = {"open": _l("Open"), "practice": _l("Practice"), "closed": _l("Closed")}
WHOSE_WORDS: Mapping[Whose, Any] = {
    Whose.OURS: _l("Our turn"),
    Whose.HANDED: _l("Handed out"),
    Whose.PUPIL: _l("Waiting for the pupil"),
    Whose.OTHERS: _l("Waiting for others"),
    Whose.MINE: _l("Mine"),
}


@dataclass(frozen=True)
class Link:
    text: str
    href: str
    count: int | None
    is_current: bool
    late: str = ""
    """How many of them are overdue, in words."""


@dataclass(frozen=True)
class Links:
    schools: tuple[Link, ...]
    views: tuple[Link, ...]
    whose: tuple[Link, ...]
    narrower: tuple[Link, ...]
    """Overdue, and each level."""


def links_for(wanted: Filter, counts: Counts, schools: Iterable[SchoolFacts], slug: str) -> Links:
    """A choice made already leads back to everything."""
    link = _Linker(replace(wanted, page=1), counts, slug)
    is_open = wanted.view != "closed"
    return Links(
        schools=tuple(_schools(link, tuple(schools))),
        views=tuple(link.to(VIEW_WORDS[view], view == wanted.view, view=view, **EVERYTHING) for view in VIEWS),
        whose=tuple(_whose(link)) if is_open else (),
        narrower=tuple(_narrower(link)) if is_open else (),
    )


def address_of(wanted: Filter, slug: str, **more: Any) -> str:
    """Of one queue page; what is not narrowed down is not said."""
    return url_for(
        "queue.show",
        school=slug or None,
        view=None if wanted.view == VIEWS[0] else wanted.view,
        whose=wanted.whose,
        level=wanted.level,
        overdue=1 if wanted.overdue else None,
        **more,
    )


EVERYTHING: Mapping[str, Any] = {"whose": None, "level": None, "overdue": False}


@dataclass(frozen=True)
class _Linker:
    now: Filter
    counts: Counts
    slug: str

    def to(self, text: Any, is_current: bool, **changes: Any) -> Link:
        wanted = replace(self.now, **changes)
        count = None if wanted.is_mine else self.counts.of(wanted)
        return Link(str(text), address_of(wanted, self.slug), count, is_current)


def _schools(link: _Linker, schools: tuple[SchoolFacts, ...]) -> Iterator[Link]:
    """Side by side, with what is open and overdue at each; nothing for somebody who serves at one."""
    if len(schools) < 2:
        return
    everywhere = Filter(tuple(school.id for school in schools), link.now.view)
    yield Link(_("All schools"), address_of(link.now, ""), link.counts.of(everywhere), not link.slug)
    for school in schools:
        here = Filter((school.id,), link.now.view)
        late = link.counts.of(replace(here, overdue=True)) if link.now.view != "closed" else 0
        yield Link(
            school.name,
            address_of(link.now, school.slug),
            link.counts.of(here),
            link.slug == school.slug,
            ngettext("%(num)d overdue", "%(num)d overdue", late) if late else "",
        )


def _whose(link: _Linker) -> Iterator[Link]:
    yield link.to(_("All"), link.now.whose is None, whose=None)
    for whose, words in WHOSE_WORDS.items():
        yield link.to(words, link.now.whose is whose, whose=whose)


def _narrower(link: _Linker) -> Iterator[Link]:
    yield link.to(_("Overdue"), link.now.overdue, overdue=not link.now.overdue)
    for level in LEVELS:
        is_chosen = link.now.level == level
        yield link.to(LEVEL_TAGS[level], is_chosen, level=None if is_chosen else level)
