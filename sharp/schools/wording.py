"""How pages name the people on a roster: roles, initials, and who is away."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.model.words import Role
from sharp.schools.facts import Member, Roster, date_of
from sharp.schools.reading import day_words

ROLE_WORDS = {
    Role.SSO: _l("Police officer for schools"),
    Role.SPOC: _l("School staff"),
    Role.HEAD: _l("Head of the school"),
    Role.CONTACT: _l("Somebody outside the school"),
    Role.PASTORAL: _l("School staff"),
    Role.COORDINATOR: _l("Police"),
}
SAFEGUARDING = _l("School staff. Their job is to keep pupils safe.")
ONLY_SOME = {
    Role.HEAD: _l("Only reads reports that go to the head."),
    Role.CONTACT: _l("Only reads reports about the head."),
}
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "pc", "pcso", "sgt", "sergeant", "officer"})


@dataclass(frozen=True)
class Shown:
    """One person as a page shows them."""

    name: str
    role: str
    initials: str
    lines: tuple[str, ...]


def role_words(role: Role, *, dsl: bool = False) -> str:
    return str(SAFEGUARDING if dsl else ROLE_WORDS[role])


def initials(name: str) -> str:
    """Two letters at most, without titles: `PC Sam Green` is SG."""
    parts = [part for part in name.split() if part.casefold().rstrip(".") not in TITLES] or name.split()
    first_and_last = parts[:1] + parts[1:][-1:]
    return "".join(part[0] for part in first_and_last).upper()


def show(member: Member, roster: Roster) -> Shown:
    lines = [str(ONLY_SOME[member.role])] if member.role in ONLY_SOME else []
    if member.is_away_on(roster.today()):
        lines += _away_lines(member, roster)
    role = role_words(member.role, dsl=member.dsl)
    return Shown(member.shown_name, role, initials(member.shown_name), tuple(lines))


def show_readers(roster: Roster) -> tuple[Shown, ...]:
    return tuple(show(member, roster) for member in roster.readers())


def show_pending(roster: Roster) -> tuple[Shown, ...]:
    return tuple(show(member, roster) for member in roster.pending() if member.is_reader)


def _away_lines(member: Member, roster: Roster) -> list[str]:
    if member.away_until is None:
        lines = [str(_("Away just now."))]
    else:
        lines = [str(_("Away. Back on %(day)s.", day=day_words(date_of(member.away_until))))]
    stand_in = roster.member(member.stand_in)
    if stand_in is not None and stand_in.is_active_on(roster.today()):
        lines.append(str(_("%(name)s reads until then.", name=stand_in.shown_name)))
    return lines
