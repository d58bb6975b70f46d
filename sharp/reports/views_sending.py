"""Who will see it, check your answers, and the send."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.reports import filing, steps, visit
from sharp.reports.draft import Draft
from sharp.reports.forms_people import SendForm, WhoForm, spelled
from sharp.reports.readers import NoReaderLeft, ReaderList, readers_for
from sharp.reports.receiving import lost_of
from sharp.reports.views_answers import answers_of
from sharp.reports.views_frame import address_of, answer_refusals, help_for, last_resort_of, needs_of, show
from sharp.reports.views_people import those_listed
from sharp.reports.views_words import words_first
from sharp.schools.anchor import request_anchor
from sharp.schools.evidence_rules import evidence_rules
from sharp.schools.facts import Roster
from sharp.schools.reading import next_reading_at, reading_sentence
from sharp.web.services import server_keys, services
from sharp.web.throttle import limit_sends
from sharp.web.unit_of_work import db, let_go_of_reading, writing

bp = Blueprint("sending", __name__, url_prefix="/<slug:slug>/report")
answer_refusals(bp)


@bp.get("/who")
@words_first
def show_who(slug: str) -> ResponseReturnValue:
    roster = visit.open_roster_at(slug)
    draft = visit.draft(roster.school.id)
    missing = missing_before("who", draft)
    if draft is None or missing is not None:
        return redirect(address_of(slug, missing or ""))
    readers = readers_for(roster, draft)
    return _page_of_readers(roster, draft, readers, WhoForm.showing(roster, draft))


@bp.post("/who")
@words_first
def choose_who(slug: str) -> ResponseReturnValue:
    roster = visit.open_roster_at(slug)
    draft = visit.draft_or_new(roster.school.id)
    form = WhoForm.showing(roster, draft)
    if not form.validate_on_submit():
        return _page_of_readers(roster, draft, readers_for(roster, draft), form), 422
    told = form.answered(draft)
    try:
        readers = readers_for(roster, told)
    except NoReaderLeft:
        form.refuse(_("Somebody has to read it. Please leave at least one person in."))
        return _page_of_readers(roster, draft, readers_for(roster, draft), form), 422
    if form.showed(readers):
        told = told.but(shown=readers.ids, shown_n=readers.n)
    visit.keep(roster.school.id, told)
    return redirect(address_of(slug, "check" if form.showed(readers) else "who"), 303)


@bp.get("/check")
@words_first
def check(slug: str) -> ResponseReturnValue:
    roster = visit.open_roster_at(slug)
    draft = visit.draft(roster.school.id)
    missing = missing_before("check", draft)
    if draft is None or missing is not None:
        return redirect(address_of(slug, missing or ""))
    readers = readers_for(roster, draft)
    if is_news(readers, draft):
        return redirect(address_of(slug, "who"))
    return _page_of_answers(roster, draft, readers, SendForm.showing(draft))


@bp.post("/check")
@limit_sends
@words_first
def send(slug: str) -> ResponseReturnValue:
    roster, form = visit.open_roster_at(slug), SendForm()
    draft = visit.draft_or_new(roster.school.id)
    told, readers = form.answered(draft), readers_for(roster, draft)
    if not form.validate_on_submit():
        page = _page_of_answers(roster, told, readers, form) if told.story else show("reports/gone.html", roster.school)
        return page, 422
    missing = missing_before("check", told) or ("who" if is_news(readers, told) else None)
    if missing is not None:
        visit.keep(roster.school.id, told)
        return redirect(address_of(slug, missing), 303)
    without = _without_lost(roster, told)
    if without is not None:
        return without
    if not form.saw(told):
        changed = _("You changed your answers on another page. Please look at them and press the button again.")
        return _page_of_answers(roster, told, readers, SendForm.showing(told, changed)), 422
    _file(roster, told, readers)
    return redirect(url_for("words.show_words", slug=slug), 303)


def _without_lost(roster: Roster, told: Draft) -> ResponseReturnValue | None:
    """Of files that cannot go with it nothing is sent, and no word is lost; they say so and go on."""
    if not told.evidence.pieces:
        return None
    slug, is_taken = roster.school.slug, told.may_show and evidence_rules(db(), roster.school.id).allowed
    gone = lost_of(told.evidence) if is_taken else told.evidence.pieces
    if not gone:
        return None
    visit.keep(roster.school.id, told.but(evidence=told.evidence.without(gone)))
    if is_taken:
        flash(_("We have lost a file that you added. Nothing is sent yet. Add it again, or go on without it."))
    else:
        flash(_("We cannot take files with this any more. Nothing is sent yet. All that you wrote is here."))
    return redirect(address_of(slug, "show" if is_taken else "check", **{"from": "check"}), 303)


def _file(roster: Roster, draft: Draft, readers: ReaderList) -> None:
    """The slow sealing first; then one unit of work for the report and the visit that shows its words."""
    let_go_of_reading()
    with services().derivations.sending():
        prepared = filing.prepare(server_keys(), roster, readers, draft, str(get_locale()))
    filing.store(writing(), prepared, request_anchor())
    visit.mark_sent(roster.school.id, draft, prepared.words.display, needs_of(draft.kinds))


def missing_before(path: str, draft: Draft | None) -> str | None:
    """The page to answer first; the journey's own first page where nothing was told yet."""
    return steps.FIRST.path if draft is None else steps.first_missing(path, draft)


def is_news(readers: ReaderList, draft: Draft) -> bool:
    """Is this another list than the pupil was shown? Any change of the roster counts, be it a name or a date."""
    return (readers.ids, readers.n) != (draft.shown, draft.shown_n)


def _page_of_readers(roster: Roster, draft: Draft, readers: ReaderList, form: WhoForm) -> str:
    ids, n = spelled(readers)
    return show(
        "reports/who.html",
        roster.school,
        form=form,
        back=address_of(roster.school.slug, steps.preceding("who", draft) or ""),
        action=address_of(roster.school.slug, "who"),
        readers=readers,
        people=those_listed(roster, readers),
        shown=ids,
        shown_n=n,
        is_news=bool(draft.shown) and is_news(readers, draft),
        last_resort=last_resort_of(roster.school, readers.last_resort),
        reading=reading_sentence(next_reading_at(roster)),
        draft=draft,
        skip=None,
    )


def _page_of_answers(roster: Roster, draft: Draft, readers: ReaderList, form: SendForm) -> str:
    return show(
        "reports/check.html",
        roster.school,
        form=form,
        back=address_of(roster.school.slug, "who"),
        action=address_of(roster.school.slug, "check"),
        rows=answers_of(roster, draft, readers),
        **help_for(*needs_of(draft.kinds)),
        draft=draft,
        seen=visit.state_of(draft),
        skip=None,
    )
