"""Who is signed in: the one place that believes a staff session, and the guards that stand before staff pages."""

from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts.arriving import step_through
from sharp.model.staff import Staff
from sharp.model.words import StaffState
from sharp.vault.person import PersonKeys
from sharp.web.errors import NEVER_SHOWN_AGAIN
from sharp.web.gate import SAFE_METHODS, guarded_by
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import Moved, db, on_begin

PROOF_SECONDS = 10 * 60
PROOF_SECONDS_TO_PRESS = 2 * PROOF_SECONDS
"""Whoever opened a grave act's page with a fresh proof has ten minutes more to press its button."""
OVER = _l(
    "You are signed out. That happens after 30 minutes without a click, after 10 hours, and when you sign out "
    "everywhere or change your passphrase."
)


@dataclass(frozen=True, repr=False)
class SignedIn:
    """A member of staff who gave passphrase and code in this session, with their keys open."""

    id: bytes
    name: str
    email: str
    is_operator: bool
    keys: PersonKeys
    proof_at: int
    """Seconds since 1970: when they last gave a code."""


def sign_in_session(staff: Staff, keys: PersonKeys) -> None:
    """After the code: a new session that holds the keys and what must not move."""
    session = current_session()
    session.start_again()
    session["staff"], session["bundle"] = staff.id.hex(), keys.bundle().hex()
    session["proof_at"] = clock.seconds()
    hold_to(staff)


def hold_to(staff: Staff) -> None:
    """From now on the session stands only while the account's epoch and passphrase are these."""
    session = current_session()
    session["epoch"], session["gen"] = staff.epoch, staff.gen


def prove_again() -> None:
    session = current_session()
    session["proof_at"] = clock.seconds()
    session.renew()


def signed_in() -> SignedIn | None:
    """Who is signed in, asked of the account's row in each request; None when it moved under the session."""
    if "signed_in" not in g:
        g.signed_in = _load()
    found: SignedIn | None = g.signed_in
    return found


def current_staff() -> SignedIn:
    found = signed_in()
    if found is None:
        abort(403)
    return found


def _load() -> SignedIn | None:
    session = current_session()
    if "bundle" not in session:
        return None
    keys = PersonKeys.from_bundle(bytes.fromhex(session["bundle"]))
    staff = _standing(db(), keys)
    if staff is None:
        return None
    on_begin(lambda unit: _check_standing(unit, keys))
    return SignedIn(staff.id, staff.name, staff.email, staff.operator, keys, session["proof_at"])


def _standing(session_db: Session, keys: PersonKeys) -> Staff | None:
    session = current_session()
    staff = session_db.get(Staff, bytes.fromhex(session["staff"]))
    if staff is None or staff.state is not StaffState.ACTIVE or staff.fp != keys.fingerprint:
        return None
    return staff if (staff.epoch, staff.gen) == (session["epoch"], session["gen"]) else None


def _check_standing(unit: Session, keys: PersonKeys) -> None:
    if _standing(unit, keys) is None:
        raise Moved


def ask_to_sign_in() -> ResponseReturnValue | None:
    if signed_in() is not None:
        return None
    passing = step_through()
    if passing is not None:
        return passing
    _tell_if_over()
    if request.method in SAFE_METHODS:
        return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")))
    typed = [(name, text) for name, text in request.form.items(multi=True) if _is_worth_keeping(name, text)]
    if typed and current_session().expired:
        return render_template("accounts/signed_out.html", typed=typed), 403
    return redirect(url_for("sign_in.show"))


def _tell_if_over() -> None:
    """A session that ended is forgotten, and the sign-in page says why."""
    session = current_session()
    has_moved = "bundle" in session
    if has_moved:
        session.start_again()
    if has_moved or session.expired:
        flash(str(OVER))


def _is_worth_keeping(name: str, text: str) -> bool:
    return bool(text.strip()) and name not in NEVER_SHOWN_AGAIN


def ask_for_a_code() -> ResponseReturnValue | None:
    refused = ask_to_sign_in()
    if refused is not None:
        return refused
    is_reading = request.method in SAFE_METHODS
    age = clock.seconds() - current_staff().proof_at
    if age < (PROOF_SECONDS if is_reading else PROOF_SECONDS_TO_PRESS):
        return None
    return redirect(url_for("sign_in.show_prove", next=request.full_path.rstrip("?") if is_reading else request.path))


staff_only = guarded_by(ask_to_sign_in)
freshly_proved = guarded_by(ask_for_a_code)
