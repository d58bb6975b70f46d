"""Where templates, static files and migrations lie: in the wheel, or at the checkout's top."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent


def asset_folder(name: str) -> Path:
    packaged = PACKAGE / "_assets" / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """A static file's address changes with its content, so that it may be kept for a year and never be stale."""
    if endpoint == "static" and "filename" in values:
        values["v"] = _version(values["filename"])


@lru_cache
def _version(filename: str) -> str:
    return hashlib.sha256((asset_folder("static") / filename).read_bytes()).hexdigest()[:10]
