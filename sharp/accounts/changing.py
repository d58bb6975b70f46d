"""Changing one's own passphrase, codes and sessions, from the account page."""

from sharp.accounts import enrolment, people, staff_sessions
from sharp.accounts.current import SignedIn, hold_to
from sharp.accounts.passphrases import check_strength, is_offer
from sharp.accounts.signing_in import Candidate, candidate_of, check_passphrase, locked_account
from sharp.accounts.trail import record
from sharp.model.staff import Staff
from sharp.model.words import Act
from sharp.vault.words import offer_passphrase
from sharp.web.services import server_keys, services
from sharp.web.session_cookies import current_session
from sharp.web.unit_of_work import Moved, db, let_go_of_reading, writing

OFFERED_AS = "offered_words"


def own_row(who: SignedIn) -> Staff:
    """The account's row, to read. It was there when the guard asked."""
    return db().get_one(Staff, who.id)


def offered_words() -> str:
    """Five words to take as the next passphrase; the same until taken or others are asked for."""
    words: str = current_session().setdefault(OFFERED_AS, "") or offer_others()
    return words


def offer_others() -> str:
    words = current_session()[OFFERED_AS] = offer_passphrase()
    return words


def change_passphrase(who: SignedIn, old: str, new: str) -> None:
    """Seal the same keys under a new passphrase and end every other session.

    Raises NotRecognised (the old one), TooEasy (the new one), TooLong, Busy.
    """
    staff = own_row(who)
    found = candidate_of(staff)
    if is_offer(new, offered_words()):
        new = offered_words()
    else:
        check_strength(new, people.blocked_words(db(), staff))
    let_go_of_reading()
    keys = server_keys()
    with services().derivations.other():
        check_passphrase(keys, found, old)
        made = people.new_credential(keys, staff.id, found.gen + 1, new, who.keys)
    row = _unmoved(who, found)
    people.store_credential(row, made, found.gen + 1)
    staff_sessions.end_rows(writing(), row.id)
    current_session().renew()
    current_session().pop(OFFERED_AS, None)
    hold_to(row)
    record(writing(), row.id, Act.CHANGED_PASSPHRASE)


def _unmoved(who: SignedIn, found: Candidate) -> Staff:
    row = locked_account(writing(), who.id)
    if row is None or candidate_of(row) != found:
        raise Moved
    return row


def renew_second_factor(who: SignedIn) -> None:
    """The phone and the ten codes just enrolled take the place of the old ones."""
    row = locked_account(writing(), who.id)
    if row is None:
        raise Moved
    new = enrolment.current()
    people.store_second_factor(row, server_keys(), new.secret, new.codes, new.used_step)
    enrolment.forget()
    record(writing(), row.id, Act.CHANGED_CODES)


def sign_out_everywhere(who: SignedIn) -> None:
    row = locked_account(writing(), who.id)
    if row is None:
        raise Moved
    staff_sessions.sign_out_everywhere(writing(), row)
    current_session().end()
