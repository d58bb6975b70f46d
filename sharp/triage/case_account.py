"""What the pupil told: the account in staff's terms, the name if this reader holds its key, and who they were shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.reports.journal import Item
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import CaseRef
from sharp.triage.kinds import kinds_words
from sharp.triage.times import hour_words
from sharp.triage.wording import ABOUT, LAST_RESORTS, ROLES, SOURCES, STILL, TYPED_BY, WANTS, WHEN, place_words, said
from sharp.vault.slots import Slot


@dataclass(frozen=True, repr=False)
class Account:
    """What the pupil told, and what they were shown before they sent it."""

    story: str
    source: str
    """What it was written down from, and by whom; empty when the pupil wrote it."""
    typed_by: str
    """Which kind of adult typed it for the pupil; empty when none did."""
    kinds: str
    about: str
    place: str
    place_more: str
    when: str
    still: str
    wants: str
    sent: str
    language: str
    """By name, if it is not English."""
    shown_readers: tuple[str, ...]
    last_resort: str


@dataclass(frozen=True, repr=False)
class PupilName:
    """`is_shown` is false for those who hold no key to it."""

    is_shown: bool
    name: str = ""
    reach: str = ""


def account_of(told: Item, school: SchoolFacts) -> Account:
    body = told.body
    return Account(
        story=body["story"],
        source=_source(body),
        typed_by=said(TYPED_BY, body.get("typed_by", "")) if body.get("typed_by") else "",  # older ones do not say
        kinds=kinds_words(body["kinds"], body["about"]),
        about=said(ABOUT, body["about"]),
        place=place_words(body["place"]),
        place_more=body["place_more"],
        when=said(WHEN, body["when"]),
        still=said(STILL, body["still"]),
        wants=", ".join(said(WANTS, want) for want in body["wants"]),
        sent=hour_words(told.content.hour, school.tz),
        language=_language(body["language"]),
        shown_readers=tuple(map(_shown_reader, body["readers"])),
        last_resort=said(LAST_RESORTS, body["last_resort"]),
    )


def _source(body: dict[str, str]) -> str:
    if not body["source"]:
        return ""
    return str(_("%(what)s. Written down by %(who)s.", what=said(SOURCES, body["source"]), who=body["shown_name"]))


def _shown_reader(kept: dict[str, str]) -> str:
    name, role = kept["name"], said(ROLES, kept["role"])
    if kept["state"] == "dormant":
        return str(
            _(
                "%(name)s, %(role)s, standing in when somebody is away, or if it is urgent and nobody reads it",
                name=name,
                role=role,
            )
        )
    return f"{name}, {role}"


def _language(kept: str) -> str:
    """`Polish (polski)`; nothing for English."""
    if not kept:
        return ""
    try:
        written = Locale.parse(kept, sep="-" if "-" in kept else "_")
    except (UnknownLocaleError, ValueError):
        return kept
    name, own = (written.get_display_name(locale) or kept for locale in (get_locale(), written))
    return "" if written.language == "en" else f"{name} ({own})"


def name_of(items: Iterable[Item], case: CaseRef) -> PupilName:
    """The last one given; the first entry is there even when no name was."""
    if not any(Slot.IDENTITY in keys.slots for keys in case.ring.held):
        return PupilName(is_shown=False)
    given = [item.body for item in items if item.content.kind == "name" and (item.body["name"] or item.body["reach"])]
    return PupilName(True, given[-1]["name"], given[-1]["reach"]) if given else PupilName(True)
