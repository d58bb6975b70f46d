"""Logs: one JSON line an event, with names and identifiers from an allow-list and nothing else."""

import json
import logging
import sys
import traceback
from typing import Any

from sharp import clock

ALLOWED = frozenset(
    {"status", "endpoint", "method", "ms", "row", "table", "school", "staff", "report", "kind", "count", "frames",
     "error", "version", "port", "state", "signal", "attempts"}
)  # fmt: skip

_logger = logging.getLogger("sharp")


def set_up_logs() -> None:
    """Our own lines on standard error; libraries only from warnings upward, and without their messages."""
    ours = logging.StreamHandler(sys.stderr)
    ours.setFormatter(logging.Formatter("%(message)s"))
    _logger.handlers, _logger.propagate = [ours], False
    _logger.setLevel(logging.INFO)
    others = logging.StreamHandler(sys.stderr)
    others.setFormatter(WordlessFormatter())
    logging.root.handlers = [others]
    logging.root.setLevel(logging.WARNING)


class WordlessFormatter(logging.Formatter):
    """A library's message may quote a request; only where it came from is kept."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {"kind": record.name, "state": record.levelname, "row": record.lineno}
        if record.exc_info and record.exc_info[1]:
            fields |= describe(record.exc_info[1])
        return _line("library", fields)


def log(event: str, **fields: Any) -> None:
    """Write one event. Raises TypeError for a field that is not on the allow-list."""
    unknown = fields.keys() - ALLOWED
    if unknown:
        raise TypeError(f"not on the log's allow-list: {', '.join(sorted(unknown))}")
    _logger.info(_line(event, fields))


def log_failure(failure: BaseException | None) -> None:
    if failure is not None:
        log("failure", **describe(failure))


def describe(failure: BaseException) -> dict[str, Any]:
    """A failure's type and frames: never its message, never a value."""
    frames = traceback.extract_tb(failure.__traceback__)
    return {
        "error": type(failure).__name__,
        "frames": [f"{_module(frame.filename)}:{frame.lineno}:{frame.name}" for frame in frames[-12:]],
    }


def _module(filename: str) -> str:
    return "/".join(filename.split("/")[-2:])


def _line(event: str, fields: dict[str, Any]) -> str:
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in fields.items()}
    return json.dumps({"at": clock.now().isoformat(timespec="seconds"), "event": event, **plain})
