"""What was answered, said back in the words of the pages that asked."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from sharp.reports.draft import Draft, Named
from sharp.reports.forms_start import ABOUT, TYPED_BY
from sharp.reports.forms_what import STILL, WANTS, WHEN
from sharp.reports.readers import ReaderList
from sharp.reports.views_frame import address_of
from sharp.schools.categories import CATEGORIES
from sharp.schools.facts import Roster

Row = tuple[str, str, str, str]
"""What was asked, what was answered, where to change it, and what the link changes."""


def answers_of(roster: Roster, draft: Draft, readers: ReaderList) -> tuple[Row, ...]:
    return tuple(
        (asked, answer or _("Not answered"), address_of(roster.school.slug, path, **{"from": "check"}), asked)
        for path, asked, answer in _answers(roster, draft, readers)
    )


def _answers(roster: Roster, draft: Draft, readers: ReaderList) -> Iterator[tuple[str, str, str]]:
    if draft.typed_by:
        yield "typing", _("Who is typing"), str(TYPED_BY[draft.typed_by])
    yield "about", _("Who it is about"), str(ABOUT[draft.about]) if draft.about else ""
    yield "story", _("What happened"), draft.story
    yield (
        "kind",
        _("What kind of thing"),
        _lines(CATEGORIES[kind].pupil_words for kind in draft.kinds if kind in CATEGORIES),
    )
    yield "place", _("Where"), _lines((_place(roster, draft), draft.place_more))
    if draft.when or draft.still:
        yield "when", _("When"), str(WHEN[draft.when]) if draft.when else ""
        yield "when", _("Still happening"), str(STILL[draft.still]) if draft.still else ""
    if draft.offers_files:
        count = len(draft.evidence.pieces)
        yield "show", _("What you show us"), ngettext("A file", "%(num)d files", count) if count else _("Nothing")
    yield "wants", _("What would help"), _lines(str(WANTS[want]) for want in draft.wants)
    yield "name", _("Your name"), _lines((draft.name, draft.reach)) or _("You do not tell us")
    if draft.is_about_adult:
        yield "people", _("Is it one of the people here"), _named(roster, draft)
    yield "who", _("Who will see this"), _lines(reader.shown_name for reader in readers.listed)


def _place(roster: Roster, draft: Draft) -> str:
    """In the page's language; as it was chosen, if the school has changed its places since."""
    named = {str(place): place.pupil_words for place in roster.school.places}
    return named.get(draft.place, draft.place.partition(": ")[2])


def _named(roster: Roster, draft: Draft) -> str:
    if draft.concerns:
        named = (member.shown_name for member in roster.members if member.nomination_id.hex() in draft.concerns)
        return _lines(named)
    words = {Named.HEAD: _("The head"), Named.NONE: _("No"), Named.RATHER_NOT: _("I'd rather not say")}
    return words.get(draft.named, "") if draft.named else ""


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
