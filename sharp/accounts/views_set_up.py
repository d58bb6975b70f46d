"""Setting up an account from a one-time link: passphrase, phone, recovery codes."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from sharp.accounts import enrolment, one_time_codes, people, setting_up
from sharp.accounts.arriving import from_anywhere
from sharp.accounts.floods import limit_sign_in
from sharp.accounts.forms import ChooseForm, CodeForm
from sharp.accounts.passphrases import TooEasy
from sharp.accounts.setting_up import Step
from sharp.accounts.signing_in import WrongCode
from sharp.model.staff import Staff
from sharp.web.forms import ButtonForm
from sharp.web.unit_of_work import db

bp = Blueprint("set_up", __name__, url_prefix="/staff/set-up")

WRONG_CODE = _l(
    "That is not the code that your phone should show now. Wait for the next code. If it is wrong again, check that "
    "the phone sets its clock by itself."
)


@bp.get("/<token>")
@from_anywhere
def show(token: str) -> ResponseReturnValue:
    staff = _invited(token)
    if setting_up.next_step() is not Step.PASSPHRASE and "change" not in request.args:
        return _onward(token)
    return _passphrase_page(token, staff, ChooseForm())


@bp.post("/<token>")
@from_anywhere
@limit_sign_in
def choose(token: str) -> ResponseReturnValue:
    staff, form = _invited(token), ChooseForm()
    if form.asks_for_others():
        setting_up.offer_others()
        return redirect(url_for(".show", token=token, change=1))
    if not form.validate_on_submit():
        return _passphrase_page(token, staff, form), 422
    try:
        setting_up.choose_passphrase(staff, form.passphrase.data or "")
    except TooEasy as weak:
        form.passphrase.errors = [weak.advice]
        return _passphrase_page(token, staff, form), 422
    return _onward(token)


@bp.get("/<token>/codes")
@from_anywhere
def show_codes(token: str) -> ResponseReturnValue:
    staff = _invited(token)
    if setting_up.next_step() is Step.PASSPHRASE:
        return _onward(token)
    return _codes_page(token, staff, CodeForm())


@bp.post("/<token>/codes")
@from_anywhere
@limit_sign_in
def prove_codes(token: str) -> ResponseReturnValue:
    staff, form = _invited(token), CodeForm()
    if not form.validate_on_submit():
        return _codes_page(token, staff, form), 422
    try:
        enrolment.prove(form.code.data or "")
    except WrongCode:
        form.code.errors = [WRONG_CODE]
        return _codes_page(token, staff, form), 422
    return _onward(token)


@bp.get("/<token>/recovery")
@from_anywhere
def show_recovery(token: str) -> ResponseReturnValue:
    _invited(token)
    if setting_up.next_step() is not Step.RECOVERY:
        return _onward(token)
    return _recovery_page(token, ButtonForm())


@bp.post("/<token>/recovery")
@from_anywhere
def finish(token: str) -> ResponseReturnValue:
    if setting_up.is_finished(token):
        return redirect(url_for(".ready"))
    _invited(token)
    form = ButtonForm()
    if setting_up.next_step() is not Step.RECOVERY:
        return _onward(token)
    if not form.validate_on_submit():
        return _recovery_page(token, form), 422
    try:
        setting_up.finish(token)
    except people.NoSuchInvitation:
        abort(404)
    return redirect(url_for(".ready"))


@bp.get("/ready")
@from_anywhere
def ready() -> ResponseReturnValue:
    words = setting_up.finished_words()
    if words is None:
        return redirect(url_for("sign_in.show"))
    return render_template("accounts/ready.html", words=words)


def _invited(token: str) -> Staff:
    """The invited person, with their steps so far; an unknown, used or old link is the same 404."""
    try:
        staff = people.invited_by(db(), token)
    except people.NoSuchInvitation:
        abort(404)
    setting_up.begin(staff)
    return staff


def _onward(token: str) -> ResponseReturnValue:
    """To the first step that is not done."""
    pages = {Step.PASSPHRASE: ".show", Step.CODES: ".show_codes", Step.RECOVERY: ".show_recovery"}
    return redirect(url_for(pages[setting_up.next_step()], token=token))


def _passphrase_page(token: str, staff: Staff, form: ChooseForm) -> str:
    return render_template(
        "accounts/choose_passphrase.html", form=form, name=staff.name, email=staff.email,
        offer=setting_up.offered_words(), action=url_for(".choose", token=token),
    )  # fmt: skip


def _codes_page(token: str, staff: Staff, form: CodeForm) -> str:
    secret = enrolment.current().secret
    return render_template(
        "accounts/second_factor.html", form=form, picture=one_time_codes.picture(secret, staff.email),
        secret=one_time_codes.typed_secret(secret), action=url_for(".prove_codes", token=token),
        step=_l("Step 2 of 3"), back=url_for(".show", token=token, change=1),
    )  # fmt: skip


def _recovery_page(token: str, form: ButtonForm) -> str:
    return render_template(
        "accounts/recovery_codes.html", form=form, codes=enrolment.current().codes,
        action=url_for(".finish", token=token), step=_l("Step 3 of 3"), back=url_for(".show_codes", token=token),
    )  # fmt: skip
