"""One's own account: where one is signed in, the fingerprint words, passphrase, phone and recovery codes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.accounts import changing, enrolment, one_time_codes, recovery_codes, staff_sessions
from sharp.accounts.current import current_staff, freshly_proved, staff_only
from sharp.accounts.floods import limit_sign_in
from sharp.accounts.forms import ChangeForm, CodeForm
from sharp.accounts.passphrases import TooEasy
from sharp.accounts.quiet_hours import QuietHoursForm, keep_quiet_hours, quiet_hours_of
from sharp.accounts.signing_in import NotRecognised, WrongCode
from sharp.accounts.views_sign_in import WRONG_CODE
from sharp.vault.words import fingerprint_words
from sharp.web.forms import ButtonForm
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db

bp = Blueprint("account", __name__, url_prefix="/staff/account")

OLD_WRONG = _l("That is not your passphrase now.")


@bp.get("")
@staff_only
def show() -> ResponseReturnValue:
    return _account_page(ButtonForm())


@bp.post("/sign-out-everywhere")
@staff_only
def sign_out_everywhere() -> ResponseReturnValue:
    form = ButtonForm()
    if not form.validate_on_submit():
        return _account_page(form), 422
    changing.sign_out_everywhere(current_staff())
    return redirect(url_for("sign_in.show"))


@bp.get("/passphrase")
@staff_only
def show_passphrase() -> ResponseReturnValue:
    return _passphrase_page(ChangeForm())


@bp.post("/passphrase")
@staff_only
@limit_sign_in
def change_passphrase() -> ResponseReturnValue:
    form = ChangeForm()
    if form.asks_for_others():
        changing.offer_others()
        return redirect(url_for(".show_passphrase"))
    if not form.validate_on_submit():
        return _passphrase_page(form), 422
    try:
        changing.change_passphrase(current_staff(), form.old.data or "", form.passphrase.data or "")
    except NotRecognised:
        form.old.errors = [OLD_WRONG]
        return _passphrase_page(form), 422
    except TooEasy as weak:
        form.passphrase.errors = [weak.advice]
        return _passphrase_page(form), 422
    flash(_("Your passphrase is changed. You are signed out everywhere else."), "success")
    return redirect(url_for(".show"))


@bp.get("/quiet-hours")
@staff_only
def show_quiet_hours() -> ResponseReturnValue:
    kept = quiet_hours_of(changing.own_row(current_staff()))
    begins, ends = kept.words() if kept else ("", "")
    return _quiet_page(QuietHoursForm(formdata=None, data={"begins": begins, "ends": ends}))


@bp.post("/quiet-hours")
@staff_only
def change_quiet_hours() -> ResponseReturnValue:
    form = QuietHoursForm()
    if not form.validate_on_submit():
        return _quiet_page(form), 422
    keep_quiet_hours(current_staff(), form.quiet_hours())
    flash(_("Your quiet hours are kept."), "success")
    return redirect(url_for(".show"))


@bp.get("/second-factor")
@freshly_proved
def show_second_factor() -> ResponseReturnValue:
    return _second_factor_page(CodeForm())


@bp.post("/second-factor")
@freshly_proved
@limit_sign_in
def prove_second_factor() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate_on_submit():
        return _second_factor_page(form), 422
    try:
        enrolment.prove(form.code.data or "")
    except WrongCode:
        form.code.errors = [WRONG_CODE]
        return _second_factor_page(form), 422
    return redirect(url_for(".show_recovery_codes"))


@bp.get("/recovery-codes")
@freshly_proved
def show_recovery_codes() -> ResponseReturnValue:
    if not enrolment.current().is_proved:
        return redirect(url_for(".show_second_factor"))
    return _recovery_page(ButtonForm())


@bp.post("/recovery-codes")
@freshly_proved
def renew_second_factor() -> ResponseReturnValue:
    form = ButtonForm()
    if not enrolment.current().is_proved:
        return redirect(url_for(".show_second_factor"))
    if not form.validate_on_submit():
        return _recovery_page(form), 422
    changing.renew_second_factor(current_staff())
    flash(_("Your codes now come from this phone. The old phone and the old recovery codes no longer work."), "success")
    return redirect(url_for(".show"))


def _quiet_page(form: QuietHoursForm) -> str:
    return render_template("accounts/quiet_hours.html", form=form, staff_name=current_staff().name)


def _account_page(form: ButtonForm) -> str:
    who, place = current_staff(), current_session().place
    row = changing.own_row(who)
    quiet = quiet_hours_of(row)
    return render_template(
        "accounts/account.html", form=form, who=who, staff_name=who.name,
        words=fingerprint_words(who.keys.fingerprint),
        sessions=staff_sessions.open_sessions(db(), who.id, place.id if place else None),
        codes_left=recovery_codes.how_many(row.recovery_codes), quiet=quiet.words() if quiet else None,
    )  # fmt: skip


def _passphrase_page(form: ChangeForm) -> str:
    who = current_staff()
    return render_template(
        "accounts/change_passphrase.html", form=form, staff_name=who.name, email=who.email,
        offer=changing.offered_words(),
    )  # fmt: skip


def _second_factor_page(form: CodeForm) -> str:
    who, secret = current_staff(), enrolment.current().secret
    return render_template(
        "accounts/second_factor.html", form=form, picture=one_time_codes.picture(secret, who.email),
        secret=one_time_codes.typed_secret(secret), action=url_for(".prove_second_factor"),
        step=_l("Step 1 of 2"), back=url_for(".show"), staff_name=who.name,
    )  # fmt: skip


def _recovery_page(form: ButtonForm) -> str:
    return render_template(
        "accounts/recovery_codes.html", form=form, codes=enrolment.current().codes, staff_name=current_staff().name,
        action=url_for(".renew_second_factor"), step=_l("Step 2 of 2"), back=url_for(".show_second_factor"),
    )  # fmt: skip
