"""People and what they said, as pupils read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date, format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp import clock
from sharp.model.words import GrantState, Role
from sharp.reports.pupil_case import PupilView
from sharp.reports.pupil_conversation import Said
from sharp.reports.pupil_people import Who
from sharp.reports.readers import Listed, ReaderList
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.wording import Shown, initials, role_words, show


@dataclass(frozen=True)
class Line:
    """One line of the conversation; `side` is "me", "them" or "service"."""

    text: str
    who: str
    when: str
    side: str


def usual_readers(roster: Roster) -> tuple[Shown, ...]:
    """Who reads at this school, as a pupil is told before they start."""
    officer = _("This person is a police officer. You can leave them out on a later page.")
    return tuple(_with(show(each, roster), *([officer] if each.role is Role.SSO else [])) for each in roster.nominees())


def those_listed(roster: Roster, readers: ReaderList) -> tuple[Shown, ...]:
    """The live list: role, until when away, and who stands in for whom."""
    found = ((each, roster.member(each.nomination_id)) for each in readers.listed)
    return tuple(_with(show(member, roster), *_standing_in(each)) for each, member in found if member is not None)


def those_who_can(view: PupilView) -> tuple[Shown, ...]:
    """Who can open it now, and who has."""
    return tuple(
        Shown(each.shown_name, role_words(each.role), initials(each.shown_name), tuple(_opened(each)))
        for each in view.who
    )


def conversation(school: SchoolFacts, said: Iterable[Said]) -> tuple[Line, ...]:
    return tuple(Line(_text_of(each), _who_said(each), _when(school, each.hour), _side(each)) for each in said)


def words_end(months: int | None) -> str:
    """`March 2027`, the last month in which the words work; nothing where no end is set, or a hold has put it off."""
    if months is None or months < clock.month():
        return ""
    year, month = divmod(months, 12)
    return format_date(date(1970 + year, month + 1, 1), "MMMM y", locale=get_locale())


def _with(shown: Shown, *lines: str) -> Shown:
    return replace(shown, lines=(*shown.lines, *lines))


def _standing_in(listed: Listed) -> tuple[str, ...]:
    if not listed.stands_in_for:
        return ()
    if listed.state is GrantState.DORMANT:
        words = _(
            "Sees this only if %(name)s is away, or if it is urgent and no one reads it.", name=listed.stands_in_for
        )
        return (words,)
    return (_("Sees this now, because %(name)s is away.", name=listed.stands_in_for),)


def _opened(who: Who) -> Iterator[str]:
    if who.is_standing_by:
        yield str(_("Sees this only if somebody is away, or if it is urgent and no one reads it."))
    elif who.only_part or not (who.can_open or who.has_opened):
        yield _asked(who)
    elif not who.can_open:
        yield str(_("Has opened it. Cannot open it any more."))
    else:
        yield str(_("Has opened it.") if who.has_opened else _("Can open it. Has not opened it yet."))
        if not who.sees_name:
            yield str(_("Cannot see your name."))


def _asked(who: Who) -> str:
    """A brief was written for them, which is not what the pupil wrote."""
    if who.role is Role.SSO and who.can_open:
        return str(_("Was asked for advice. Cannot read what you wrote."))
    if who.role is Role.SSO:
        return str(_("Was asked for advice. Could not read what you wrote."))
    if who.can_open:
        return str(_("Was asked to help with this. Sees only what they need for that, not what you wrote."))
    return str(_("Was asked to help with this. Cannot open it any more."))


def _text_of(said: Said) -> str:
    if said.kind == "not_safe":
        return "\n".join(filter(None, (_("I am not safe now."), said.text)))
    if said.kind == "withdraw_request":
        return "\n".join(filter(None, (_("Please stop."), said.text)))
    if said.kind == "feedback":
        return str(_("You told us how it helped."))
    if said.kind == "reach":
        return str(_("You told us how to reach you: %(how)s", how=said.text))
    if said.kind == "name":
        return str(_("You told us your name: %(name)s", name=said.text))
    return said.text


def _who_said(said: Said) -> str:
    if said.is_mine:
        return str(_("You"))
    return f"{said.name} ({role_words(Role(said.role))})" if said.role in tuple(Role) else said.name


def _side(said: Said) -> str:
    if said.kind in ("feedback", "name"):
        return "service"
    return "me" if said.is_mine else "them"


def _when(school: SchoolFacts, hour: int) -> str:
    """The day, and the hour on the clock on the wall: no more is kept."""
    moment = clock.of_hour(hour).astimezone(school.tz)
    return str(format_datetime(moment, "EEEE d MMMM, H:00", tzinfo=school.tz, locale=get_locale()))
