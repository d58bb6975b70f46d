"""One pupil's visit to one school: what is told so far, then the six words, or the report that six words opened."""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask import abort

from sharp.files.evidence import NOTHING, Evidence
from sharp.reports.coming_back import OpenedReceipt
from sharp.reports.draft import Draft
from sharp.schools.facts import Roster
from sharp.schools.pieces import is_open
from sharp.schools.roster import roster_of
from sharp.vault.encoding import canonical_json, new_id
from sharp.vault.receipts import Ring
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db

LAST_TIMES = 8
"""How many buttons already pressed a visit remembers."""


class NotOpenYet(Exception):
    """The school's safeguarding lead has not opened its page to pupils."""


class Stage(StrEnum):
    """Where a visit stands; a fresh one has no stage."""

    DRAFT = "draft"
    SENT = "sent"
    """Sent, and the words not yet kept."""
    KEPT = "kept"
    """The pupil has kept the words: the visit opens nothing any more."""
    BACK = "back"
    """Six words opened a report."""


def roster_at(slug: str) -> Roster:
    """The school at this address, or 404. Raises RosterRefused."""
    roster = roster_of(db(), slug)
    if roster is None:
        abort(404)
    return roster


def open_roster_at(slug: str) -> Roster:
    """The same, where pupils can tell. Raises NotOpenYet, PageRefused, RosterRefused."""
    roster = roster_at(slug)
    if not is_open(db(), roster.school.id):
        raise NotOpenYet
    return roster


def stage() -> Stage | None:
    found = current_session().get("stage")
    return Stage(found) if found else None


def school_id() -> bytes:
    """The school of a visit that has a stage."""
    return bytes.fromhex(current_session()["school"])


def is_at(school: bytes, *stages: Stage) -> bool:
    return stage() in stages and school_id() == school


def is_expired() -> bool:
    """The browser brought a visit that is over."""
    return current_session().expired


def draft(school: bytes) -> Draft | None:
    return Draft.from_json(current_session()["draft"]) if is_at(school, Stage.DRAFT) else None


def draft_or_new(school: bytes) -> Draft:
    return draft(school) or Draft(report_id=new_id().hex(), evidence=NOTHING.begun())


def keep(school: bytes, told: Draft) -> None:
    """Keep the answers in the visit; whatever else it held before is forgotten."""
    if not is_at(school, Stage.DRAFT):
        _begin(school, Stage.DRAFT)
    current_session()["draft"] = told.as_json()


def mark_sent(school: bytes, told: Draft, words: str, needs: Iterable[str]) -> None:
    """From here on the visit shows the words and holds no answer.

    The secret stays the same on purpose: were the response lost, a new cookie would lose the only way back.
    """
    _begin(school, Stage.SENT)
    current_session().update(words=words, sent=mark_of(told.story), needs=list(needs))


def words() -> str:
    return str(current_session()["words"])


def was_sent(story: str) -> bool:
    """Is this the very text that this visit has sent already?"""
    return current_session().get("sent") == mark_of(story)


def set_aside(texts: Mapping[str, str]) -> None:
    """What was typed and could not go yet: it waits in its form, and is not sent until the pupil says so."""
    current_session()["aside"] = dict(texts)


def aside() -> dict[str, str]:
    return dict(current_session().get("aside", {}))


def drop_aside() -> None:
    current_session().pop("aside", None)


def needs() -> tuple[str, ...]:
    """Which helplines to show beside the usual ones."""
    return tuple(current_session().get("needs", ()))


def forget_words() -> None:
    """The words are kept on paper: only the mark of the text stays, so that it is not sent twice."""
    sent, still = current_session()["sent"], needs()
    _begin(school_id(), Stage.KEPT)
    current_session().update(sent=sent, needs=list(still))


def come_back(school: bytes, opened: OpenedReceipt) -> None:
    """Six words opened a report: a new secret for a visit that may now do more."""
    current_session().start_again()
    ring = opened.ring.packed().hex()
    current_session().update(stage=Stage.BACK, school=school.hex(), report=opened.report_id.hex(), ring=ring)
    hold(NOTHING.begun())


def held() -> Evidence:
    """Files that a pupil who came back has added and not yet sent."""
    return Evidence.from_json(current_session().get("evidence", {})).begun()


def hold(evidence: Evidence) -> None:
    current_session()["evidence"] = evidence.as_json()


def sent_held() -> None:
    """They are the report's now; what comes next belongs to an entry of its own."""
    hold(NOTHING.begun())


def opened() -> OpenedReceipt:
    """The report of a visit that came back."""
    session = current_session()
    return OpenedReceipt(bytes.fromhex(session["report"]), Ring.unpack(bytes.fromhex(session["ring"])))


def is_first_time(button: str) -> bool:
    """Has this very button not been pressed yet? A page sent twice does its work once."""
    pressed = list(current_session().get("pressed", ()))
    mark = mark_of(button)
    if button and mark in pressed:
        return False
    current_session()["pressed"] = [*pressed, mark][-LAST_TIMES:]
    return True


def mark_of(text: str) -> str:
    """By this a text is known again without being kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def state_of(told: Draft) -> str:
    """By this a page knows that the answers it shows, story aside, are still the ones that would be sent."""
    return hashlib.sha256(canonical_json(told.but(story="").as_json())).hexdigest()


def _begin(school: bytes, at: Stage) -> None:
    """A clean visit under the same secret; its forms in other tabs stay good."""
    session = current_session()
    token = session.get("csrf_token")
    session.clear()
    session.update(stage=at, school=school.hex(), **({"csrf_token": token} if token else {}))
