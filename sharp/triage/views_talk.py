"""A nominee starts a case from what a pupil said aloud, a note, or what a colleague passed on."""

import hashlib
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.accounts.current import current_staff
from sharp.reports.filing import TakenDown, prepare
from sharp.reports.forms_people import WhoForm, spelled
from sharp.reports.readers import NoReaderLeft, ReaderList, readers_for
from sharp.reports.views_frame import last_resort_of
from sharp.reports.views_people import those_listed
from sharp.schools.anchor import request_anchor
from sharp.schools.facts import SchoolFacts
from sharp.triage.access import Place, nominee_at, nominees_only
from sharp.triage.forms_talk import TalkForm
from sharp.triage.navigation import frame
from sharp.triage.talks import Talk, can_open, take_down
from sharp.vault.encoding import canonical_json
from sharp.web.forms import ButtonForm
from sharp.web.services import server_keys, services
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import let_go_of_reading, writing

bp = Blueprint("talk", __name__, url_prefix="/staff/new-case")

TALK, TAKEN = "talk", "talk-taken"
"""In the sealed session: what is being written, and what was last taken down."""


@bp.get("")
@nominees_only
def show() -> ResponseReturnValue:
    return _words_first() or _page(TalkForm.at(_schools(), _talk()))


@bp.post("")
@nominees_only
def create() -> ResponseReturnValue:
    form = TalkForm.at(_schools(), None)
    if not form.validate_on_submit():
        return _page(form), 422
    school = next(school for school in _schools() if school.slug == form.school.data)
    current_session()[TALK] = form.talk(school, _talk()).as_json()
    waits = _words_first()
    if waits is not None:
        return waits
    current_session().pop(TAKEN, None)
    return redirect(url_for(".show_readers"), 303)


@bp.get("/readers")
@nominees_only
def show_readers() -> ResponseReturnValue:
    talk = _talk()
    if talk is None:
        return redirect(url_for(".show"))
    return _page_of_readers(talk, _place(talk))


@bp.post("/readers")
@nominees_only
def create_report() -> ResponseReturnValue:
    """Shown once more whenever the list is another than the page showed; else sealed to just those."""
    talk = _talk()
    if talk is None:
        return redirect(url_for(".show_words" if TAKEN in current_session() else ".show"), 303)
    place = _place(talk)
    if request.form.get("told") != _fingerprint(talk):
        flash(_("You wrote something else in another tab. This is what would be kept now: look at it again."))
        return redirect(url_for(".show"), 303)
    form = WhoForm.showing(place.roster, talk.draft)
    if not form.validate_on_submit():
        return _page_of_readers(talk, place, form), 422
    told = replace(talk, draft=form.answered(talk.draft))
    try:
        readers = readers_for(place.roster, told.draft)
    except NoReaderLeft:
        form.refuse(_("Somebody has to read it. Leave at least one person in."))
        return _page_of_readers(talk, place, form), 422
    if not form.showed(readers):
        current_session()[TALK] = told.as_json()
        return redirect(url_for(".show_readers"), 303)
    _take_down(told, place, readers)
    return redirect(url_for(".show_words"), 303)


@bp.get("/words")
@nominees_only
def show_words() -> ResponseReturnValue:
    taken = current_session().get(TAKEN)
    if taken is None:
        return redirect(url_for(".show"))
    return render_template("triage/talk_words.html", taken=taken, form=ButtonForm(), **frame("talk.show"))


@bp.post("/words")
@nominees_only
def end_words() -> ResponseReturnValue:
    """The pupil has the words, or needs none: no row holds them any more."""
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".show_words"), 303)
    taken = current_session().pop(TAKEN, None)
    if taken and taken["can_open"]:
        return redirect(url_for("case.show", reference=taken["reference"]), 303)
    flash(_("It was passed on to the people who were listed."), "success")
    return redirect(url_for("queue.show"), 303)


def _words_first() -> ResponseReturnValue | None:
    """Six words that a pupil has not got yet are their only way back: nothing else begins before."""
    taken = current_session().get(TAKEN)
    return redirect(url_for(".show_words"), 303) if taken and taken["words"] else None


def _fingerprint(talk: Talk) -> str:
    """Of what was written, so that a page about something else passes nothing on."""
    return hashlib.sha256(canonical_json(talk.as_json())).hexdigest()


def _take_down(talk: Talk, place: Place, readers: ReaderList) -> None:
    """The slow sealing first; then one unit of work for the report, its trail and the session that shows its words."""
    staff, shown = current_staff(), place.member.shown_name
    let_go_of_reading()
    by = TakenDown(talk.source, staff.id, shown, place.role)
    with services().derivations.sending():
        prepared = prepare(server_keys(), place.roster, readers, talk.draft, str(get_locale()), by)
    take_down(writing(), prepared, staff.id, request_anchor())
    current_session().pop(TALK)
    current_session()[TAKEN] = {
        "reference": prepared.report.reference,
        "can_open": can_open(readers, staff.id),
        "words": list(prepared.words.words) if talk.wants_words else [],
    }


def _schools() -> list[SchoolFacts]:
    return [place.school for place in nominee_at()]


def _talk() -> Talk | None:
    kept = current_session().get(TALK)
    talk = Talk.from_json(kept) if kept else None
    return talk if talk and talk.school in {school.id for school in _schools()} else None


def _place(talk: Talk) -> Place:
    return next(place for place in nominee_at() if place.school.id == talk.school)


def _page(form: TalkForm) -> str:
    return render_template("triage/talk.html", form=form, **frame("talk.show"))


def _page_of_readers(talk: Talk, place: Place, form: WhoForm | None = None) -> str:
    """With the list as it is now; whoever is unticked again comes back."""
    readers = readers_for(place.roster, talk.draft)
    ids, n = spelled(readers)
    return render_template(
        "triage/talk_readers.html", form=form or WhoForm.showing(place.roster, talk.draft), readers=readers,
        people=those_listed(place.roster, readers), shown=ids, shown_n=n, school=place.school,
        told=_fingerprint(talk), talk=talk,
        can_open=can_open(readers, current_staff().id),
        last_resort=last_resort_of(place.school, readers.last_resort), **frame("talk.show"),
    )  # fmt: skip
