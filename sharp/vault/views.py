"""A person's saved views: under a key that only they derive, bound to them, to these keys, and to a revision."""

from sharp.vault.aead import gcm_open, gcm_seal
from sharp.vault.encoding import ctx, require_ids, u64
from sharp.vault.padding import SESSION_STEPS, pad, unpad
from sharp.vault.person import PersonKeys


def seal_views(person: PersonKeys, staff_id: bytes, rev: int, plain: bytes) -> bytes:
    """Padded to the steps of sessions. Raises TooLong."""
    return gcm_seal(person.views_key(staff_id), pad(plain, SESSION_STEPS), _aad(person, staff_id, rev))


def open_views(person: PersonKeys, staff_id: bytes, rev: int, sealed: bytes) -> bytes:
    """Raises SealBroken where it is another's, another revision's, changed, or from before new keys."""
    return unpad(gcm_open(person.views_key(staff_id), sealed, _aad(person, staff_id, rev)), SESSION_STEPS)


def _aad(person: PersonKeys, staff_id: bytes, rev: int) -> bytes:
    require_ids(staff_id)
    return ctx("sharp/1/views-row", staff_id, person.fingerprint, u64(rev))
