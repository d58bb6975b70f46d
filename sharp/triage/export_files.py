"""A redacted chronology as a file, made in memory: a tagged PDF, JSON, or the CSV that case systems take in."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import typst
from flask_babel import gettext as _

from sharp import clock
from sharp.schools.facts import SchoolFacts
from sharp.triage.chronology import Chronology, Passage

PAGES = Path(__file__).with_name("case.typ")
MOST_LETTERS = 1_000_000
"""In one PDF: about four hundred pages, and a few seconds' work."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    PDF = "pdf"
    JSON = "json"
    CSV = "csv"


class TooLongForPages(Exception):
    """More than MOST_LETTERS; the tables take any length."""


@dataclass(frozen=True)
class Mark:
    """Who took this copy and when: on every page and in every table."""

    who: str
    at: datetime
    """Where the school is."""

    @property
    def when(self) -> str:
        return self.at.strftime("%Y-%m-%d %H:%M")


def as_pdf(case: Chronology, mark: Mark, school: SchoolFacts) -> bytes:
    """Raises TooLongForPages. What is written is data to the typesetter, never its markup."""
    if sum(len(line.text) for passage in case.passages for line in passage.lines) > MOST_LETTERS:
        raise TooLongForPages
    data = {
        "title": _("Case %(reference)s", reference=case.reference),
        "mark": _("Copy for %(who)s, %(when)s. Keep it locked away.", who=mark.who, when=mark.when),
        "facts": [[_("School"), case.school], *_facts(case)],
        "headings": [_("When"), _("Who"), _("What")],
        "passages": [_paged(passage) for passage in case.passages],
        "opened": _("Who has opened or copied it"),
        "openings": case.openings,
    }
    plain = json.dumps(data, default=str, ensure_ascii=False)
    made = typst.compile(PAGES.read_bytes(), sys_inputs={"data": plain}, format="pdf", pdf_tags=True)
    assert isinstance(made, bytes)
    return made


def as_json(case: Chronology, mark: Mark, school: SchoolFacts) -> bytes:
    data = {
        "format": "sharp-case-1",
        "reference": case.reference,
        "school": case.school,
        "kinds": case.kinds,
        "received": case.received,
        "level": case.level,
        "state": case.state,
        "copied": {"by": mark.who, "at": mark.at.isoformat(timespec="minutes")},
        "entries": [
            {
                "at": _moment(passage, school).isoformat(timespec="hours"),
                "by": passage.who,
                "what": passage.title,
                "lines": [{"label": line.label, "text": line.text} for line in passage.lines],
            }
            for passage in case.passages
        ],
        "opened": list(case.openings),
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def as_csv(case: Chronology, mark: Mark, school: SchoolFacts) -> bytes:
    """One row an entry, under the headings that record systems ask for; with a mark that Excel reads as UTF-8."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(["Date", "Time", "Reference", "School", "Category", "Author", "Entry", "Details", "Copied by", "On"])
    for passage in case.passages:
        at = _moment(passage, school)
        details = "\n".join(f"{line.label}: {line.text}" if line.label else line.text for line in passage.lines)
        row = [
            f"{at:%d/%m/%Y}", f"{at:%H}:00", case.reference, case.school, case.kinds, passage.who, passage.title,
            details, mark.who, mark.when,
        ]  # fmt: skip
        table.writerow(map(_no_formula, row))
    return out.getvalue().encode("utf-8-sig")


MAKERS: Mapping[Format, tuple[Callable[[Chronology, Mark, SchoolFacts], bytes], str]] = {
    Format.PDF: (as_pdf, "application/pdf"),
    Format.JSON: (as_json, "application/json"),
    Format.CSV: (as_csv, "text/csv; charset=utf-8"),
}


def _facts(case: Chronology) -> list[list[str]]:
    return [
        [_("Kind"), case.kinds],
        [_("Received"), case.received],
        [_("Level"), case.level],
        [_("State"), case.state],
    ]


def _paged(passage: Passage) -> dict[str, object]:
    lines = [[line.label, line.text] for line in passage.lines]
    return {"when": passage.when, "who": passage.who, "title": passage.title, "lines": lines}


def _moment(passage: Passage, school: SchoolFacts) -> datetime:
    """What happened is kept to the hour."""
    return clock.of_hour(passage.hour).astimezone(school.tz)


def _no_formula(cell: str) -> str:
    """A spreadsheet must not run what a pupil typed."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
