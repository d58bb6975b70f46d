"""Why the vault refuses: one named exception for each thing that can be wrong with what it is given."""


class VaultRefusal(Exception):
    """The vault will not go on with what it was given."""


class SealBroken(VaultRefusal):
    """The bytes do not open under this key and in this place."""


class UnknownEnvelope(VaultRefusal):
    """The leading bytes name a format, version, algorithm or slot that is not the one expected."""


class WrongKind(VaultRefusal):
    """An entry's kind is unknown, or may not stand in the slot it was sealed for."""


class WrongAuthor(WrongKind):
    """An entry's author is malformed, or may not write in the slot it was sealed for."""


class BadContent(VaultRefusal):
    """The opened text is not the canonical JSON that the service writes."""


class BadPadding(VaultRefusal):
    """The padding is not zeros up to one of the known steps."""


class TooLong(VaultRefusal):
    """What is to be sealed exceeds the largest size there is for it."""


class OutOfRange(VaultRefusal):
    """A number, identifier or key does not have the width that its place asks for."""


class NoSuchSlot(VaultRefusal):
    """These keys do not hold the slot that was asked for."""


class CommitmentMismatch(VaultRefusal):
    """A granted key is not the one that the report committed to."""


class GrantMismatch(VaultRefusal):
    """A grant holds other slots, another epoch, hand-over or reader than its address says."""


class BadPublicKey(VaultRefusal):
    """These bytes are no public key."""


class SignatureBroken(VaultRefusal):
    """The signature is not this person's over this row."""


class RowForged(VaultRefusal):
    """A row's MAC does not cover what the row holds; carries the table and the row's id, nothing else."""

    def __init__(self, table: str, row_id: str) -> None:
        super().__init__(f"{table} {row_id}")
        self.table = table
        self.row_id = row_id


class FileCut(VaultRefusal):
    """A sealed file ended early, went on too long or is not of the length its entry states."""


class KeyFileRefused(VaultRefusal):
    """The server key file cannot be used; the message says what is wrong with it."""


class KeyNotAccepted(VaultRefusal):
    """No accepted server key has this version."""


class UnknownWords(VaultRefusal):
    """Some typed words are on no list; `words` names them as typed, folded to small letters."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(f"{len(words)} words are not on the list")  # the words themselves stay out of logs
        self.words = words


class WordTooShort(UnknownWords):
    """Some typed words have fewer than the three letters that tell words apart."""


class WrongWordCount(VaultRefusal):
    """There are not exactly six words."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} words")
        self.count = count


class SheetUnreadable(VaultRefusal):
    """A recovery sheet was mistyped; `number` counts from one."""

    def __init__(self, number: int) -> None:
        super().__init__(f"sheet {number}")
        self.number = number


class TooFewSheets(VaultRefusal):
    """Two different recovery sheets are needed."""


class SheetsDoNotBelong(VaultRefusal):
    """The recovery sheets come from different ceremonies, or do not make up one secret."""
