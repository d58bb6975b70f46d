"""Whom the pupil left out of a report: nobody brings them in afterwards, not even by a recovery."""

from collections.abc import Sequence

from sharp.model.words import Role
from sharp.reports.draft import About
from sharp.reports.journal import Item
from sharp.schools.facts import Member


def is_left_out(items: Sequence[Item], member: Member) -> bool:
    """As sealed in the account, the journal's first entry.

    Also from what is about a police officer, every officer: whoever came since is a colleague of theirs.
    """
    told = items[0].body
    is_about_officers = told["about"] == About.OFFICER and member.role is Role.SSO
    return is_about_officers or member.staff_id.hex() in told["left_out"]
