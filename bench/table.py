"""The performance table: its rows, how they are printed, and how they are kept."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One thing that was measured; without a target it is there to read the others by."""

    work: str
    measured: str
    target: str = ""
    is_met: bool | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return {None: "", True: "met", False: "MISSED"}[self.is_met]


def at_most(work: str, measured: str, value: float, limit: float, unit: str, **figures: Any) -> Row:
    return Row(work, measured, f"<= {limit:g} {unit}", value <= limit, {**figures, "value": value, "limit": limit})


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def kb(count: float) -> str:
    return f"{count / 1000:.1f} kB"


def printed(title: str, rows: Sequence[Row]) -> str:
    """The table as text, its columns as wide as they need."""
    cells = [("work", "measured", "target", ""), *((r.work, r.measured, r.target, r.verdict) for r in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    judged = [row for row in rows if row.is_met is not None]
    missed = [row.work for row in judged if not row.is_met]
    summary = f"{len(judged) - len(missed)} of {len(judged)} targets met" + (
        f"; MISSED: {'; '.join(missed)}" if missed else ""
    )
    return "\n".join(("", title, "", *lines, "", summary, ""))


def keep(path: Path, about: Mapping[str, Any], tables: Mapping[str, Iterable[Row]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {**about, "tables": {name: [asdict(row) for row in rows] for name, rows in tables.items()}}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
