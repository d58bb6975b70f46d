"""Signing in, signing out, and a code again before grave acts."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from sharp.accounts import arrival, devices
from sharp.accounts.arrival import Arriving
from sharp.accounts.arriving import HOME, from_anywhere, own_page
from sharp.accounts.current import current_staff, signed_in, staff_only
from sharp.accounts.floods import limit_sign_in
from sharp.accounts.forms import CodeForm, SignInForm
from sharp.accounts.signing_in import CodeUsed, NotRecognised, WrongCode
from sharp.accounts.slow_down import SlowDown
from sharp.web.forms import ButtonForm

bp = Blueprint("sign_in", __name__, url_prefix="/staff")

NOT_RECOGNISED = _l("The e-mail address or the passphrase is not right. Check both and try again.")
WRONG_CODE = _l("That code is not right. Type the six digits that your phone shows now.")
CODE_USED = _l("That code was used already. Wait for the next code: your phone shows a new one every 30 seconds.")


@bp.get("/sign-in")
@from_anywhere
def show() -> ResponseReturnValue:
    if signed_in() is not None:
        return redirect(own_page(request.args.get("next")))
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@from_anywhere
@limit_sign_in
def give_passphrase() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    try:
        arrival.try_passphrase(form.email.data or "", form.passphrase.data or "", request.args.get("next"))
    except NotRecognised:
        form.passphrase.errors = [NOT_RECOGNISED]
        return _sign_in_page(form), 422
    except SlowDown as slow:
        form.passphrase.errors = [_wait(slow)]
        return _sign_in_page(form), 429, _retry_after(slow)
    return redirect(url_for(".show_code"))


@bp.get("/sign-in/code")
@from_anywhere
def show_code() -> ResponseReturnValue:
    if arrival.arriving() is None:
        return redirect(url_for(".show"))
    return _code_page(CodeForm())


@bp.post("/sign-in/code")
@from_anywhere
@limit_sign_in
def give_code() -> ResponseReturnValue:
    who = arrival.arriving()
    if who is None:
        return redirect(url_for(".show"))
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form), 422
    try:
        return _welcome(who, form.code.data or "")
    except (CodeUsed, WrongCode, SlowDown) as refused:
        status, headers = _refuse_code(form, refused)
        return _code_page(form), status, headers


def _welcome(who: Arriving, code: str) -> ResponseReturnValue:
    staff = arrival.try_code(who, code)
    response = make_response(redirect(who.onward))
    devices.remember(response, staff.email)
    return response


@bp.get("/prove")
@staff_only
def show_prove() -> ResponseReturnValue:
    return _prove_page(CodeForm())


@bp.post("/prove")
@staff_only
@limit_sign_in
def prove() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate_on_submit():
        return _prove_page(form), 422
    try:
        arrival.try_proof(form.code.data or "")
    except (CodeUsed, WrongCode, SlowDown) as refused:
        status, headers = _refuse_code(form, refused)
        return _prove_page(form), status, headers
    return redirect(own_page(request.args.get("next")))


@bp.post("/sign-out")
@staff_only
def sign_out() -> ResponseReturnValue:
    form = ButtonForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_out.html", form=form, staff_name=current_staff().name), 422
    arrival.sign_out()
    return redirect(url_for(".show"))


def _sign_in_page(form: SignInForm) -> str:
    onward = own_page(request.args.get("next"))
    action = url_for(".give_passphrase", next=None if onward == HOME else onward)
    return render_template("accounts/sign_in.html", form=form, action=action)


def _code_page(form: CodeForm) -> str:
    return render_template("accounts/code.html", form=form)


def _prove_page(form: CodeForm) -> str:
    onward = own_page(request.args.get("next"))
    return render_template(
        "accounts/prove.html", form=form, action=url_for(".prove", next=onward), staff_name=current_staff().name
    )


def _refuse_code(form: CodeForm, refused: Exception) -> tuple[int, dict[str, str]]:
    """Say on the page what was wrong with the code: the status and headers to go with it."""
    if isinstance(refused, SlowDown):
        form.code.errors = [_wait(refused)]
        return 429, _retry_after(refused)
    form.code.errors = [CODE_USED if isinstance(refused, CodeUsed) else WRONG_CODE]
    return 422, {}


def _wait(slow: SlowDown) -> str:
    minutes = -(-slow.seconds // 60)
    words: str = ngettext(
        "There were too many wrong tries. Wait one minute, then try again.",
        "There were too many wrong tries. Wait %(num)d minutes, then try again.",
        minutes,
    )
    return words


def _retry_after(slow: SlowDown) -> dict[str, str]:
    return {"Retry-After": str(slow.seconds)}
