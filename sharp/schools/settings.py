"""Adding a school and setting what it decides for itself; every change signs the roster again."""

import re
import secrets
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.schools import School
from sharp.model.words import Act
from sharp.schools.anchor import Anchor
from sharp.schools.ceremony import HOLDERS, Ceremony, hold_ceremony
from sharp.schools.places import DEFAULT_PLACES, parse_places
from sharp.schools.routing import check_routing
from sharp.schools.signing import changing, sign_first
from sharp.schools.timetable import DEFAULT_TIMETABLE, parse_timetable
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.person import seal_to
from sharp.vault.words import SALT_SIZE

RESERVED = frozenset({"staff", "static", "health", "metrics", "assets"})
HARMLESS_PAGE = "https://www.bbc.co.uk/bitesize"
LONGEST_NAME = 120
LONGEST_URL = 300

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class SchoolRefused(Exception):
    """Something a school is to be set up with makes no sense; the message says what to do."""


def add_school(
    db: Session,
    *,
    slug: str,
    name: str,
    timezone: str = "Europe/London",
    exit_url: str = HARMLESS_PAGE,
    demo: bool = False,
    by: bytes = NO_ID,
    anchor: Anchor | None = None,
) -> tuple[bytes, Ceremony]:
    """A school with nobody on its roster: its id, and the recovery sheets, which exist nowhere else.

    Raises SchoolRefused.
    """
    _check_slug(db, slug)
    ceremony = hold_ceremony()
    school = School(
        id=new_id(), slug=slug, name=_checked_name(name), words_salt=secrets.token_bytes(SALT_SIZE),
        timezone=_checked_timezone(timezone), exit_url=checked_exit(exit_url),
        recovery_public=ceremony.public, recovery_holders=_spell_holders({}),
        outside_public=None, outside_name="", timetable=DEFAULT_TIMETABLE, places=DEFAULT_PLACES,
        routing="", demo=demo,
    )  # fmt: skip
    db.add(school)
    sign_first(db, school.id, anchor)
    record(db, by, Act.SCHOOL_ADDED, school=school.id)
    return school.id, ceremony


def set_outside_key(
    db: Session, *, school_id: bytes, public: bytes, name: str, by: bytes = NO_ID, anchor: Anchor | None = None
) -> None:
    """The key of an authority outside (1216 B), for reports that the sheets' holders must not reach.

    Raises BadPublicKey (vault), SchoolRefused, RosterRefused.
    """
    seal_to(public, b"", b"sharp/1/outside-key-tried")  # what cannot be sealed to is no key
    named = _checked_name(name)
    with changing(db, school_id, anchor) as rows:
        rows.school.outside_public, rows.school.outside_name = public, named
        record(db, by, Act.OUTSIDE_KEY, school=school_id)


def set_holders(
    db: Session,
    *,
    school_id: bytes,
    holders: Mapping[str, bytes | None],
    by: bytes = NO_ID,
    anchor: Anchor | None = None,
) -> None:
    """Which account, if any, keeps which recovery sheet. Raises SchoolRefused, RosterRefused."""
    _change(db, school_id, by, anchor, recovery_holders=_spell_holders(holders))


def set_timetable(db: Session, *, school_id: bytes, text: str, by: bytes = NO_ID, anchor: Anchor | None = None) -> None:
    """Raises TimetableRefused, which names the line; RosterRefused."""
    parse_timetable(text)
    _change(db, school_id, by, anchor, timetable=text)


def set_places(db: Session, *, school_id: bytes, text: str, by: bytes = NO_ID, anchor: Anchor | None = None) -> None:
    """Raises PlacesRefused, which names the line; RosterRefused."""
    parse_places(text)
    _change(db, school_id, by, anchor, places=text)


def set_routing(
    db: Session, *, school_id: bytes, spoc_first: Collection[str], by: bytes = NO_ID, anchor: Anchor | None = None
) -> None:
    """Which categories the SPOC reads first; all others go to both. Raises RoutingRefused, RosterRefused."""
    _change(db, school_id, by, anchor, routing=check_routing(spoc_first))


def set_exit(db: Session, *, school_id: bytes, url: str, by: bytes = NO_ID, anchor: Anchor | None = None) -> None:
    """The harmless page that leaving goes to. Raises SchoolRefused, RosterRefused."""
    _change(db, school_id, by, anchor, exit_url=checked_exit(url))


def _change(db: Session, school_id: bytes, by: bytes, anchor: Anchor | None, **cells: str) -> None:
    with changing(db, school_id, anchor) as rows:
        for name, value in cells.items():
            setattr(rows.school, name, value)
        record(db, by, Act.SCHOOL_CHANGED, school=school_id)


def _check_slug(db: Session, slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise SchoolRefused("a slug has 1 to 40 small letters, digits and hyphens, such as oak-lane")
    if slug in RESERVED:
        raise SchoolRefused(f"the slug {slug!r} is taken by the service itself")
    if db.scalar(select(School.id).where(School.slug == slug)) is not None:
        raise SchoolRefused(f"there is a school with the slug {slug!r}")


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not 0 < len(plain) <= LONGEST_NAME or not plain.isprintable():
        raise SchoolRefused(f"a name has 1 to {LONGEST_NAME} letters")
    return plain


def _checked_timezone(timezone: str) -> str:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SchoolRefused(f"{timezone!r} is no time zone; write it like Europe/London") from None
    return timezone


def checked_exit(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or len(url) > LONGEST_URL or not url.isascii():
        raise SchoolRefused("the page to leave to is an address that begins with https://")
    return url


def _spell_holders(holders: Mapping[str, bytes | None]) -> str:
    unknown = sorted(set(holders) - set(HOLDERS))
    if unknown:
        raise SchoolRefused(f"{', '.join(unknown)}: the sheets are held by {', '.join(HOLDERS)}")
    held = {holder: holders.get(holder) for holder in HOLDERS}
    return "\n".join(f"{holder} {staff.hex() if staff else '-'}" for holder, staff in held.items())
