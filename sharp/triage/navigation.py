"""What every staff page of casework carries: who is signed in, and where they may go."""

from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from sharp.accounts.current import current_staff
from sharp.model.reports import Offer
from sharp.triage.access import nominee_at, reading_at
from sharp.triage.followup_access import is_lead, leading_at
from sharp.triage.offers import offers_to
from sharp.web.unit_of_work import db


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
        found += [("nominations.show", _("Nominations")), ("prepared.show", _("Words")), ("hours.show", _("Hours"))]
    found.append(("account.show", _("Your account")))
    nav = [NavItem(url_for(endpoint), text, endpoint == here) for endpoint, text in found]
    return {"nav": nav, "staff_name": current_staff().name}
