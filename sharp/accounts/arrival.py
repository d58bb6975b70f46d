"""The two steps of signing in as a request takes them: slowed down, derived outside the unit of work, then renewed."""

from dataclasses import dataclass

from flask import abort

from sharp import clock
from sharp.accounts import signing_in, slow_down
from sharp.accounts.arriving import own_page
from sharp.accounts.current import current_staff, prove_again, sign_in_session
from sharp.accounts.people import normal_email
from sharp.accounts.trail import record
from sharp.model.staff import Staff
from sharp.model.words import Act, StaffState
from sharp.vault.person import PersonKeys
from sharp.web.logs import log
from sharp.web.services import server_keys, services
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db, let_go_of_reading, surviving, writing

STAGE_SECONDS = 10 * 60
"""How long a right passphrase waits for its code."""


@dataclass(frozen=True, repr=False)
class Arriving:
    """Somebody whose passphrase was right, before their code."""

    staff_id: bytes
    keys: PersonKeys
    epoch: int
    gen: int
    onward: str


def try_passphrase(typed_email: str, passphrase: str, onward: str | None) -> None:
    """The first step; the session then waits for a code. Raises SlowDown, NotRecognised, TooLong, Busy."""
    email = normal_email(typed_email)
    tries = slow_down.passphrase_tries(email)
    slow_down.refuse_if_barred(db(), tries)
    found = signing_in.candidate(db(), email)
    let_go_of_reading()
    try:
        with services().derivations.other():
            keys = signing_in.check_passphrase(server_keys(), found, passphrase)
    except signing_in.NotRecognised:
        surviving(lambda unit: slow_down.count_wrong(unit, tries))
        raise
    slow_down.forget_wrong(writing(), tries)
    session = current_session()
    session.start_again()
    session["arriving"] = {
        "staff": found.staff_id.hex(), "bundle": keys.bundle().hex(), "epoch": found.epoch, "gen": found.gen,
        "since": clock.seconds(), "onward": own_page(onward),
    }  # fmt: skip


def arriving() -> Arriving | None:
    """Who waits between passphrase and code in this session; None when nobody does, or for too long."""
    kept = current_session().get("arriving")
    if kept is None or clock.seconds() - kept["since"] >= STAGE_SECONDS:
        return None
    keys = PersonKeys.from_bundle(bytes.fromhex(kept["bundle"]))
    return Arriving(bytes.fromhex(kept["staff"]), keys, kept["epoch"], kept["gen"], kept["onward"])


def try_code(who: Arriving, typed: str) -> Staff:
    """The second step: signed in, in a session of its own. Raises SlowDown, WrongCode, CodeUsed."""
    staff = _with_code(who.staff_id, typed)
    is_as_it_was = (staff.epoch, staff.gen, staff.fp) == (who.epoch, who.gen, who.keys.fingerprint)
    if staff.state is not StaffState.ACTIVE or not is_as_it_was:
        raise signing_in.WrongCode
    sign_in_session(staff, who.keys)
    record(writing(), staff.id, Act.SIGNED_IN)
    log("signed-in", staff=staff.id)
    return staff


def try_proof(typed: str) -> None:
    """A code again, before a grave act. Raises SlowDown, WrongCode, CodeUsed."""
    _with_code(current_staff().id, typed)
    prove_again()


def _with_code(staff_id: bytes, typed: str) -> Staff:
    """The account, its code used up in this unit of work."""
    staff = signing_in.locked_account(writing(), staff_id)
    if staff is None:
        abort(403)
    tries = slow_down.code_tries(staff.email)
    slow_down.refuse_if_barred(writing(), tries)
    try:
        signing_in.check_code(writing(), staff, typed)
    except signing_in.WrongCode:
        surviving(lambda unit: slow_down.count_wrong(unit, tries))
        raise
    slow_down.forget_wrong(writing(), tries)
    return staff


def sign_out() -> None:
    record(writing(), current_staff().id, Act.SIGNED_OUT)
    current_session().end()
