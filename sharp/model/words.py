"""The words that clear columns may hold."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is at one school."""

    SSO = "sso"
    SPOC = "spoc"
    HEAD = "head"
    CONTACT = "contact"
    PASTORAL = "pastoral"
    COORDINATOR = "coordinator"


NOMINEES = frozenset({Role.SSO, Role.SPOC})
READERS = frozenset({Role.SSO, Role.SPOC, Role.HEAD, Role.CONTACT})
"""Who may stand in a roster's list shown to pupils, and whom a grant may name at the send."""


class Standing(StrEnum):
    """Where a nomination stands."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


class StaffState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


class ReportState(StrEnum):
    """Where a report stands, as its pupil is told: sent, read, being looked into, done."""

    SENT = "sent"
    READ = "read"
    ACTIVE = "active"
    CLOSED = "closed"


class Turn(StrEnum):
    """Whose turn it is."""

    NOMINEE = "nominee"
    HELPER = "helper"
    PUPIL = "pupil"
    NOBODY = "nobody"


class Retention(StrEnum):
    """How long, coarsely; *long* is set at closing, never at the send."""

    PRACTICE = "practice"
    ORDINARY = "ordinary"
    LONG = "long"


class ReaderKind(StrEnum):
    """Whose key a grant is sealed to."""

    STAFF = "staff"
    RECOVERY = "recovery"
    OUTSIDE = "outside"
    PUPIL = "pupil"


class GrantForm(StrEnum):
    HPKE = "hpke"
    REWRAPPED = "rewrapped"


class GrantState(StrEnum):
    """A dormant grant is a stand-in's: no queue line and no alert until they stand in."""

    LIVE = "live"
    DORMANT = "dormant"


class Audience(StrEnum):
    PUPIL = "pupil"
    STAFF = "staff"


class Act(StrEnum):
    """What a trail line says was done."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "out-everywhere"
    SET_UP = "set-up"
    CHANGED_PASSPHRASE = "new-passphrase"  # noqa: S105 - a word of the trail
    CHANGED_CODES = "new-codes"
    CHANGED_QUIET = "quiet-hours"
    INVITED = "invited"
    NOMINATED = "nominated"
    CONFIRMED = "confirmed"
    ENDED = "ended"
    SCHOOL_ADDED = "school-added"
    SCHOOL_CHANGED = "school-changed"
    OUTSIDE_KEY = "outside-key"
    RECOVERED = "recovered"
    RESTORED = "restored"
    LISTED = "listed"
    SEARCHED = "searched"
    OPENED = "opened"
    EXPORTED = "exported"
    OPENED_FILE = "opened-file"
    ANSWERED = "answered"
    NOTED = "noted"
    LEVELLED = "levelled"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    REOPENED = "reopened"
    SHARED = "shared"
    NAMED = "named"
    """The pupil's name was given to somebody who had the case without it."""
    TAKEN_DOWN = "taken-down"
    LINKED = "linked"
    MERGED = "merged"
    SEPARATED = "separated"
    ACTED = "acted"
    WORDED = "worded"
    PUBLISHED = "published"
    """A text was put before the safeguarding lead."""
    ACCEPTED = "accepted"
    PAGE_OPENED = "page-opened"
    HELD = "held"
    RELEASED = "released"
    FILED = "filed"
    WORDS_ENDED = "words-ended"
    DESTROYED = "destroyed"
    WIPED = "wiped"
    HANDED = "handed"
    READ_BRIEF = "read-brief"
    """By whom something was handed to, and of the report itself nothing."""
    REPLIED = "replied"
    SAID = "said"
    RETURNED = "returned"
    TAKEN_BACK = "taken-back"
    OFFERED = "offered"
    OFFER_ENDED = "offer-ended"
    OFFER_ACCEPTED = "offer-accepted"
    OFFER_DECLINED = "offer-declined"
    MOVED = "moved"
    ARRIVED = "arrived"

    @property
    def is_opening(self) -> bool:
        """Whether the case was seen whole: on its page, or as a copy that left the service, or a file of it."""
        return self in (Act.OPENED, Act.EXPORTED, Act.OPENED_FILE)


class OfferState(StrEnum):
    """Where it stands that a case was offered to another school."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OfferAnswer(StrEnum):
    """What the addressee of an offer may say, and nothing else: no word crosses."""

    NONE = "none"
    YES = "yes"
    NOT_HERE = "not-here"
    TALK_FIRST = "talk-first"
    KNOWN = "known"
    COLLEAGUE = "colleague"


class PreparedList(StrEnum):
    """What a school prepares a list of."""

    WORDS = "words"
    """Words to a pupil."""
    AGENCIES = "agencies"
    """To whom a case may be referred."""


class PieceState(StrEnum):
    """How far a revision of a school's text has come: pupils read accepted ones alone."""

    DRAFT = "draft"
    PUBLISHED = "published"
    """Waits for the safeguarding lead."""
    ACCEPTED = "accepted"


class ClipState(StrEnum):
    """How far a school's own clip has come: only a ready one can be accepted."""

    WAITING = "waiting"
    """For the worker, or in its hands."""
    READY = "ready"
    REFUSED = "refused"


class ClipFault(StrEnum):
    """Why no clip could be made of what was brought."""

    NONE = ""
    NO_FILM = "no-film"
    NO_PICTURE = "no-picture"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    TOO_LARGE = "too-large"
    BROKEN = "broken"
    LATE_CAPTIONS = "late-captions"
    """The film ends before its captions do."""
    LOST = "lost"
    """What was brought is not in the place for files any more, or is not what was brought."""
    GIVEN_UP = "given-up"
    """Several workers were stopped while they were at it."""
