"""Where templates, static files and migrations lie: in the wheel, or at the checkout's top."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent
FLEETING = "clips/"
"""No browser shall keep what is in this static folder: on a shared computer it would tell what somebody watched."""
TYPES = {".vtt": "text/vtt", ".webm": "video/webm", ".mp4": "video/mp4"}
"""Said here, since not every system knows them, and browsers are told not to guess."""


def asset_folder(name: str) -> Path:
    packaged = PACKAGE / "_assets" / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """A static file's address changes with its content, so that it may be kept for a year and never be stale."""
    if endpoint == "static" and "filename" in values and not is_fleeting(values["filename"]):
        values["v"] = _version(values["filename"])


def is_fleeting(filename: str) -> bool:
    return filename.startswith(FLEETING)


def set_up_types() -> None:
    for ending, kind in TYPES.items():
        mimetypes.add_type(kind, ending)


@lru_cache
def _version(filename: str) -> str:
    return hashlib.sha256((asset_folder("static") / filename).read_bytes()).hexdigest()[:10]
