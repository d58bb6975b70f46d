"""Whether a school takes pictures and other files with a report, and how many and how large."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sharp.accounts.trail import record
from sharp.model.evidence import EvidenceRule
from sharp.model.words import Act
from sharp.vault.encoding import NO_ID

MB = 1024 * 1024
MOST_FILES = 20
MOST_FILE_MB = 100
MOST_TOGETHER_MB = 200


class EvidenceRulesRefused(Exception):
    """What was asked makes no sense; the message says what is possible."""


@dataclass(frozen=True)
class EvidenceRules:
    allowed: bool = False
    most_files: int = 10
    file_mb: int = 20
    together_mb: int = 100

    @property
    def file_bytes(self) -> int:
        return self.file_mb * MB

    @property
    def together_bytes(self) -> int:
        return self.together_mb * MB


def evidence_rules(db: Session, school_id: bytes) -> EvidenceRules:
    """What the school takes now; nothing where it never said. Raises RowForged."""
    row = db.get(EvidenceRule, school_id)
    if row is None:
        return EvidenceRules()
    return EvidenceRules(row.allowed, row.most_files, row.file_mb, row.together_mb)


def set_evidence_rules(db: Session, *, school_id: bytes, rules: EvidenceRules, by: bytes = NO_ID) -> None:
    """From the next page on. A table of its own: who reads is not touched. Raises EvidenceRulesRefused."""
    _check(rules)
    row = db.get(EvidenceRule, school_id, with_for_update=True)
    if row is None:
        db.add(EvidenceRule(school_id=school_id, **vars(rules)))
    else:
        row.allowed, row.most_files = rules.allowed, rules.most_files
        row.file_mb, row.together_mb = rules.file_mb, rules.together_mb
    record(db, by, Act.SCHOOL_CHANGED, school=school_id)


def _check(rules: EvidenceRules) -> None:
    for what, given, most in (
        ("files", rules.most_files, MOST_FILES),
        ("MB a file", rules.file_mb, MOST_FILE_MB),
        ("MB together", rules.together_mb, MOST_TOGETHER_MB),
    ):
        if not 1 <= given <= most:
            raise EvidenceRulesRefused(f"{what}: from 1 to {most}")
    if rules.file_mb > rules.together_mb:
        raise EvidenceRulesRefused("one file cannot be larger than all of them together")
