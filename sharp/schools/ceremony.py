"""The recovery ceremony: a pair whose secret exists only on three sheets, of which any two bring it back."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sharp.schools.facts import SchoolFacts
from sharp.vault.person import RecoveryKeys
from sharp.vault.recovery import combine, split_seed
from sharp.vault.silent import Silent

HOLDERS = ("head", "spoc", "force")
"""Who takes which sheet: the head, the single point of contact, the police force."""
WORDS_A_LINE = 3


class NotThisSchools(Exception):
    """The sheets make up a secret, but not that of this school."""


@dataclass(frozen=True, repr=False, eq=False)
class Ceremony(Silent):
    """The public half, to be kept, and three sheets to be handed out and then forgotten."""

    public: bytes
    sheets: tuple[str, str, str]

    def _secret(self) -> bytes:
        return "\n".join(self.sheets).encode()


def hold_ceremony() -> Ceremony:
    keys = RecoveryKeys.generate()
    return Ceremony(keys.public, split_seed(keys.seed))


def recover_keys(facts: SchoolFacts, sheets: Sequence[str]) -> RecoveryKeys:
    """The school's recovery pair from two sheets as typed.

    Raises SheetUnreadable, TooFewSheets, SheetsDoNotBelong (vault) and NotThisSchools.
    """
    keys = keys_from(sheets)
    if keys.public != facts.recovery_public:
        raise NotThisSchools
    return keys


def keys_from(sheets: Sequence[str]) -> RecoveryKeys:
    """Any pair made in a ceremony, such as an authority's outside key."""
    return RecoveryKeys(combine(sheets))


def sheet_text(school_name: str, holder: str, sheet: str, *, demo: bool = False) -> str:
    """One sheet as it is printed or shown, eleven numbered lines of three words."""
    words = sheet.split()
    lines = [
        f"{start // WORDS_A_LINE + 1:>2}.  {'  '.join(words[start : start + WORDS_A_LINE])}"
        for start in range(0, len(words), WORDS_A_LINE)
    ]
    head = [
        f"SHARP recovery sheet for {school_name}: {holder}",
        "DEMO: this sheet was kept on this machine. Never use this school for real reports."
        if demo
        else "Write it down or print it, seal it, keep it apart from the other two. It is not stored anywhere.",
        "Any two of the three sheets open the school's reports if all readers are gone.",
        "",
    ]
    return "\n".join([*head, *lines, ""])


def write_demo_sheets(folder: Path, slug: str, school_name: str, ceremony: Ceremony) -> tuple[Path, ...]:
    """A demo school's sheets, each to its own file, readable by its owner alone and marked as a demo's."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = []
    for holder, sheet in zip(HOLDERS, ceremony.sheets, strict=True):
        path = folder / f"DEMO-recovery-{slug}-{holder}.txt"
        with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(sheet_text(school_name, holder, sheet, demo=True))
        paths.append(path)
    return tuple(paths)
