"""A case's history, the newest first: its journal's entries, and who opened it, each to the hour."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from sharp.model.staff import TrailLine
from sharp.model.words import Act, OfferAnswer, Role
from sharp.reports.journal import Item
from sharp.triage.action_page import action_title
from sharp.triage.actions import ENTRY_KINDS
from sharp.triage.case_people import Names
from sharp.triage.kinds import reason_words
from sharp.triage.sharing import WITH_NAME, WITHOUT_NAME
from sharp.triage.times import hour_words
from sharp.triage.wording import ANSWERS, LEVEL_TAGS, OUTCOMES, SOURCES, end_words, reply_words, said
from sharp.vault.encoding import NO_ID

WEIGHTY = frozenset(
    {
        "account", "not_safe", "withdraw_request", "level", "outcome", "reopening", "shared", "action", "decision",
        "hold", "release", "filed", "goes_on", "followup", "offer", "offer_end", "moved", "passed_on", "came_from",
        "arrived",
    }
)  # fmt: skip
BY_ANOTHER_SCHOOL = frozenset({Act.OFFER_ACCEPTED, Act.OFFER_DECLINED})
BY_THE_SERVICE = frozenset({Act.RECOVERED, Act.WORDS_ENDED})
SPOKEN = frozenset({"message", "closing_word", "helper_message", "moved"})
BETWEEN_SCHOOLS = frozenset({"offer", "offer_end", "moved", "passed_on", "came_from", "arrived"})
HANDED = frozenset({"followup", "followup_word", "followup_end"})
OF_TWO_CASES = frozenset({"link", "merged", "separated"})
"""They name another case."""


@dataclass(frozen=True, repr=False)
class Happening:
    title: str
    by: str
    when: str
    more: str
    is_weighty: bool


def timeline(
    items: Iterable[Item], trail: Iterable[TrailLine], names: Names, me: bytes, tz: ZoneInfo
) -> tuple[Happening, ...]:
    """Entries in the journal's order; an hour's openings stand after its entries. My own openings are left out."""
    found = [(item.content.hour, 0, item.seq, _entry(item, names, tz)) for item in items if is_shown(item)]
    found += [(hour, 1, index, happening) for index, (hour, happening) in enumerate(_openings(trail, names, me, tz))]
    return tuple(happening for *_place, happening in sorted(found, key=lambda each: each[:3], reverse=True))


def author_of(item: Item, names: Names) -> str:
    """Of what was said to the pupil: the name they were shown then."""
    author = item.content.author
    if author == "pupil":
        return str(_("the pupil"))
    if author == "service":
        return str(_("SHARP"))
    if "at" in item.body:
        return str(_("%(name)s (%(school)s)", name=item.body["shown_name"], school=item.body["at"]))
    return str(item.body["shown_name"]) if item.content.kind in SPOKEN else names.of(bytes.fromhex(author))


def title_of(item: Item) -> str:
    """What happened, without a word of what was written."""
    body = item.body
    if item.content.kind == "account" and body["source"]:
        return str(said(SOURCES, body["source"]))
    if item.content.kind == "name":
        return str(_("Name given"))
    if item.content.kind == "level":
        return str(_("Level set to %(level)s", level=LEVEL_TAGS.get(body["level"], body["level"])))
    if item.content.kind == "shared":
        return _sharing(body)
    if item.content.kind in BETWEEN_SCHOOLS:
        return _title_between_schools(item)
    if item.content.kind in ENTRY_KINDS:
        return action_title(item)
    if item.content.kind in HANDED:
        return _handing(item.content.kind, body)
    if item.content.kind == "followup_reply":
        return str(reply_words(body))
    if item.content.kind == "answers":
        return str(_("The pupil says that this is real, not practice") if body.get("real") else _("Answers added"))
    return _titles(is_pupils=item.content.author == "pupil").get(item.content.kind, item.content.kind)


def _title_between_schools(item: Item) -> str:
    body = item.body
    match item.content.kind:
        case "offer":
            return str(_("Offered to %(name)s at %(school)s", name=body["shown_name"], school=body["school"]))
        case "offer_end":
            said = ANSWERS.get(OfferAnswer(body["answer"]))
            return str(_("Offer ended: %(answer)s", answer=said)) if said else str(_("Offer withdrawn"))
        case "moved":
            return str(_("Handed to %(school)s", school=body["to"]))
        case "passed_on":
            return str(_("Brief for %(school)s", school=body["school"]))
        case "came_from":
            return str(_("Word to the pupil, from %(school)s", school=body["at"]))
    return str(_("Came from %(school)s", school=body["at"]))


def _sharing(body: Mapping[str, Any]) -> str:
    name, scope = body["shown_name"], body.get("scope")
    if scope == WITH_NAME:
        return str(_("The pupil’s name given to %(name)s", name=name))
    if scope == WITHOUT_NAME:
        return str(_("Shared with %(name)s, without the pupil’s name", name=name))
    return str(_("Shared with %(name)s", name=name))


def _handing(kind: str, body: Mapping[str, Any]) -> str:
    """To a lead, to an officer for advice, to either once more; or over."""
    name, is_advice = body.get("lead", ""), body.get("lead_role") == Role.SSO
    if kind == "followup_word":
        return str(_("Word to the officer who was asked") if is_advice else _("Word to the pastoral lead"))
    if kind == "followup_end":
        is_over = "cause" in body
        return str(_("Over for %(name)s", name=name) if is_over else _("Taken back from %(name)s", name=name))
    return str(_("%(name)s asked for advice", name=name) if is_advice else _("Handed to %(name)s", name=name))


def _titles(*, is_pupils: bool) -> dict[str, str]:
    return {
        "account": _("Report received"),
        "message": _("Message from the pupil") if is_pupils else _("Message to the pupil"),
        "not_safe": _("The pupil said: I am not safe now"),
        "feedback": _("The pupil said whether it helped"),
        "withdraw_request": _("The pupil asked to take the report back"),
        "closing_word": _("Last word to the pupil"),
        "helper_message": _("Message to the pupil from a pastoral lead"),
        "note": _("Note for staff"),
        "acknowledgement": _("Acknowledged"),
        "outcome": _("Closed"),
        "reopening": _("Opened again"),
        "opened": _("Opened"),
        "hold": _("Held: not to be deleted"),
        "release": _("Hold lifted"),
        "filed": _("Copied to the child protection file"),
        "goes_on": _("Answered who asked to take it back: what must go on"),
    }


def is_shown(item: Item) -> bool:
    """Not an empty name, which says nothing; nothing of two cases: whoever came since may not hold the other one.

    What belongs together stands in places of its own, to those who hold both.
    """
    if item.content.kind == "name":
        return bool(item.body["name"] or item.body["reach"])
    return item.content.kind not in OF_TWO_CASES


def _entry(item: Item, names: Names, tz: ZoneInfo) -> Happening:
    return Happening(
        title=title_of(item),
        by=author_of(item, names),
        when=hour_words(item.content.hour, tz),
        more=_more(item),
        is_weighty=item.content.kind in WEIGHTY,
    )


def _more(item: Item) -> str:
    """The reason an act was given; what people wrote to each other stands in the conversation and the notes."""
    if item.content.kind == "followup_end":
        return end_words(item.body)
    reason = reason_words(str(item.body.get("reason", "")))
    if item.content.kind == "outcome":
        return f"{outcome_words(item.body['outcome'])}. {reason}"
    return str(item.body["on"]) if item.content.kind == "filed" else reason


def outcome_words(kept: str) -> Any:
    return next((words for outcome, words in OUTCOMES.items() if outcome == kept), kept)


def _openings(trail: Iterable[TrailLine], names: Names, me: bytes, tz: ZoneInfo) -> Iterator[tuple[int, Happening]]:
    """One line a person and hour, however often; copies that were taken; what another school answered; a recovery."""
    counted: dict[tuple[int, bytes, Act], int] = {}
    for line in trail:
        is_anothers_opening = line.act in (Act.OPENED, Act.READ_BRIEF) and line.staff_id != me
        if line.act in BY_THE_SERVICE | BY_ANOTHER_SCHOOL or line.act is Act.EXPORTED or is_anothers_opening:
            place = (line.hour, line.staff_id, line.act)
            counted[place] = counted.get(place, 0) + 1
    for (hour, staff_id, act), count in counted.items():
        title = {
            Act.OPENED: ngettext("Opened", "Opened %(num)d times", count),
            Act.READ_BRIEF: ngettext("Their brief opened", "Their brief opened %(num)d times", count),
            Act.EXPORTED: ngettext("A copy was taken", "%(num)d copies were taken", count),
            Act.RECOVERED: _("Brought back with the recovery sheets"),
            Act.WORDS_ENDED: _("The pupil’s words have ended"),
            Act.OFFER_ACCEPTED: _("Whoever was asked said yes"),
            Act.OFFER_DECLINED: _("Whoever was asked said no"),
        }[act]
        by = _("SHARP") if staff_id == NO_ID else names.of(staff_id)
        by = _("another school") if act in BY_ANOTHER_SCHOOL else by
        yield hour, Happening(title, by, hour_words(hour, tz), "", act not in (Act.OPENED, Act.READ_BRIEF))
