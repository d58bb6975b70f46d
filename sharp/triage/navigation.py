"""What every staff page of casework carries: who is signed in, and where they may go."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from sharp.accounts.current import current_staff
from sharp.triage.access import nominee_at, reading_at
from sharp.triage.followup_access import is_lead, leading_at


@dataclass(frozen=True)
class NavItem:
    href: str
    text: str
    current: bool


def frame(here: str) -> dict[str, Any]:
    """For the staff layout; `here` is the endpoint that counts as the current one."""
    found = [("home.show", _("Start"))]
    if reading_at():
        found.append(("queue.show", _("Queue")))
    if leading_at():
        found.append(("followups.show", _("Follow-ups") if is_lead() else _("Advice")))
    if nominee_at():
        found.append(("talk.show", _("New case")))
        found += [("nominations.show", _("Nominations")), ("prepared.show", _("Words"))]
    found.append(("account.show", _("Your account")))
    nav = [NavItem(url_for(endpoint), text, endpoint == here) for endpoint, text in found]
    return {"nav": nav, "staff_name": current_staff().name}
