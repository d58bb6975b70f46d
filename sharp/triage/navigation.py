"""What every staff page of casework carries: who is signed in, and where they may go."""

from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.accounts.current import current_staff
from sharp.model.reports import Offer
from sharp.triage.access import nominee_at, reading_at
from sharp.triage.followup_access import is_lead, leading_at
from sharp.triage.offers import offers_to
from sharp.web.unit_of_work import db

SCHOOL_PAGES = {
    "nominations.show": (_l("Nominations"), _l("Who reads here, and comparing a new colleague’s six words.")),
    "content.show": (_l("Content"), _l("What pupils read: looking at it, accepting it, writing it in your own words.")),
    "hours.show": (_l("Hours"), _l("When somebody reads: opening hours, terms, holidays, on call.")),
    "prepared.show": (_l("Words"), _l("Prepared sentences for pupils, and your list of agencies.")),
    "posters.show": (_l("Posters"), _l("A poster, pocket cards with a QR code, and a link for your site.")),
    "posters.show_assemblies": (_l("Assembly"), _l("Ten minutes with a class: what to say, and what not to promise.")),
}
"""What nominees look after at their schools, beside cases: by endpoint, its name and what it is for."""


@dataclass(frozen=True)
class NavItem:
    href: str
    text: str
    current: bool


def standing_offers() -> tuple[Offer, ...]:
    """What other schools offer to the signed-in person; read once a request."""
    if "offers" not in g:
        here = [place.school.id for place in nominee_at()]
        g.offers = offers_to(db(), current_staff().id, here) if here else ()
    held: tuple[Offer, ...] = g.offers
    return held


def frame(here: str) -> dict[str, Any]:
    """For the staff layout; `here` is the endpoint that counts as the current one."""
    found = [("home.show", _("Start"))]
    if reading_at():
        found.append(("queue.show", _("Queue")))
    if leading_at():
        found.append(("followups.show", _("Follow-ups") if is_lead() else _("Advice")))
    if nominee_at():
        found.append(("talk.show", _("New case")))
        if standing_offers():
            found.append(("offers.show", _("Offers")))
        found.append(("school.show", _("Your school")))
    found.append(("account.show", _("Your account")))
    under = "school.show" if here in SCHOOL_PAGES else here
    nav = [NavItem(url_for(endpoint), text, endpoint == under) for endpoint, text in found]
    return {"nav": nav, "staff_name": current_staff().name}
