"""What an act on a case answers: back to the case with a word, or its page again with what was typed."""

from collections.abc import Iterable
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.reports.journal import Item
from sharp.triage.access import CaseRef
from sharp.triage.case_forms import forms_with
from sharp.triage.case_news import by_others, news_lines
from sharp.triage.case_page import case_page, read_again
from sharp.triage.forms import CaseForm
from sharp.triage.forms_prepared import MessageForm
from sharp.triage.navigation import frame
from sharp.triage.together import look_at_all, open_all
from sharp.triage.together_page import together_of
from sharp.web.unit_of_work import db, surviving, writing


def shown(case: CaseRef, typed: MessageForm | None = None) -> str:
    """The case's page, opened, with a message that is not sent yet if there is one."""
    report, items, group = open_all(writing(), case)
    page = case_page(db(), case, report, items, together_of(db(), case, items, group))
    forms = forms_with(page, typed)
    if typed is not None:
        typed.put_in()
    return render_template("triage/case.html", page=page, forms=forms, news=(), **frame("case.show"))


def shown_again(case: CaseRef, form: CaseForm, news: Iterable[str] = ()) -> str:
    """The page with what was typed. It shows the case, so it leaves a trace although nothing else is kept."""
    report, items = read_again(db(), case)
    surviving(partial(_leave_trace, case))
    page = case_page(db(), case, report, items, together_of(db(), case, items, look_at_all(db(), case)))
    return render_template(
        "triage/case.html", page=page, forms=forms_with(page, form), form=form, news=tuple(news), **frame("case.show"),
    )  # fmt: skip


def _leave_trace(case: CaseRef, unit: Session) -> None:
    """In every case that the page shows."""
    open_all(unit, case)


def done(case: CaseRef, words: str, added: Iterable[Item] = (), *, on: str = "") -> ResponseReturnValue:
    """`on`: another case, on whose page it was done."""
    flash(words, "success")
    news = news_lines(case, by_others(added, case))
    if news:
        flash(_("New since you opened the page: %(what)s.", what="; ".join(news)))
    return redirect(url_for("case.show", reference=on or case.reference), 303)


def refused(case: CaseRef, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("case.show", reference=case.reference), 303)
