"""What others added, since a page was shown, to a case and to all that go with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.triage.access import CaseRef
from sharp.triage.case_news import added_since, by_others, news_lines
from sharp.triage.merging import NotTogether
from sharp.triage.together import Group, hold_all, led_by


@dataclass(frozen=True)
class News:
    lines: tuple[str, ...]
    is_closed: bool
    """A colleague closed it meanwhile."""


def added_together(db: Session, case: CaseRef, seen: int | None, led_seen: Mapping[str, int]) -> News:
    """Under the locks of all. Raises NotTogether where the page showed other cases than those that go with it now."""
    group = hold_all(db, case)
    own = by_others(added_since(db, case, seen), case)
    if {one.ref.reference for one in led_by(group, case)} != led_seen.keys():
        raise NotTogether
    lines = (*news_lines(case, own), *_of_led(group, case, led_seen))
    return News(lines, any(item.content.kind == "outcome" for item in own))


def _of_led(group: Group, case: CaseRef, led_seen: Mapping[str, int]) -> Iterator[str]:
    for one in led_by(group, case):
        added = (item for item in one.items if item.seq > led_seen[one.ref.reference])
        yield from (f"{one.ref.reference}: {line}" for line in news_lines(one.ref, by_others(added, one.ref)))
