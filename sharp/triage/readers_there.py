"""Who at another school would read a case if it went there: by that school's own list and routing, for this account."""

import hashlib
from collections.abc import Sequence

from flask_babel import gettext as _

from sharp.model.words import GrantState
from sharp.reports.draft import About, Draft, Still, Want, When
from sharp.reports.journal import Item
from sharp.reports.leaving_out import is_left_out
from sharp.reports.readers import NoReaderLeft, ReaderList, readers_for
from sharp.schools.facts import Member, Roster, SchoolFacts
from sharp.triage.wording import place_words
from sharp.vault.encoding import canonical_json, new_id

MARK_LETTERS = 32


def draft_there(items: Sequence[Item], here: SchoolFacts, there: Roster) -> Draft:
    """What was told, for the other school; whom the pupil left out is left out there too, under every role.

    Of whom it is about the account keeps only that they are left out. A place is one of this school's, not of that.
    """
    told = items[0].body
    place = ", ".join(filter(None, (place_words(told["place"]), told["place_more"])))
    return Draft(
        report_id=new_id().hex(),
        about=About(told["about"]) if told["about"] else None,
        story=told["story"],
        kinds=tuple(told["kinds"]),
        place_more=_("%(place)s (at %(school)s)", place=place, school=here.name) if place else "",
        when=When(told["when"]) if told["when"] else None,
        still=Still(told["still"]) if told["still"] else None,
        wants=tuple(Want(want) for want in told["wants"]),
        left_out=tuple(each.nomination_id.hex() for each in there.members if is_left_out(items, each)),
        past_them=told["past_them"],
    )


def addressees(items: Sequence[Item], here: SchoolFacts, there: Roster) -> tuple[Member, ...]:
    """Nominees there, each person once, who could open it at once: nobody whom the pupil left out."""
    try:
        readers = readers_for(there, draft_there(items, here, there))
    except NoReaderLeft:
        return ()
    able = able_at_once(readers)
    found = {member.staff_id: member for member in there.nominees() if member.staff_id in able}
    return tuple(member for member in found.values() if not is_left_out(items, member))


def able_at_once(readers: ReaderList) -> frozenset[bytes]:
    return frozenset(each.staff_id for each in readers.listed if each.state is GrantState.LIVE)


def mark_of(readers: ReaderList) -> str:
    """By this a page knows that the people it showed are still those who would be able to open it."""
    listed = [[each.nomination_id.hex(), each.state, each.fp.hex()] for each in readers.listed]
    return hashlib.sha256(canonical_json([readers.n, readers.last_resort, listed])).hexdigest()[:MARK_LETTERS]
