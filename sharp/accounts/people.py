"""Staff accounts: inviting a person, and making their keys, credential and second factor."""

import base64
import binascii
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sharp import clock
from sharp.accounts import one_time_codes, recovery_codes
from sharp.accounts.trail import record
from sharp.model.schools import School
from sharp.model.staff import Invitation, Staff
from sharp.model.words import Act, StaffState
from sharp.vault.credentials import new_salt, seal_credential, stretch_passphrase
from sharp.vault.encoding import new_id
from sharp.vault.keyfile import ServerKeys
from sharp.vault.person import PersonKeys

TOKEN_SIZE = 32
INVITATION_HOURS = 72


class EmailTaken(Exception):
    """Somebody with this e-mail address has an account already."""


class NoSuchInvitation(Exception):
    """The setting-up link is unknown, used or too old: nobody is told which."""


@dataclass(frozen=True, repr=False)
class NewCredential:
    """A person's keys sealed under their passphrase: everything that may be kept, and the keys themselves."""

    keys: PersonKeys
    salt: bytes
    cred: bytes
    cred_v: int


@dataclass(frozen=True, repr=False)
class SetUp:
    """What setting up made; the codes are shown once and only their hashes are kept."""

    keys: PersonKeys
    totp_secret: bytes
    recovery_codes: tuple[str, ...]


def normal_email(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def find_by_email(db: Session, email: str) -> Staff | None:
    return db.scalar(sa.select(Staff).where(Staff.email == normal_email(email)))


def invite(db: Session, *, email: str, name: str, operator: bool = False) -> tuple[Staff, str]:
    """A new account and the token of its setting-up link (72 hours, works once).

    Somebody invited before who has not set up gets a new link, and the old one is dead.
    The trail line names the invited: the command line has no name of its own. Raises EmailTaken.
    """
    staff = find_by_email(db, email)
    if staff is None:
        staff = _new_staff(normal_email(email), name, operator)
        db.add(staff)
        db.flush()
    elif staff.state is not StaffState.INVITED:
        raise EmailTaken
    else:
        staff.name, staff.operator = name, operator
        db.execute(sa.delete(Invitation).where(Invitation.staff_id == staff.id))
    token = secrets.token_bytes(TOKEN_SIZE)
    expires = clock.hour() + INVITATION_HOURS
    db.add(Invitation(id=new_id(), staff_id=staff.id, token_hash=_token_hash(token), expires=expires, used=False))
    record(db, staff.id, Act.INVITED)
    return staff, base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def _new_staff(email: str, name: str, operator: bool) -> Staff:
    return Staff(
        id=new_id(), email=email, name=name, operator=operator, state=StaffState.INVITED, gen=0, epoch=0,
        salt=new_salt(), cred=None, cred_v=0, totp=None, totp_v=0, totp_step=0, recovery_codes=b"",
        public=None, sign_public=None, fp=None,
    )  # fmt: skip


def set_up_link(base_url: str, token: str) -> str:
    return f"{base_url}/staff/set-up/{token}"


def invited_by(db: Session, token: str, *, lock: bool = False) -> Staff:
    """Whose setting-up link this is; with `lock`, held until the commit. Raises NoSuchInvitation."""
    found = db.scalar(sa.select(Invitation).where(Invitation.token_hash == _token_hash(_token(token))))
    if found is None or found.used or clock.hour() > found.expires:
        raise NoSuchInvitation
    staff = db.get(Staff, found.staff_id, with_for_update=lock or None, populate_existing=lock)
    if staff is None or staff.state is not StaffState.INVITED:
        raise NoSuchInvitation
    return staff


def _token(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NoSuchInvitation from None


def _token_hash(token: bytes) -> bytes:
    """Unkeyed: 32 random bytes are past guessing."""
    return hashlib.sha256(token).digest()


def blocked_words(db: Session, staff: Staff) -> tuple[str, ...]:
    """What a passphrase may not be made of: the person's own names and those of the schools served here."""
    schools = db.scalars(sa.select(School)).all()
    return (staff.name, staff.email, "sharp", *(f"{school.name} {school.slug}" for school in schools))


def new_credential(
    keys: ServerKeys, staff_id: bytes, gen: int, passphrase: str, person: PersonKeys | None = None
) -> NewCredential:
    """Seal a person's keys, new ones if none are given, under a passphrase. Slow: one Argon2id."""
    salt, person = new_salt(), person or PersonKeys.generate()
    stretched = stretch_passphrase(passphrase, salt)
    cred = seal_credential(stretched, person, keys.key("staff"), staff_id, gen, keys.active)
    return NewCredential(person, salt, cred, keys.active)


def store_credential(staff: Staff, made: NewCredential, gen: int) -> None:
    staff.salt, staff.cred, staff.cred_v, staff.gen = made.salt, made.cred, made.cred_v, gen


def store_second_factor(staff: Staff, keys: ServerKeys, secret: bytes, codes: tuple[str, ...], used_step: int) -> None:
    staff.totp = one_time_codes.seal_secret(keys, staff.id, secret)
    staff.totp_v, staff.totp_step = keys.active, used_step
    staff.recovery_codes = recovery_codes.hashes(secret, staff.id, codes)


def complete(
    db: Session, staff: Staff, made: NewCredential, *, secret: bytes, codes: tuple[str, ...], used_step: int
) -> None:
    """The whole set-up in one go: keys, credential, second factor; every link to it is dead."""
    store_credential(staff, made, staff.gen + 1)
    store_second_factor(staff, db.info["keys"], secret, codes, used_step)
    staff.public, staff.sign_public = made.keys.public, made.keys.sign_public
    staff.fp, staff.state = made.keys.fingerprint, StaffState.ACTIVE
    for invitation in db.scalars(sa.select(Invitation).where(Invitation.staff_id == staff.id)):
        invitation.used = True
    record(db, staff.id, Act.SET_UP)


def set_up(db: Session, staff: Staff, passphrase: str, totp_secret: bytes | None = None) -> SetUp:
    """Set a person up without the pages (the demo, tests). Slow: one Argon2id."""
    made = new_credential(db.info["keys"], staff.id, staff.gen + 1, passphrase)
    secret, codes = totp_secret or one_time_codes.new_secret(), recovery_codes.draw_codes()
    complete(db, staff, made, secret=secret, codes=codes, used_step=0)
    return SetUp(made.keys, secret, codes)
