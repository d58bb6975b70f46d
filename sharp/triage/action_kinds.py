"""Every kind of action on a case, in the order in which it is offered, and what may follow it."""

from collections.abc import Mapping
from types import MappingProxyType

from sharp.triage.action_fields import Kind
from sharp.triage.action_people import PEOPLE
from sharp.triage.action_plans import PLANS
from sharp.triage.action_police import POLICE_AND_DISCIPLINE
from sharp.triage.action_referrals import REFERRALS

ALL: Mapping[str, Kind] = MappingProxyType(
    {kind.id: kind for kind in (*PEOPLE, *REFERRALS, *POLICE_AND_DISCIPLINE, *PLANS)}
)
FIRST = tuple(kind for kind in ALL.values() if not kind.continues)
"""Those that stand by themselves, in the order in which they are offered."""


def following(what: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in ALL.values() if kind.continues == what)
