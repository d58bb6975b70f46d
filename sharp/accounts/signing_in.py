"""Signing in: the passphrase, which opens the keys, and then a code that works once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.accounts import one_time_codes, recovery_codes
from sharp.accounts.people import find_by_email, normal_email
from sharp.model.staff import Staff
from sharp.model.words import StaffState
from sharp.vault.credentials import NO_CREDENTIAL, decoy_salt, open_credential, stretch_passphrase
from sharp.vault.encoding import NO_ID
from sharp.vault.errors import SealBroken
from sharp.vault.keyfile import ServerKeys
from sharp.vault.person import PersonKeys


class NotRecognised(Exception):
    """No account has this e-mail address with this passphrase; nobody is told which was wrong."""


class WrongCode(Exception):
    """Neither a one-time code of about now nor a recovery code that is left."""


class CodeUsed(Exception):
    """A right code that was used already: the next one comes within half a minute."""


@dataclass(frozen=True, repr=False)
class Candidate:
    """What a passphrase is tried against: of the same shape for an e-mail address that nobody has."""

    staff_id: bytes
    salt: bytes
    cred: bytes
    cred_v: int
    gen: int
    epoch: int
    fp: bytes


def candidate(db: Session, email: str) -> Candidate:
    keys: ServerKeys = db.info["keys"]
    staff = find_by_email(db, email)
    if staff is None or staff.state is not StaffState.ACTIVE or staff.cred is None or staff.fp is None:
        salt = decoy_salt(keys.key("form"), normal_email(email))
        return Candidate(NO_ID, salt, NO_CREDENTIAL, keys.active, 0, 0, bytes(32))
    return candidate_of(staff)


def candidate_of(staff: Staff) -> Candidate:
    """What an account's own passphrase is tried against."""
    if staff.cred is None or staff.fp is None:
        raise NotRecognised
    return Candidate(staff.id, staff.salt, staff.cred, staff.cred_v, staff.gen, staff.epoch, staff.fp)


def check_passphrase(keys: ServerKeys, found: Candidate, passphrase: str) -> PersonKeys:
    """The person's keys. Slow: exactly one Argon2id, whatever is wrong. Raises NotRecognised, TooLong."""
    stretched = stretch_passphrase(passphrase, found.salt)
    try:
        return open_credential(
            stretched, found.cred, keys.key("staff", found.cred_v), found.staff_id, found.gen, found.cred_v, found.fp
        )
    except SealBroken:
        raise NotRecognised from None


def locked_account(db: Session, staff_id: bytes) -> Staff | None:
    """The account's row as it is now, held until the commit: a code cannot be used twice at once."""
    return db.get(Staff, staff_id, with_for_update=True, populate_existing=True)


def check_code(db: Session, staff: Staff, typed: str) -> None:
    """Use up a one-time code or a recovery code of a locked account. Raises CodeUsed, WrongCode."""
    if staff.totp is None:
        raise WrongCode
    secret = one_time_codes.open_secret(db.info["keys"], staff.id, staff.totp, staff.totp_v)
    if one_time_codes.is_one_time_code(typed):
        step = one_time_codes.matching_step(secret, typed)
        if step is None:
            raise WrongCode
        if step <= staff.totp_step:
            raise CodeUsed
        staff.totp_step = step
        return
    left = recovery_codes.left_after(secret, staff.id, staff.recovery_codes, typed)
    if left is None:
        raise WrongCode
    staff.recovery_codes = left
