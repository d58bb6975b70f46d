"""Setting up step by step: kept in the sealed session, stored whole at the end; only then is the link used."""

import hashlib
from enum import StrEnum

from sharp.accounts import enrolment, people
from sharp.accounts.passphrases import check_strength, is_offer
from sharp.model.staff import Staff
from sharp.vault.person import PersonKeys
from sharp.vault.words import fingerprint_words, offer_passphrase
from sharp.web.services import server_keys, services
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import db, let_go_of_reading, writing

KEPT_AS = "set_up"
FINISHED_AS = "set_up_finished"


class Step(StrEnum):
    """What is still to be done, in this order."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a page
    CODES = "codes"
    RECOVERY = "recovery"


def begin(staff: Staff) -> None:
    """Go on where this browser was, or begin: another person's session in it ends."""
    session = current_session()
    if session.get(KEPT_AS, {}).get("staff") == staff.id.hex():
        return
    session.start_again()
    session[KEPT_AS] = {"staff": staff.id.hex(), "offer": offer_passphrase(), "credential": None}


def offered_words() -> str:
    words: str = current_session()[KEPT_AS]["offer"]
    return words


def offer_others() -> None:
    _keep(offer=offer_passphrase())


def next_step() -> Step:
    credential = current_session()[KEPT_AS]["credential"]
    if credential is None or credential["cred_v"] not in server_keys().accepted:
        return Step.PASSPHRASE  # not yet, or under a server key that was retired meanwhile
    return Step.RECOVERY if enrolment.current().is_proved else Step.CODES


def choose_passphrase(staff: Staff, typed: str) -> None:
    """Make the person's keys and seal them; from here on nothing holds the passphrase. Raises TooEasy, Busy."""
    if is_offer(typed, offered_words()):
        typed = offered_words()
    else:
        check_strength(typed, people.blocked_words(db(), staff))
    let_go_of_reading()
    with services().derivations.other():
        made = people.new_credential(server_keys(), staff.id, staff.gen + 1, typed)
    credential = {
        "bundle": made.keys.bundle().hex(), "salt": made.salt.hex(), "cred": made.cred.hex(), "cred_v": made.cred_v,
    }  # fmt: skip
    _keep(credential=credential, offer=offer_passphrase())


def finish(token: str) -> None:
    """Store it all and use up the link. Raises NoSuchInvitation when it is not good any more."""
    staff = people.invited_by(writing(), token, lock=True)
    session, enrolled = current_session(), enrolment.current()
    kept = session[KEPT_AS]["credential"]
    keys = PersonKeys.from_bundle(bytes.fromhex(kept["bundle"]))
    made = people.NewCredential(keys, bytes.fromhex(kept["salt"]), bytes.fromhex(kept["cred"]), kept["cred_v"])
    people.complete(writing(), staff, made, secret=enrolled.secret, codes=enrolled.codes, used_step=enrolled.used_step)
    enrolment.forget()
    session.pop(KEPT_AS)
    session[FINISHED_AS] = {"link": _link_hash(token), "words": fingerprint_words(keys.fingerprint)}


def is_finished(token: str) -> bool:
    """This browser finished with this link: its last button pressed again leads to the same page."""
    finished = current_session().get(FINISHED_AS)
    return finished is not None and bool(finished["link"] == _link_hash(token))


def finished_words() -> str | None:
    """The fingerprint words of the account just set up in this browser."""
    finished = current_session().get(FINISHED_AS)
    return finished["words"] if finished is not None else None


def _link_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _keep(**changed: object) -> None:
    session = current_session()
    session[KEPT_AS] = session[KEPT_AS] | changed
