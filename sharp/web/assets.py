"""Where templates, static files and migrations lie: in the wheel, or at the checkout's top."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def asset_folder(name: str) -> Path:
    packaged = PACKAGE / "_assets" / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name
