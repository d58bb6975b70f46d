"""What somebody holds of one report: one key a slot and epoch, and of hand-overs one each."""

import pytest
from sqlalchemy.orm import Session

from sharp.model.reports import Entry, Report
from sharp.reports.grants import Keyring
from sharp.reports.journal import handed, keys_in, open_journal, seal_entries
from sharp.vault.encoding import NO_ID, new_id
from sharp.vault.entries import FIRST_HEAD, Content
from sharp.vault.errors import SealBroken
from sharp.vault.report_keys import ReportKeys
from sharp.vault.slots import FULL, HAND_OVER, Slot

STAFF = "ab" * 16


class Journal:
    """A report's entries as a session would give them, without a database."""

    def __init__(self) -> None:
        self.report = Report(
            id=new_id(), school_id=new_id(), reference="BCDF-GHJK", received=1, state="sent", turn="nominee", level=2,
            due=None, retention="ordinary", retention_month=None, epoch=1, renew=False, pupil_public=b"", commits=b"",
            granted=b"", length=0, head=FIRST_HEAD,
        )  # fmt: skip
        self.entries: list[Entry] = []

    def write(self, keys: ReportKeys, slot: Slot, content: Content) -> None:
        self.entries += seal_entries(self.report, keys, [(slot, content)])

    def read(self, *held: ReportKeys) -> tuple[Keyring, list[tuple[str, bytes]]]:
        ring, items = open_journal(Found(self.entries), self.report, Keyring(held))
        return ring, [(item.body["text"], item.followup_id) for item in items]


class Found(Session):
    """Gives the entries, whatever it is asked."""

    def __init__(self, entries: list[Entry]) -> None:
        super().__init__()
        self.entries = entries

    def scalars(self, _statement: object, **_options: object) -> "Found":  # type: ignore[override]
        return self

    def all(self) -> list[Entry]:
        return self.entries


def said(kind: str, text: str) -> Content:
    return Content(kind, STAFF, 1, {"text": text})


@pytest.fixture
def keys() -> ReportKeys:
    return ReportKeys.draw(1)


@pytest.fixture
def first() -> ReportKeys:
    return ReportKeys.draw(1, HAND_OVER, new_id())


@pytest.fixture
def second() -> ReportKeys:
    return ReportKeys.draw(1, Slot.FOLLOW_UP, new_id())


@pytest.fixture
def journal(keys: ReportKeys, first: ReportKeys, second: ReportKeys) -> Journal:
    """Two hand-overs of one epoch, each with its brief."""
    made = Journal()
    made.write(keys, Slot.CASE, said("note", "a note"))
    for own, text in ((first, "first"), (second, "second")):
        made.write(keys, Slot.CASE, handed(own))
        made.write(own, Slot.FOLLOW_UP, said("followup", text))
    made.write(first, Slot.SAY, said("helper_message", "hello"))
    return made


def test_whoever_holds_the_case_finds_the_keys_of_each_hand_over(
    journal: Journal, keys: ReportKeys, first: ReportKeys, second: ReportKeys
) -> None:
    ring, texts = journal.read(keys)
    one, other = first.followup_id, second.followup_id
    assert texts == [("a note", NO_ID), ("first", one), ("second", other), ("hello", one)]
    assert ring.of_hand_over(one, 1) == first
    assert ring.of_hand_over(other, 1) == second
    assert ring.of_hand_over(one, 2) is None
    assert ring.of_epoch(1) == keys


def test_a_lead_reads_their_own_hand_over_in_whatever_order_keys_are_held(
    journal: Journal, keys: ReportKeys, first: ReportKeys, second: ReportKeys
) -> None:
    assert journal.read(second)[1] == [("second", second.followup_id)]
    assert [text for text, _ in journal.read(first)[1]] == ["first", "hello"]
    assert journal.read(first, second)[1] == journal.read(second, first)[1]
    whole = second.joined(keys.only(Slot.THREAD))
    assert journal.read(whole)[1] == [("second", second.followup_id)]


def test_the_pupil_reads_what_a_helper_says_and_not_the_brief(
    journal: Journal, keys: ReportKeys, first: ReportKeys
) -> None:
    _, texts = journal.read(keys.only(Slot.THREAD | Slot.IDENTITY), first.only(Slot.SAY))
    assert texts == [("hello", first.followup_id)]


def test_a_hand_overs_entry_that_none_of_its_holders_keys_opens_is_refused(journal: Journal, keys: ReportKeys) -> None:
    """To a lead it may be somebody else's; whoever holds the case holds every hand-over's key."""
    journal.write(ReportKeys.draw(1, Slot.FOLLOW_UP, new_id()), Slot.FOLLOW_UP, said("followup", "a stranger's"))
    with pytest.raises(SealBroken):
        journal.read(keys)


def test_an_entry_of_the_report_itself_that_does_not_open_is_refused(journal: Journal) -> None:
    with pytest.raises(SealBroken):
        journal.read(ReportKeys.draw(1, FULL))


def test_keys_of_a_hand_over_read_back_from_their_entry(first: ReportKeys) -> None:
    assert keys_in(handed(first).body, 1) == first


def test_who_holds_nothing_is_no_helper(keys: ReportKeys, first: ReportKeys) -> None:
    assert not Keyring(()).is_helpers
    assert not Keyring((keys, first)).is_helpers
    assert Keyring((first,)).is_helpers
