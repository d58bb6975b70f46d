"""What an act on a case answers: back to the case with a word, or its page again with what was typed."""

from collections.abc import Iterable
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sharp.reports.journal import Item
from sharp.triage import casework
from sharp.triage.access import CaseRef
from sharp.triage.case_forms import forms_with
from sharp.triage.case_news import by_others, news_lines
from sharp.triage.case_page import case_page, read_again
from sharp.triage.forms import CaseForm
from sharp.triage.navigation import frame
from sharp.web.unit_of_work import db, surviving


def shown_again(case: CaseRef, form: CaseForm, news: Iterable[Item] = ()) -> str:
    """The page with what was typed. It shows the case, so it leaves a trace although nothing else is kept."""
    report, items = read_again(db(), case)
    surviving(partial(_leave_trace, case))
    page = case_page(db(), case, report, items)
    return render_template(
        "triage/case.html", page=page, forms=forms_with(page, form), form=form,
        news=news_lines(case, news), **frame("case.show"),
    )  # fmt: skip


def _leave_trace(case: CaseRef, unit: Session) -> None:
    casework.open_case(unit, case)


def done(case: CaseRef, words: str, added: Iterable[Item] = ()) -> ResponseReturnValue:
    flash(words, "success")
    news = news_lines(case, by_others(added, case))
    if news:
        flash(_("New since you opened the page: %(what)s.", what="; ".join(news)))
    return redirect(url_for("case.show", reference=case.reference), 303)


def refused(case: CaseRef, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("case.show", reference=case.reference), 303)
