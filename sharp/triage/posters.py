"""What a school's poster, its cards and the link on its own site say: the address, who reads by role, and when."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from sharp.model.words import Role
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.timetable import parse_timetable
from sharp.schools.week import week_lines
from sharp.web.services import settings


@dataclass(frozen=True)
class Notice:
    """What is printed of a school; names of people are left out, since paper hangs longer than they stay."""

    school: str
    address: str
    """Exactly what the QR code holds."""
    readers: tuple[str, ...]
    week: tuple[str, ...]

    @property
    def typed(self) -> tuple[str, str]:
        """As it stands on paper: `https://` small, then what people type; it needs no stroke at its end."""
        scheme, sign, rest = self.address.partition("://")
        return scheme + sign, rest.rstrip("/")


def notice_of(roster: Roster) -> Notice:
    school = roster.school
    return Notice(
        school=school.name,
        address=address_of(school),
        readers=_readers(roster),
        week=week_lines(parse_timetable(school.timetable)),
    )


def address_of(school: SchoolFacts) -> str:
    return f"{settings().base_url}/{school.slug}/"


def is_only_here() -> bool:
    """The address is one of this machine, so that paper which bears it would lead nobody anywhere."""
    return settings().is_local


def link_of(school: SchoolFacts) -> str:
    """A plain link for the school's own site. `noreferrer`: we are not told which of its pages somebody came from."""
    link = Markup('<a href="{address}" rel="noreferrer">{words}</a>')
    return str(link.format(address=address_of(school), words=_("Help and advice")))


def _readers(roster: Roster) -> tuple[str, ...]:
    roles = {member.role for member in roster.nominees()}
    found = []
    if Role.SPOC in roles:
        is_lead = any(member.dsl for member in roster.nominees())
        found.append(_("School staff. It is their job to keep pupils safe.") if is_lead else _("School staff."))
    if Role.SSO in roles:
        found.append(_("A police officer who works with this school."))
    return tuple(map(str, found))
