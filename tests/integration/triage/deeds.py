"""One right set of answers for every kind of action, as the form takes them and as they are kept."""

from datetime import timedelta
from typing import Any

from sharp import clock
from sharp.accounts.current import SignedIn
from sharp.model.reports import Report
from sharp.reports.grants import staff_keyring
from sharp.reports.journal import Item, read_journal
from sharp.triage.access import CaseRef
from sharp.triage.action_fields import Ask, Field, Kind, Reach, Values
from sharp.triage.action_kinds import ALL
from sharp.triage.actions import actions_among
from tests.fixtures.reports import Filed
from tests.fixtures.world import World

AGENCY = "camhs"


def right(kind: Kind) -> dict[str, Any]:
    """Every field answered as it may be, in the spelling that is kept."""
    return {one.name: _right(one) for one in kind.fields}


def _right(one: Field) -> Any:
    today = clock.now().date()
    ahead = today + timedelta(days=20)
    match one.ask:
        case Ask.DAY:
            return (ahead if one.reach is Reach.COMING else today).isoformat()
        case Ask.TIME:
            return "14:30"
        case Ask.CHOICE:
            return next(iter(one.options))
        case Ask.TICKS:
            return list(one.options)
        case Ask.AGENCY:
            return AGENCY
    return f"Answer to {one.name}."


def typed(kind: Kind, values: Values) -> dict[str, Any]:
    """As a browser posts them: a day is three boxes."""
    posted: dict[str, Any] = {}
    for name, value in values.items():
        one = kind.field(name)
        if one is not None and one.ask is Ask.DAY:
            year, month, day = str(value).split("-")
            posted |= {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
        else:
            posted[name] = value
    return posted


def who_may(kind: Kind) -> str:
    """Somebody of the cast whose role does this."""
    return {"crime": "officer", "crime-outcome": "officer"}.get(kind.id, "spoc")


def case_of(world: World, filed: Filed, who: str, slug: str = "alder") -> CaseRef:
    """A case as one person of the cast holds it, for verbs that are called without a page."""
    person, roster = world.person(who), world.roster(slug)
    [member] = roster.of_staff(person.id)
    with world.database.reading() as db:
        report = db.get_one(Report, filed.id)
        return CaseRef(
            report.id, report.school_id, report.reference,
            SignedIn(person.id, person.name, person.email, False, person.keys, clock.seconds()),
            member.role, member.shown_name, roster, staff_keyring(db, report, person.id, person.keys),
        )  # fmt: skip


def journal(world: World, filed: Filed, who: str = "spoc", slug: str = "alder") -> tuple[Item, ...]:
    case = case_of(world, filed, who, slug)
    with world.database.reading() as db:
        return read_journal(db, db.get_one(Report, filed.id), case.ring)


def deeds(world: World, filed: Filed, who: str = "spoc", slug: str = "alder") -> tuple[Item, ...]:
    return actions_among(journal(world, filed, who, slug))


def root_of(kind: Kind) -> Kind:
    return ALL[kind.continues] if kind.continues else kind
